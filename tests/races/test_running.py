"""Two officers start a run at the same moment: one does, the other is told who."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import QuerySet
from django.urls import reverse
from tests.capabilities.selection.running import (
    LATER,
    WAKAMUGI,
    applied,
    found,
    publish_wishes,
    ready_round,
    seated,
)
from tests.city.people import acting, make_officer, signed_in
from tests.races.at_once import at_once, meeting

from madoguchi.people.models import Officer, Role
from madoguchi.rules import running as rules
from madoguchi.selection.actions import running
from madoguchi.selection.actions.running import CannotRun
from madoguchi.selection.models import Round, Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officers(city: SimpleNamespace) -> list[Officer]:
    return [make_officer(section=city.kosodate, role=Role.APPROVER) for _ in range(2)]


@pytest.fixture
def round(officers: list[Officer]) -> Round:
    """One family, one club: ready to run."""
    application = applied(publish_wishes(), 0, WAKAMUGI)
    made = ready_round(*officers)
    seated(made, officers[0], wakamugi_club=1)
    found(made, application, officers[0])
    return made


def starting(round: Round, officer: Officer) -> Callable[[], Run]:
    return lambda: running.start(round=round, officer=officer, by=acting(officer), now=LATER)


def test_two_officers_at_once_start_one_run(round: Round, officers: list[Officer]) -> None:
    outcomes = at_once([starting(round, officer) for officer in officers])
    (lost,) = (each for each in outcomes if isinstance(each, CannotRun))
    (run,) = Run.objects.all()
    assert lost.refusals[0].facts == {"name": run.operator.name, "run": str(run.pk)}


def test_two_browsers_at_once_start_one_run_and_the_other_is_told(
    round: Round, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("madoguchi.base.clock.now", lambda: LATER)
    desks = [signed_in(officer) for officer in officers]
    address = reverse("selection:start_run", args=[round.pk])
    answers = at_once([partial(desk.post, address, follow=True) for desk in desks])
    (run,) = Run.objects.all()
    shown = sorted(answer.redirect_chain[-1][0] for answer in answers)
    listed = reverse("selection:runs", args=[round.pk])
    assert shown == [listed, reverse("selection:run", args=[round.pk, run.pk])]
    (told,) = (answer for answer in answers if answer.redirect_chain[-1][0] == listed)
    assert run.operator.name in told.content.decode()


def test_control_without_a_lock_the_other_is_told_nothing(
    round: Round, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, refusals = meeting(2), rules.refusals

    def after_both_have_read(*read: Any, **more: Any) -> Any:
        meet()
        return refusals(*read, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(rules, "refusals", after_both_have_read)
    outcomes = at_once([starting(round, officer) for officer in officers])
    assert [type(each) for each in outcomes if not isinstance(each, Run)] == [IntegrityError]

"""Two officers decide at the same moment: one decision, and document numbers without gaps or doubles."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.review.desk import LATER, seat
from tests.city.people import make_officer, make_resident
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application
from madoguchi.base import counters
from madoguchi.people.models import Officer, Role
from madoguchi.review.actions import deciding, lettering
from madoguchi.review.models import Decision, Letter

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture
def officers(city: SimpleNamespace) -> list[Officer]:
    """Approvers of the section for children."""
    return [make_officer(section=city.kosodate, role=Role.APPROVER) for _ in range(AT_ONCE)]


def deciding_of(application: Application, officer: Officer) -> Callable[[], Decision]:
    by = seat(officer, application)
    return lambda: deciding.decide(application=application, outcome="approved", reason="", by=by, now=LATER)


def applications() -> list[Application]:
    version = publish_club(limits={}).pk
    return [filed(make_resident(), version) for _ in range(AT_ONCE)]


def test_two_officers_at_once_give_one_decision(officers: list[Officer]) -> None:
    application = filed(make_resident(), publish_club().pk)
    outcomes = at_once([deciding_of(application, officer) for officer in officers])
    assert sum(isinstance(each, Decision) for each in outcomes) == 1
    assert sum(isinstance(each, CannotMove) for each in outcomes) == AT_ONCE - 1
    assert Decision.objects.count() == Letter.objects.count() == 1


def test_control_without_a_lock_the_second_breaks_on_the_table(
    officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, save, writings = meeting(2), Decision.save, count()

    def once_both_have_looked(decision: Decision, *given: Any, **named: Any) -> None:
        if next(writings) < 2:  # afterwards one waits for what the other wrote
            meet()
        save(decision, *given, **named)

    application = filed(make_resident(), publish_club().pk)
    acts = [deciding_of(application, officer) for officer in officers[:2]]
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(Decision, "save", once_both_have_looked)
    outcomes = at_once(acts)
    assert sorted(type(each).__name__ for each in outcomes) == ["Decision", "IntegrityError"]


def test_numbers_of_letters_have_no_gaps_and_no_doubles(officers: list[Officer]) -> None:
    acts = [deciding_of(each, officer) for each, officer in zip(applications(), officers, strict=True)]
    at_once(acts)
    assert numbers() == list(range(1, AT_ONCE + 1))


def test_a_decision_that_fails_leaves_no_gap(
    officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = lettering._draw

    def draw_some(sheet: Any, now: Any) -> Any:
        if sheet["reference"] in unlucky:
            raise OSError("no room on the disk")
        return draw(sheet, now)

    found = applications()
    unlucky = {each.reference for each in found[::2]}
    monkeypatch.setattr(lettering, "_draw", draw_some)
    outcomes = at_once([deciding_of(each, officer) for each, officer in zip(found, officers, strict=True)])
    assert sum(isinstance(each, OSError) for each in outcomes) == len(unlucky)
    assert numbers() == list(range(1, AT_ONCE - len(unlucky) + 1))


def test_control_counting_the_letters_there_are_gives_a_number_twice(
    officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet = meeting(AT_ONCE)

    def count(key: str) -> int:
        there = Letter.objects.count()
        meet()
        return there + 1

    acts = [deciding_of(each, officer) for each, officer in zip(applications(), officers, strict=True)]
    monkeypatch.setattr(counters, "take", count)
    outcomes = at_once(acts)
    written = [str(each) for each in outcomes if not isinstance(each, Decision)]
    assert any("document_number" in each for each in written) or len(set(numbers())) < AT_ONCE


def numbers() -> list[int]:
    """The serial numbers of all letters, e.g. 12 of 8ひ子育第12号."""
    given = Letter.objects.values_list("document_number", flat=True)
    return sorted(int(each.split("第")[1].removesuffix("号")) for each in given)

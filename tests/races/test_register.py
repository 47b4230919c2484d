"""Two officers choose for one child, two workers read one extract: once, whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.capabilities.applications.test_filing import filed
from tests.capabilities.register.town import ADDRESS, MUGI, WITH_ADDRESS, received, taken
from tests.city.people import NOW, acting, make_officer, make_resident
from tests.city.procedures import publish_club
from tests.races.at_once import at_once, meeting

from madoguchi.applications.models import Application
from madoguchi.people.models import Officer, Role
from madoguchi.register.actions import choosing, comparing, taking
from madoguchi.register.actions.choosing import CannotChoose
from madoguchi.register.models import RegisterEntry, RegisterExtract, RegisterMatch

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 6


@pytest.fixture
def officers(city: SimpleNamespace) -> list[Officer]:
    """Officers of the section for children."""
    return [make_officer(section=city.kosodate, role=Role.ADMINISTRATOR) for _ in range(AT_ONCE)]


@pytest.fixture
def application(officers: list[Officer]) -> Application:
    """An application that was compared."""
    application = filed(make_resident(), publish_club(**WITH_ADDRESS).pk, home=ADDRESS)
    run = comparing.start_run(
        extract=taken(officers[0]), procedure="", officer=officers[0], by=acting(officers[0]), now=NOW
    )
    while comparing.continue_run(run_id=run.pk, now=NOW):
        pass
    return application


def choosing_of(application: Application, officer: Officer) -> Callable[[], Any]:
    given = {"officer": officer, "by": acting(officer), "now": NOW}
    return lambda: choosing.choose(application=application, choices={"child": None}, **given)


def reading_of(extract: RegisterExtract) -> Callable[[], Any]:
    return lambda: taking.continue_reading(extract_id=extract.pk, now=NOW)


def test_one_officer_chooses_and_the_others_are_told(
    application: Application, officers: list[Officer]
) -> None:
    outcomes = at_once([choosing_of(application, officer) for officer in officers])
    assert sum(isinstance(each, CannotChoose) for each in outcomes) == AT_ONCE - 1
    assert RegisterMatch.objects.exclude(decided_at=None).count() == 1


def test_control_without_a_lock_both_choose(
    application: Application, officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, refuse = meeting(2), choosing.refuse_choice

    def after_both_have_read(*given: Any, **more: Any) -> Any:
        meet()
        return refuse(*given, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(choosing, "refuse_choice", after_both_have_read)
    outcomes = at_once([choosing_of(application, officer) for officer in officers[:2]])
    assert not any(isinstance(each, Exception) for each in outcomes)


def test_two_workers_keep_everybody_once(officers: list[Officer], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "CHUNK", 1)
    extract = received(officers[0])
    outcomes = at_once([reading_of(extract)] * AT_ONCE)
    assert not any(isinstance(each, Exception) for each in outcomes)
    for _ in range(2):  # whoever gave way left the rest to the other, or to the sweeper
        taking.continue_reading(extract_id=extract.pk, now=NOW)
    extract.refresh_from_db()
    assert (extract.state, extract.done) == (RegisterExtract.State.IN_USE, 3)
    assert RegisterEntry.objects.count() == 3


def test_control_without_a_lock_somebody_is_kept_twice(
    officers: list[Officer], monkeypatch: pytest.MonkeyPatch
) -> None:
    meet, seal = meeting(2), taking.sealed

    def after_both_have_read(person: Any) -> str:
        meet()
        return seal(person)

    extract = received(officers[0], MUGI)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda found, **_: found)
    monkeypatch.setattr(taking, "sealed", after_both_have_read)
    monkeypatch.setattr(taking, "_take_into_use", lambda *_: None)
    at_once([reading_of(extract)] * 2)
    assert RegisterEntry.objects.count() == 2

"""Families at the same moment: one time for an interview, one seat, one place."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import QuerySet
from tests.city.enrolments import CLUB, FIRST_DAY, OFFERED, accepted, offered, seats, some_family
from tests.city.households import publish_where
from tests.races.at_once import at_once, meeting

from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment.actions import answering, interviewing, offering
from madoguchi.enrolment.actions.interviewing import CannotBook
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.models import Enrolment, Interview, Offer
from madoguchi.rules import interviews
from madoguchi.rules.enrolment import Source

pytestmark = pytest.mark.django_db(transaction=True)

FAMILIES = 4


@pytest.fixture
def families(city: SimpleNamespace) -> list[Any]:
    version = publish_where(limits={}).pk
    return [some_family(version) for _ in range(FAMILIES)]


def booking(families: list[Any]) -> list[Any]:
    interviewing.open_times(place=CLUB, begins=[OFFERED.replace(month=3)], minutes=20, by=SYSTEM, now=OFFERED)
    time = Interview.objects.get().pk
    held = [accepted(each).pk for each in families]
    return [
        lambda each=each: interviewing.book(interview_id=time, enrolment_id=each, by=SYSTEM, now=OFFERED)
        for each in held
    ]


def test_one_family_gets_the_time(families: list[Any]) -> None:
    outcomes = at_once(booking(families))
    assert sum(isinstance(each, CannotBook) for each in outcomes) == FAMILIES - 1
    assert Interview.objects.get().enrolment_id is not None


def test_control_without_a_lock_two_are_told_that_they_have_it(
    families: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    acts, meet, refuse = booking(families[:2]), meeting(2), interviews.refuse_booking

    def after_both_have_read(**given: Any) -> Any:
        meet()
        return refuse(**given)

    monkeypatch.setattr(interviews, "refuse_booking", after_both_have_read)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_: self.all())
    assert all(isinstance(each, Interview) for each in at_once(acts))


def test_the_last_seat_is_offered_once(families: list[Any]) -> None:
    seats(1)
    acts = [
        lambda each=each: offering.offer(
            application=each, place=CLUB, starts_on=FIRST_DAY, source=Source.OFFICER, by=SYSTEM, now=OFFERED
        )
        for each in families
    ]
    outcomes = at_once(acts)
    assert Offer.objects.count() == 1
    assert sum(isinstance(each, CannotChangePlace) for each in outcomes) == FAMILIES - 1


def test_accepting_and_declining_at_once_leaves_one_answer(families: list[Any]) -> None:
    made = offered(families[0])
    acts = [
        lambda: answering.accept(offer=made.pk, by=SYSTEM, now=OFFERED),
        lambda: answering.decline(offer=made.pk, by=SYSTEM, now=OFFERED),
    ]
    at_once(acts)
    made.refresh_from_db()
    held = Enrolment.objects.first()
    assert (held is None) == (made.state == "declined")
    assert held is None or held.state in ("accepted", "given_up")

"""Places in clubs: who asked for one, a club with so many seats, and a queue that is simply a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from tests.capabilities.applications.test_filing import filed
from tests.city.people import NOW, acting, make_resident

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.enrolment import waiting
from madoguchi.enrolment.actions import answering, interviewing, offering
from madoguchi.enrolment.models import Enrolment, Interview, Offer
from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import Source
from madoguchi.selection.queries.waiting import next_of

CLUB, OTHER = "wakamugi-club", "sorano-club"
FIRST_DAY = date(2027, 4, 1)
OFFERED = datetime(2027, 2, 1, 9, 0, tzinfo=TOKYO)
SPRING = datetime(2027, 4, 1, 9, 0, tzinfo=TOKYO)
MAY = datetime(2027, 5, 10, 9, 0, tzinfo=TOKYO)


def child(given: str = "麦", kana: str = "ムギ", born: str = "2020-07-08") -> dict[str, Any]:
    """A child of the 𠮷川 family."""
    return {
        "family": "𠮷川", "given": given, "family_kana": "ヨシカワ", "given_kana": kana, "birth_date": born,
    }  # fmt: skip


def asked(resident: Resident, version_id: int, **answers: Any) -> Application:
    """An application that asks for a place."""
    return filed(resident, version_id, now=NOW, **answers)


def some_family(version_id: int) -> Application:
    """Another family that asked for a place."""
    return asked(make_resident(), version_id)


def offered(application: Application, *, place: str = CLUB, now: datetime = OFFERED, **more: Any) -> Offer:
    """The child is offered a place after the decision."""
    given = {"starts_on": FIRST_DAY, "source": Source.DECISION, "by": SYSTEM, **more}
    return offering.offer(application=application, place=place, now=now, **given)


def accepted(application: Application, **more: Any) -> Enrolment:
    """And the family has taken it."""
    made = offered(application, **more)
    resident = application.resident
    assert resident is not None
    return answering.accept(offer=made.pk, by=acting(resident), now=made.offered_at)


def seats(count: int, place: str = CLUB) -> None:
    """The club has so many seats."""
    Place.objects.filter(pk=place).update(capacity=count)


@contextmanager
def queue(*waiting_ones: Application) -> Iterator[None]:
    """These wait for a seat of the club, in this order."""
    waiting.wire(queue=lambda *, place, year, there, away: waiting_ones if place == CLUB else ())
    try:
        yield
    finally:
        waiting.wire(queue=next_of)


def booked(held: Enrolment, *, at: datetime = MAY, now: datetime = NOW) -> Interview:
    """The interview that the family of this place has booked."""
    interviewing.open_times(place=held.place_id, begins=[at], minutes=20, by=SYSTEM, now=now)
    time = Interview.objects.get(place=held.place_id, begins_at=at)
    return interviewing.book(interview_id=time.pk, enrolment_id=held.pk, by=SYSTEM, now=now)

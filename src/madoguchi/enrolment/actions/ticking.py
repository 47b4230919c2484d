"""スポット利用: a club ticks who stayed longer on a day, and takes a wrong tick back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.enrolment import queries
from madoguchi.enrolment.models import Enrolment, SpotDay
from madoguchi.rules import calendar, spots

Ticks = Collection[tuple[UUID, str]]  # place and band


class CannotTick(Exception):
    """The day is ahead, or too long ago."""

    def __init__(self, reason: spots.Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def tick(*, place: str, day: date, add: Ticks, take_back: Ticks, by: Actor, now: datetime) -> None:
    """Tick some and take others back, of children who were there; what somebody else ticked stays.

    Raises CannotTick.
    """
    if (reason := spots.refuse(day, calendar.local_day(now))) is not None:
        raise CannotTick(reason)
    there = {each.pk: each for each in queries.list_there(place=place, day=day)}
    made = [_row(pk, band, day, by, now) for pk, band in sorted(add) if pk in there]
    SpotDay.objects.bulk_create(made, ignore_conflicts=True)
    gone = [(pk, band) for pk, band in take_back if pk in there]
    for pk, band in gone:
        SpotDay.objects.filter(enrolment=pk, day=day, band=band).delete()
    about = {each.enrolment_id for each in made} | {pk for pk, _ in gone}
    _record([there[pk] for pk in about], place, day, by, now)


def _row(pk: UUID, band: str, day: date, by: Actor, now: datetime) -> SpotDay:
    return SpotDay(enrolment_id=pk, day=day, band=band, at=now, by_kind=by.kind, by_ref=by.ref)


def _record(about: Collection[Enrolment], place: str, day: date, by: Actor, now: datetime) -> None:
    if about:
        references = sorted(each.application.reference for each in about)
        details = {"references": references, "place": place, "day": day.isoformat()}
        audit.record(verb="place.spots", about=("application", ""), by=by, now=now, details=details)

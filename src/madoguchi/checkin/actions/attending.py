"""Events: a door at a place for all that a section holds there, and who reserved comes in once."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.booking.actions import changing
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.models import Reservation
from madoguchi.checkin.actions import points
from madoguchi.checkin.models import Point, Scan
from madoguchi.people.models import Section
from madoguchi.places.models import Place
from madoguchi.rules.slots import Act, State
from madoguchi.rules.visits import Direction, Mode, Profile, Source, Use

NAMES: Final = {"ja": "講座・催し", "ja-easy": "[講座|こうざ]・[催|もよお]し", "en": "Courses and events"}


@transaction.atomic
def open_door(*, section: Section, place: Place, by: Actor, now: datetime) -> Point:
    """The door for all that a section holds at a place; its poster serves every date."""
    rules = Profile(mode=Mode.ONCE)
    return points.open_own(
        section=section, place=place, use=Use.LECTURE, names=NAMES, rules=rules, by=by, now=now
    )


@transaction.atomic
def attend(*, point: Point, reservation: Reservation, scan_id: UUID, by: Actor, now: datetime) -> Reservation:
    """Note that who reserved is there; twice is once. Raises CannotBook.

    Whether they came is said by the reservation alone; the scan is what the door heard.
    """
    try:
        held = changing.settle(reservation_id=reservation.pk, act=Act.ATTEND, by=by, now=now)
    except CannotBook:
        fresh = Reservation.objects.get(pk=reservation.pk)
        if fresh.state == State.ATTENDED:
            return fresh
        # Somebody ticked too early that nobody came.
        changing.settle(reservation_id=fresh.pk, act=Act.UNDO, by=by, now=now)
        held = changing.settle(reservation_id=fresh.pk, act=Act.ATTEND, by=by, now=now)
    _hear(point, held, scan_id, by, now)
    return held


def _hear(point: Point, held: Reservation, scan_id: UUID, by: Actor, now: datetime) -> None:
    scan = Scan(
        id=scan_id, point=point, direction=Direction.IN.value, at=now, device_time=now, received_at=now,
        adults=held.size, source=Source.SELF.value, actor_kind=by.kind, actor_ref=by.ref,
    )  # fmt: skip
    Scan.objects.bulk_create([scan], ignore_conflicts=True)

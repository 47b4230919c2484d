"""Who has reserved for what happens at a door about now: who may say that they are there."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import QuerySet

from madoguchi.booking.models import Reservation
from madoguchi.rules.references import read_reservation_code
from madoguchi.rules.slots import Standing, State
from madoguchi.rules.visits import EARLY

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point
    from madoguchi.people.models import Resident

COMES: Final = (State.CONFIRMED, State.ATTENDED, State.MISSED)  # a tick of an officer may have been too early


def list_mine(*, point: Point, resident: Resident | None, now: datetime) -> list[Reservation]:
    """What somebody reserved here, from an hour before it begins until it ends."""
    if resident is None:
        return []
    return list(_expected(point, now).filter(resident=resident).order_by("starts_at"))


def find(*, point: Point, typed: str, now: datetime) -> Reservation | None:
    """A reservation for here and now by the number that somebody read out or typed."""
    code = read_reservation_code(typed)
    return _expected(point, now).filter(code=code).first() if code else None


def find_mine(*, point: Point, resident: Resident | None, typed: str, now: datetime) -> Reservation | None:
    """One of somebody's own, as the page named it."""
    mine = list_mine(point=point, resident=resident, now=now)
    return next((each for each in mine if str(each.pk) == typed), None)


def _expected(point: Point, now: datetime) -> QuerySet[Reservation]:
    found = Reservation.objects.filter(
        session__place=point.place_id, offering__section=point.profile.section_id,
        starts_at__lte=now + EARLY, ends_at__gt=now, state__in=COMES,
    )  # fmt: skip
    return found.exclude(session__standing=Standing.CANCELLED).select_related("offering", "session")

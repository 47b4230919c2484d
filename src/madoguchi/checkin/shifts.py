"""Reading who works at a place, and the hours of a month."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from madoguchi.base.crypto import salted_hash
from madoguchi.base.sheets import Sheet
from madoguchi.base.texts import say_plain
from madoguchi.checkin import queries
from madoguchi.checkin.models import Shift, Worker
from madoguchi.checkin.wording import SHIFT_CLOSES
from madoguchi.places.models import Place
from madoguchi.rules import calendar
from madoguchi.rules import shifts as rules
from madoguchi.rules import visits as visit_rules
from madoguchi.rules.references import read_card_code
from madoguchi.rules.visits import Close

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point, PointProfile

HOURS: Final = (
    "Name",
    "Reading",
    "Staff number",
    "Days worked",
    "Hours worked",
    "Minutes",
    "To be put right",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person's month."""

    worker: Worker
    shifts: Sequence[Shift]
    month: rules.Month

    @property
    def hours(self) -> str:
        """As lists have it."""
        return rules.in_hours(self.month.minutes)

    @property
    def here(self) -> Shift | None:
        """The shift that goes on."""
        return next((each for each in self.shifts if each.closed_at is None), None)


def access_worker(*, point: Point, worker_id: UUID) -> Worker:
    """Somebody who works, or worked, at the place of a door; 404 for any other."""
    worker = Worker.objects.filter(pk=worker_id, place=point.place_id).select_related("place").first()
    if worker is None:
        raise Http404
    return worker


def access_shift(*, shift_id: UUID, sections: Collection[str]) -> Shift:
    """A shift at a door of these sections; 404 for any other."""
    found = Shift.objects.filter(pk=shift_id, point__profile__section__in=sections)
    shift = found.select_related("worker", "point__place", "point__profile").first()
    if shift is None:
        raise Http404
    return shift


def worker_by_card(typed: str, place: Place) -> Worker | None:
    """Who works at a place and has this card."""
    code = read_card_code(typed[: queries.LONGEST_SECRET])
    if code is None:
        return None
    return Worker.objects.filter(card_hash=salted_hash("worker", code), place=place, ended_on=None).first()


def worker_shown(worker_id: UUID, place: Place) -> Worker | None:
    """Whose card was shown a moment ago."""
    return Worker.objects.filter(pk=worker_id, place=place, ended_on=None).first()


def list_places_besides(begun: Collection[str], *, sections: Collection[str]) -> list[Place]:
    """The other places of these sections, by reading."""
    found = Place.objects.filter(section__in=sections, closed_on=None).exclude(pk__in=begun)
    return list(found.select_related("section").order_by("kana"))


def door_at(place: Place) -> Point | None:
    """The door at which hours of work are written down at a place."""
    found = place.points.filter(profile__use=visit_rules.Use.STAFF, ended_at=None)
    return found.select_related("profile", "place").first()


def open_shift(worker: Worker, on: date) -> Shift | None:
    """The shift of today that goes on."""
    return Shift.objects.filter(worker=worker, day=on, closed_at=None).order_by("opened_at").last()


def count_working(points: Collection[Point], on: date) -> dict[UUID, int]:
    """How many are at work, by door."""
    there = Shift.objects.filter(point__in=points, day=on, closed_at=None)
    found: dict[UUID, int] = {}
    for pk in there.values_list("point", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def list_month(point: Point, first: date) -> list[Row]:
    """Everybody who works at the place, or worked there in that month, by reading. Two queries."""
    own = Worker.objects.filter(place=point.place_id).filter(Q(ended_on=None) | Q(ended_on__gte=first))
    told = Shift.objects.filter(point=point, day__gte=first, day__lt=calendar.months_after(first, 1))
    by_worker: dict[UUID, list[Shift]] = {}
    for shift in told.order_by("day", "opened_at"):
        by_worker.setdefault(shift.worker_id, []).append(shift)
    return [_row(each, by_worker.get(each.pk, [])) for each in own.order_by("kana_order", "pk")]


def month_of(worker: Worker, point: Point, first: date) -> Row:
    """One person's month."""
    told = Shift.objects.filter(
        worker=worker, point=point, day__gte=first, day__lt=calendar.months_after(first, 1)
    )
    return _row(worker, list(told.order_by("day", "opened_at")))


def as_rule(shift: Shift) -> visit_rules.Visit:
    """A shift as the rules read it."""
    return visit_rules.Visit(
        key=str(shift.pk), point=str(shift.point_id), opened_at=shift.opened_at, closed_at=shift.closed_at,
        close=Close(shift.close) if shift.close else None,
    )  # fmt: skip


def hours_of(shift: Shift) -> str:
    """How long it was, where somebody said so."""
    minutes = rules.minutes_of(as_rule(shift))
    return "" if minutes is None else rules.in_hours(minutes)


def ended(shift: Shift) -> str:
    """How it ended, in a word; nothing while it goes on."""
    return say_plain(SHIFT_CLOSES[shift.close]) if shift.close else ""


def sheet(rows: Sequence[Row]) -> Sheet:
    """The month of everybody, a line each."""
    lines: list[list[Any]] = [
        [
            row.worker.name, row.worker.kana, row.worker.number, row.month.days, row.hours,
            row.month.minutes, row.month.unclear,
        ]
        for row in rows
    ]  # fmt: skip
    return Sheet(title=say_plain("Hours of work"), columns=list(map(say_plain, HOURS)), rows=lines)


def scans_of(worker: Worker, profile: PointProfile, day: date) -> list[visit_rules.Scan]:
    """What counts for the shifts of a day."""
    begin, end = queries.day_span(day)
    said = queries.standing(worker=worker).filter(point__profile=profile, at__gte=begin, at__lt=end)
    return [queries.as_rule(each) for each in said.filter(refusal="")]


def _row(worker: Worker, told: Sequence[Shift]) -> Row:
    return Row(worker=worker, shifts=told, month=rules.add_up(map(as_rule, told)))

"""Reading profiles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from madoguchi.base.office import closed_days
from madoguchi.outreach.models import CollectionReminder, CollectionTimetable, Profile
from madoguchi.people.models import Resident
from madoguchi.rules import collection as rules
from madoguchi.rules.collection import Area, Goods, Guide, Timetable

SHOWN: Final = 31  # days


def profile_of(resident: Resident) -> Profile:
    """What is known of a resident; nothing of who has not been here since profiles are kept."""
    found = Profile.objects.filter(pk=resident.pk).first()
    return found or Profile(resident=resident, language=resident.language)


def timetable_in_use() -> CollectionTimetable | None:
    """The files that residents' dates come from."""
    return CollectionTimetable.objects.order_by("-pk").first()


def collection(area: str, today: date) -> tuple[list[str], list[tuple[date, list[str]]]]:
    """The areas there are, and what is collected in one of them within a month from today."""
    areas, closed = _read(timetable_in_use(), today)
    held = areas.get(area)
    days = rules.collected(held, first=today, days=SHOWN, holidays=closed) if held else []
    return list(areas), days


def collected_on(day: date) -> dict[str, list[str]]:
    """What is collected on a day, by area."""
    areas, closed = _read(timetable_in_use(), day)
    return {} if day in closed else {name: rules.on(area, day) for name, area in areas.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something that is thrown away: its kind, how that is put out, and when next in an area."""

    goods: Goods
    how: str
    day: date | None  # None: no area is known, or nothing is collected soon


def things(asked: str, *, area: str, today: date) -> list[Thing]:
    """What goes where, of the things that are meant."""
    row = timetable_in_use()
    if row is None or not asked.strip() or not row.target:
        return []
    areas, closed = _read(row, today)
    guide = rules.read_guide(row.target, row.description, kinds=Timetable(areas=areas).kinds)
    if not isinstance(guide, Guide):
        return []
    held = areas.get(area)
    return [
        Thing(
            goods=each,
            how=guide.how.get(each.kind, ""),
            day=rules.next_day(held, each.kind, first=today, days=SHOWN, holidays=closed) if held else None,
        )
        for each in rules.find(guide.goods, asked)
    ]


def has_guide() -> bool:
    """Whether the city told what goes where."""
    row = timetable_in_use()
    return bool(row and row.target)


def area_of(resident_ref: UUID | None) -> str:
    """The area a resident is reminded of; empty: none."""
    if resident_ref is None:
        return ""
    wishes = CollectionReminder.objects.filter(resident__reference=resident_ref)
    return wishes.values_list("area", flat=True).first() or ""


def wish_of(resident: Resident | None) -> CollectionReminder | None:
    """Of which area a resident is reminded, and when."""
    return CollectionReminder.objects.filter(resident=resident).first() if resident else None


def _read(row: CollectionTimetable | None, day: date) -> tuple[Mapping[str, Area], frozenset[date]]:
    """The areas, and the holidays on which nothing is collected."""
    found = rules.read(row.area_days, row.center) if row else None
    if row is None or not isinstance(found, Timetable):
        return {}, frozenset()
    return found.areas, frozenset() if row.on_holidays else closed_days(day.year)

"""Reading profiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from madoguchi.base.office import closed_days
from madoguchi.outreach.models import CollectionReminder, CollectionTimetable, Profile
from madoguchi.people.models import Resident
from madoguchi.rules import collection as rules
from madoguchi.rules.collection import Area, Timetable

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
    areas, closed = _in_use(today)
    held = areas.get(area)
    days = rules.collected(held, first=today, days=SHOWN, holidays=closed) if held else []
    return list(areas), days


def collected_on(day: date) -> dict[str, list[str]]:
    """What is collected on a day, by area."""
    areas, closed = _in_use(day)
    return {} if day in closed else {name: rules.on(area, day) for name, area in areas.items()}


def wish_of(resident: Resident | None) -> CollectionReminder | None:
    """Of which area a resident is reminded, and when."""
    return CollectionReminder.objects.filter(resident=resident).first() if resident else None


def _in_use(day: date) -> tuple[Mapping[str, Area], frozenset[date]]:
    """The areas, and the holidays on which nothing is collected."""
    row = timetable_in_use()
    found = rules.read(row.area_days, row.center) if row else None
    if row is None or not isinstance(found, Timetable):
        return {}, frozenset()
    return found.areas, frozenset() if row.on_holidays else closed_days(day.year)

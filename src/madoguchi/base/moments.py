"""Days and times as each reader is used to seeing them; ja-easy carries ruby marks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from django.utils import timezone

from madoguchi.rules import calendar

Style = Literal["ja", "ja-easy", "en", "desk"]


def local(instant: datetime) -> datetime:
    """The instant on the city's clock."""
    return timezone.localtime(instant) if timezone.is_aware(instant) else instant


def write_day(day: date, style: Style) -> str:
    """2026年12月15日(火) · 15 December 2026 (Tue) · 2026-12-15(火) on the desk."""
    if style == "desk":
        return f"{day.isoformat()}({calendar.weekday(day)})"
    return calendar.say_date(day, style)


def write_time(at: time, style: Style) -> str:
    """午後11時59分 · [夜|よる] 11[時|じ]59[分|ふん] · 23:59."""
    return calendar.say_time(at, "en" if style == "desk" else style)


def write_instant(instant: datetime, style: Style) -> str:
    """Day and time of day, on the city's clock."""
    here = local(instant)
    glue = ", " if style == "en" else " "
    return write_day(here.date(), style) + glue + write_time(here.time(), style)


def write_clock(instant: datetime) -> str:
    """23:38, the same for everybody."""
    return f"{local(instant):%H:%M}"

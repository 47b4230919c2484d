"""Days and times of day. Years may be typed by the Western calendar or by era."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import Wrong, wrong

BOXES: Final = ("year", "month", "day")
_TIME: Final = re.compile(
    r"(?P<half>午前|午後)?\s*(?P<hour>[0-9]{1,2})\s*(?:[:時]\s*(?:(?P<minute>[0-9]{1,2})\s*分?)?)?"
)
_COMPACT_TIME: Final = re.compile(r"([0-9]{1,2})([0-9]{2})")


def read_date(_question: object, raw: object, _facts: object) -> str:
    """2026-04-01, of one text or the boxes {year, month, day}; a whole date in the year's box will do."""
    if isinstance(raw, Mapping):
        return _from_boxes(reading.mapping(raw))
    return _from_text(reading.text(raw))


def read_time(_question: object, raw: object, _facts: object) -> str:
    """08:30, from 8:30, 0830, ８時３０分 or 午後3時."""
    plain = reading.half_width(raw)
    hour, minute = _clock(plain)
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        raise wrong("not_a_time", typed=reading.typed(plain))
    return f"{hour:02}:{minute:02}"


def parse_moment(typed: str) -> datetime | None:
    """The moment in the city of 2026-12-15 22:10, R8.12.15 2210, 2026/12/15 午後10時; None if it is none."""
    day, _, clock = typed.strip().replace("T", " ", 1).replace("\u3000", " ", 1).partition(" ")
    try:
        on, at = date.fromisoformat(read_date(None, day, {})), time.fromisoformat(read_time(None, clock, {}))
    except Wrong:
        return None
    return datetime.combine(on, at, calendar.TOKYO)


def show_date(_question: object, value: Any, language: str, _facts: object) -> str:
    """2026年4月1日(水)."""
    return calendar.say_date(date.fromisoformat(value), language)


def show_time(_question: object, value: Any, language: str, _facts: object) -> str:
    """午前8時30分."""
    return calendar.say_time(time.fromisoformat(value), language)


def not_after_today(value: str, facts: Any) -> str:
    """`value`, a day that must have come already; unknown when today is."""
    today = facts.get("today")
    if isinstance(today, date) and date.fromisoformat(value) > today:
        raise wrong("too_late", latest=today.isoformat())
    return value


def _from_boxes(raw: Mapping[str, Any]) -> str:
    boxes = {box: reading.half_width(_box(raw.get(box))) for box in BOXES}
    missing = [box for box in BOXES if not boxes[box]]
    if missing == ["month", "day"] and calendar.parse_day(boxes["year"]):
        return _from_text(boxes["year"])
    if missing:
        raise wrong("date_incomplete", missing=missing)
    year = calendar.parse_year(boxes["year"])
    if year is None:
        raise wrong("not_a_year", typed=reading.typed(boxes["year"]))
    month, day = (_count(boxes[box], unit) for box, unit in (("month", "月"), ("day", "日")))
    return _day(year, month, day)


def _box(raw: object) -> object:
    """A box may hold a JSON number as well."""
    if raw is None:
        return ""
    return str(raw) if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < 10**6 else raw


def _count(typed: str, unit: str) -> int | str:
    number = typed.removesuffix(unit).strip()
    return int(number) if re.fullmatch("[0-9]{1,2}", number) else reading.typed(typed)


def _from_text(typed: str) -> str:
    found = calendar.parse_day(typed)
    if found is None:
        raise wrong("unreadable_date", typed=reading.typed(typed))
    return _day(*found)


def _day(year: int, month: int | str, day: int | str) -> str:
    try:
        return date(year, int(month), int(day)).isoformat()
    except ValueError:
        raise wrong("not_a_date", year=year, month=month, day=day) from None


def _clock(plain: str) -> tuple[int, int]:
    """Hour and minute of what was typed; (-1, -1) if it is no time."""
    if compact := _COMPACT_TIME.fullmatch(plain):
        return int(compact[1]), int(compact[2])
    match = _TIME.fullmatch(plain)
    if match is None:
        return -1, -1
    hour = int(match["hour"])
    return hour + 12 * (match["half"] == "午後" and hour < 12), int(match["minute"] or 0)

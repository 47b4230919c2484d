"""Days and times as each reader is used to seeing them; ja-easy carries ruby marks."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final, Literal

from django.utils import timezone

Style = Literal["ja", "ja-easy", "en", "desk"]

WEEKDAYS: Final = ("月", "火", "水", "木", "金", "土", "日")
WEEKDAYS_EASY: Final = ("[月|げつ]", "[火|か]", "[水|すい]", "[木|もく]", "[金|きん]", "[土|ど]", "[日|にち]")
WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS_READ_WHOLE: Final = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
EVENING: Final = 18


def local(instant: datetime) -> datetime:
    """The instant on the city's clock."""
    return timezone.localtime(instant) if timezone.is_aware(instant) else instant


def write_day(day: date, style: Style) -> str:
    """2026年12月15日(火) · 15 December 2026 (Tue) · 2026-12-15(火) on the desk."""
    weekday = day.weekday()
    if style == "en":
        return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year} ({WEEKDAYS_EN[weekday]})"
    if style == "desk":
        return f"{day.isoformat()}({WEEKDAYS[weekday]})"
    if style == "ja-easy":
        return f"{day.year}[年|ねん]{day.month}[月|がつ]{_easy_day(day.day)}({WEEKDAYS_EASY[weekday]})"
    return f"{day.year}年{day.month}月{day.day}日({WEEKDAYS[weekday]})"


def write_time(at: time, style: Style) -> str:
    """午後11時59分 · [夜|よる] 11[時|じ]59[分|ふん] · 23:59."""
    if style in ("en", "desk"):
        return f"{at:%H:%M}"
    return _easy_time(at) if style == "ja-easy" else _spoken_time(at)


def write_instant(instant: datetime, style: Style) -> str:
    """Day and time of day, on the city's clock."""
    here = local(instant)
    glue = ", " if style == "en" else " "
    return write_day(here.date(), style) + glue + write_time(here.time(), style)


def write_clock(instant: datetime) -> str:
    """23:38, the same for everybody."""
    return f"{local(instant):%H:%M}"


def _spoken_time(at: time) -> str:
    if (at.hour, at.minute) == (12, 0):
        return "正午"
    half = "午前" if at.hour < 12 else "午後"
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{half}{at.hour % 12}時{minutes}"


def _easy_time(at: time) -> str:
    half = "[午前|ごぜん]" if at.hour < 12 else "[午後|ごご]" if at.hour < EVENING else "[夜|よる] "
    minutes = f"{at.minute}[分|{_minutes_reading(at.minute)}]" if at.minute else ""
    return f"{half}{at.hour % 12}[時|じ]{minutes}"


def _minutes_reading(minutes: int) -> str:
    return "ふん" if minutes % 10 in (2, 5, 7, 9) else "ぷん"


def _easy_day(day: int) -> str:
    whole = DAYS_READ_WHOLE.get(day)
    return f"[{day}日|{whole}]" if whole else f"{day}[日|にち]"

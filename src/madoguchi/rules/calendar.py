"""Days as a Japanese city hall counts them: 年度, 学年, legal age, 和暦, working days, and how each is said.

Which days are closed beside weekends and the turn of the year is told by the caller: holidays are data.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Container
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

TOKYO: Final = ZoneInfo("Asia/Tokyo")

ERAS: Final = (
    ("令和", "R", date(2019, 5, 1)),
    ("平成", "H", date(1989, 1, 8)),
    ("昭和", "S", date(1926, 12, 25)),
    ("大正", "T", date(1912, 7, 30)),
    ("明治", "M", date(1868, 1, 25)),
)
_ERA_READINGS: Final = {
    "令和": ("れいわ", "Reiwa"),
    "平成": ("へいせい", "Heisei"),
    "昭和": ("しょうわ", "Showa"),
    "大正": ("たいしょう", "Taisho"),
    "明治": ("めいじ", "Meiji"),
}
FIRST_YEAR: Final = 1868
LAST_YEAR: Final = 2999

WEEKDAYS: Final = {
    "ja": ("月", "火", "水", "木", "金", "土", "日"),
    "ja-easy": ("[月|げつ]", "[火|か]", "[水|すい]", "[木|もく]", "[金|きん]", "[土|ど]", "[日|にち]"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS_READ_WHOLE = {
    1: "ついたち", 2: "ふつか", 3: "みっか", 4: "よっか", 5: "いつか", 6: "むいか", 7: "なのか", 8: "ようか",
    9: "ここのか", 10: "とおか", 14: "じゅうよっか", 20: "はつか", 24: "にじゅうよっか",
}  # fmt: skip
EVENING: Final = 18  # the hour from which it is night in easy Japanese
_ERA_STARTS = {mark: start.year for name, letter, start in ERAS for mark in (name, letter)}
_YEAR = re.compile(r"(令和|平成|昭和|大正|明治|[RHSTM])?\s*\.?(元|[0-9]{1,4})\s*年?(?:度)?")
_DAY = re.compile(
    r"(?P<year>(?:令和|平成|昭和|大正|明治|[RHSTM])?\s*\.?(?:元|[0-9]{1,4}))\s*[年./-]\s*"
    r"(?P<month>[0-9]{1,2})\s*[月./-]\s*(?P<day>[0-9]{1,2})\s*日?"
)
_COMPACT_DAY = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")


def fiscal_year(day: date) -> int:
    """年度: from 1 April to 31 March, named after the year it begins in."""
    return day.year if day.month >= 4 else day.year - 1


def say_fiscal_year(year: int, language: str = "ja") -> str:
    """令和8年度, fiscal 2026 (Reiwa 8); with ruby in easy Japanese."""
    first = date(year, 5, 1)
    if language == "en":
        return f"fiscal {say_years(first, 'en')}"
    if language == "ja-easy":
        name, count = era_year(first)[:2], era_year(first)[2:-1]
        easy = "[元|がん]" if count == "元" else count
        return f"[{name}|{_ERA_READINGS[name][0]}]{easy}[年度|ねんど]"
    return f"{era_year(first)}度"


def legal_age(birth: date, on: date) -> int:
    """Age at the end of the day `on`.

    年齢計算ニ関スル法律 and 民法143条: a year of age is complete at the end of the day before the birthday,
    so somebody born on 1 April is a year older on 31 March.
    """
    morrow = date.fromordinal(min(on.toordinal() + 1, date.max.toordinal()))
    return morrow.year - birth.year - ((morrow.month, morrow.day) < (birth.month, birth.day))


def school_grade(birth: date, fiscal_year: int) -> int:
    """Grade in a 年度: 1–6 primary, 7–9 junior high, 0 the year before school (学校教育法17条)."""
    return legal_age(birth, date(fiscal_year, 3, 31)) - 5


def local_day(instant: datetime) -> date:
    """The day it is in Japan at an aware instant."""
    return instant.astimezone(TOKYO).date()


def reiwa(year: int) -> int:
    """The year of the Reiwa era that a year of the common era is: 2026 → 8."""
    return year - 2018


def era_year(day: date) -> str:
    """令和8年, 令和元年. Before the Meiji era: 1867年."""
    for name, _letter, start in ERAS:
        if day >= start:
            count = day.year - start.year + 1
            return f"{name}{'元' if count == 1 else count}年"
    return f"{day.year}年"


def say_years(day: date, language: str = "ja") -> str:
    """The year by both calendars: 2020年（令和2年）, 2020 (Reiwa 2); only 1867 before the Meiji era."""
    written = era_year(day)
    if written[:2] not in _ERA_READINGS:
        return str(day.year)
    name, count = written[:2], written[2:-1]
    reading, latin = _ERA_READINGS[name]
    if language == "en":
        return f"{day.year} ({latin} {'1' if count == '元' else count})"
    if language == "ja-easy":
        easy = "[元|がん]" if count == "元" else count
        return f"{day.year}[年|ねん]（[{name}|{reading}]{easy}[年|ねん]）"
    return f"{day.year}年（{written}）"


def wareki(day: date) -> str:
    """令和8年4月1日, as official documents write it."""
    return f"{era_year(day)}{day.month}月{day.day}日"


def parse_year(text: str) -> int | None:
    """The year somebody typed: 2026, 令和8, R8, 平成元年. None if it is no year between 1868 and 2999.

    Years beyond an era's end are taken as meant: 平成33年 still stands on driving licences.
    """
    match = _YEAR.fullmatch(_plain(text))
    if match is None:
        return None
    mark, number = match.groups()
    count = 1 if number == "元" else int(number)
    if mark:
        return _ERA_STARTS[mark] + count - 1 if 1 <= count <= 99 else None
    return count if number != "元" and FIRST_YEAR <= count <= LAST_YEAR else None


def parse_day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of 2026-04-01, 20260401, R8.4.1 or 令和8年4月1日; the day itself may not exist."""
    plain = _plain(text)
    match = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    year = parse_year(match["year"]) if match else None
    return (year, int(match["month"]), int(match["day"])) if match and year else None


def is_working_day(day: date, closed_days: Container[date] = frozenset()) -> bool:
    """Whether the city hall is open: not on weekends, closed days, or from 29 December to 3 January."""
    turn_of_the_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not turn_of_the_year and day not in closed_days


def next_working_day(day: date, closed_days: Container[date] = frozenset()) -> date:
    """The first working day on or after `day`."""
    while not is_working_day(day, closed_days):
        day += timedelta(days=1)
    return day


def business_days_after(day: date, count: int, closed_days: Container[date] = frozenset()) -> date:
    """The `count`-th working day after `day`, which itself is not counted (初日不算入, 民法140条).

    Raises ValueError unless 0 <= count <= 3650.
    """
    if not 0 <= count <= 3650:
        raise ValueError(f"{count} working days cannot be counted")
    for _ in range(count):
        day = next_working_day(day + timedelta(days=1), closed_days)
    return day


def days_after(day: date, count: int) -> date:
    """The day so many days later. Raises OverflowError for one that no calendar has."""
    return day + timedelta(days=count)


def days_before(day: date, count: int) -> date:
    """The day so many days earlier. Raises OverflowError for one that no calendar has."""
    return day - timedelta(days=count)


def months_after(day: date, count: int) -> date:
    """The same day so many months later; the last of its month where that is shorter (民法143条).

    Raises ValueError for a day that no calendar has.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year, month + 1)[1] if 1 <= year <= date.max.year else 0
    return date(year, month + 1, min(day.day, last))


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`."""
    start, end = (12 * each.year + each.month - 1 for each in (first, last))
    return [date(at // 12, at % 12 + 1, 1) for at in range(start, end + 1)]


def months_before(day: date, count: int) -> date:
    """The same day so many months earlier, in the manner of `months_after`."""
    return months_after(day, -count)


def days_between(first: date, last: date) -> int:
    """How many days lie from one day to another; the first is not counted (初日不算入, 民法140条)."""
    return (last - first).days


def weekday(day: date, language: str = "ja") -> str:
    """水, [水|すい] or Wed."""
    return WEEKDAYS[language][day.weekday()]


def say_date(day: date, language: str = "ja") -> str:
    """2026年4月1日(水); with ruby in easy Japanese; 1 April 2026 (Wed) in English."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year} ({weekday(day, 'en')})"
    return f"{day.year}{'[年|ねん]' if language == 'ja-easy' else '年'}{say_day_of_year(day, language)}"


def say_month(month: date, language: str = "ja") -> str:
    """2026年10月, October 2026; with ruby in easy Japanese."""
    if language == "en":
        return f"{_MONTHS[month.month - 1]} {month.year}"
    if language == "ja-easy":
        return f"{month.year}[年|ねん]{month.month}[月|がつ]"
    return f"{month.year}年{month.month}月"


def say_day_of_year(day: date, language: str = "ja") -> str:
    """4月1日(水); 1 April (Wed): of days so near that nobody doubts the year."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} ({weekday(day, 'en')})"
    if language == "ja-easy":
        return f"{day.month}[月|がつ]{_easy_day(day.day)}({weekday(day, 'ja-easy')})"
    return f"{day.month}月{day.day}日({weekday(day)})"


def say_moment(instant: datetime, language: str = "ja") -> str:
    """12月17日(木) 午後5時; 17:00 on 17 December (Thu)."""
    here = instant.astimezone(TOKYO)
    day, at = say_day_of_year(here.date(), language), say_time(here.time(), language)
    return f"{at} on {day}" if language == "en" else f"{day} {at}"


def say_span(begin: datetime, end: datetime, language: str = "ja") -> str:
    """12月15日(火)の午後10時10分から11時40分; from 22:10 to 23:40 on 15 December (Tue)."""
    first, last = begin.astimezone(TOKYO), end.astimezone(TOKYO)
    if first.date() != last.date():
        since, until = say_moment(begin, language), say_moment(end, language)
        return f"from {since} to {until}" if language == "en" else f"{since}から {until}"
    day = say_day_of_year(first.date(), language)
    since, until = say_time(first.time(), language), say_time(last.time(), language)
    if language == "en":
        return f"from {since} to {until} on {day}"
    if language == "ja-easy":
        return f"{day}の {since}から {until}"
    return f"{day}の{since}から{until.removeprefix(since[:2])}"


def say_time(at: time, language: str = "ja") -> str:
    """午後11時59分, 正午; [夜|よる] 11[時|じ]59[分|ふん] in easy Japanese; 23:59 in English."""
    if language == "en":
        return f"{at:%H:%M}"
    if language == "ja-easy":
        return _easy_time(at)
    if (at.hour, at.minute) == (12, 0):
        return "正午"
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{'午前' if at.hour < 12 else '午後'}{at.hour % 12}時{minutes}"


def _easy_time(at: time) -> str:
    half = "[午前|ごぜん]" if at.hour < 12 else "[午後|ごご]" if at.hour < EVENING else "[夜|よる] "
    # 2, 5, 7 and 9 at the end are read ふん, the others ぷん.
    reading = "ふん" if at.minute % 10 in {2, 5, 7, 9} else "ぷん"
    minutes = f"{at.minute}[分|{reading}]" if at.minute else ""
    return f"{half}{at.hour % 12}[時|じ]{minutes}"


def _easy_day(day: int) -> str:
    whole = _DAYS_READ_WHOLE.get(day)
    return f"[{day}日|{whole}]" if whole else f"{day}[日|にち]"


def _plain(text: str) -> str:
    """Half-width, upper case, every dash an ASCII hyphen: only for reading numbers, never for names."""
    return re.sub(r"[‐‑‒–—―−ー]", "-", unicodedata.normalize("NFKC", text)).strip().upper()

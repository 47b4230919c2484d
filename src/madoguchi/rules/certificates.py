"""The national certificate of work (就労証明書): its items, what is wrong with them, and what they say.

Times are "09:00", days ISO, hours and breaks minutes. What the employer left empty is not there.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules import calendar

MONTHS_GOOD: Final = 3
WEEK: Final[Mapping[str, str]] = {
    "mon": "月", "tue": "火", "wed": "水", "thu": "木", "fri": "金", "sat": "土", "sun": "日",
}  # fmt: skip
_WORKDAYS: Final = ("mon", "tue", "wed", "thu", "fri")


class Kind(StrEnum):
    """How an item is typed."""

    TEXT = "text"
    DAY = "day"
    TIME = "time"
    COUNT = "count"
    WEEK = "week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of the form. `most`: the largest count that makes sense."""

    id: str
    kind: Kind
    number: str  # of the form: No.6
    most: int = 0
    needed: bool = False


ITEMS: Final = (
    Item(id="issued_on", kind=Kind.DAY, number="証明日", needed=True),
    Item(id="employer", kind=Kind.TEXT, number="証明欄"),
    Item(id="name", kind=Kind.TEXT, number="No.2"),
    Item(id="begins_on", kind=Kind.DAY, number="No.3"),
    Item(id="ends_on", kind=Kind.DAY, number="No.3"),
    Item(id="week", kind=Kind.WEEK, number="No.6"),
    Item(id="minutes_per_month", kind=Kind.COUNT, number="No.6", most=60 * 24 * 31),
    Item(id="break_per_month", kind=Kind.COUNT, number="No.6", most=60 * 24 * 31),
    Item(id="days_per_month", kind=Kind.COUNT, number="No.6", most=31, needed=True),
    Item(id="days_per_week", kind=Kind.COUNT, number="No.6", most=7),
    Item(id="from", kind=Kind.TIME, number="No.6"),
    Item(id="until", kind=Kind.TIME, number="No.6"),
    Item(id="saturday_from", kind=Kind.TIME, number="No.6"),
    Item(id="saturday_until", kind=Kind.TIME, number="No.6"),
    Item(id="leave_from", kind=Kind.DAY, number="No.9–11"),
    Item(id="leave_until", kind=Kind.DAY, number="No.9–11"),
    Item(id="returns_on", kind=Kind.DAY, number="No.12"),
    Item(id="remarks", kind=Kind.TEXT, number="備考"),
)


class Fault(StrEnum):
    """What is wrong with an item."""

    NEEDED = "needed"
    NO_DAY = "no_day"
    NO_TIME = "no_time"
    NO_COUNT = "no_count"
    FUTURE = "future"
    BACKWARDS = "backwards"  # ends before it begins
    CONTRADICTS = "contradicts"  # more days in a week than days that are ticked


class Standing(StrEnum):
    """How good a certificate is on the day of the application."""

    GOOD = "good"
    OLD = "old"  # more than three months
    PLANNED = "planned"  # work that has not begun: to be replaced


def read(typed: Mapping[str, Any], *, today: date) -> tuple[dict[str, Any], dict[str, Fault]]:
    """The items as they were typed, canonical, and what is wrong with each. `week` is a list of days."""
    items, faults = {}, {}
    for item in ITEMS:
        found = _READ[item.kind](item, typed.get(item.id) or "")
        if isinstance(found, Fault):
            faults[item.id] = found
        elif found not in ("", None, []):
            items[item.id] = found
        elif item.needed:
            faults[item.id] = Fault.NEEDED
    faults.update({id: fault for id, fault in _together(items, today) if id not in faults})
    return items, faults


def _together(items: Mapping[str, Any], today: date) -> Iterator[tuple[str, Fault]]:
    if items.get("issued_on", "") > today.isoformat():
        yield "issued_on", Fault.FUTURE
    for first, last in (("begins_on", "ends_on"), ("from", "until"), ("saturday_from", "saturday_until"),
                        ("leave_from", "leave_until")):  # fmt: skip
        if first in items and last in items and items[last] < items[first]:
            yield last, Fault.BACKWARDS
    if "week" in items and items.get("days_per_week", 0) > len(items["week"]):
        yield "days_per_week", Fault.CONTRADICTS


def _text(_item: Item, typed: object) -> str:
    return str(typed).strip()[:300]


def _day(_item: Item, typed: object) -> Any:
    parts = calendar.parse_day(str(typed)) if typed else None
    if not typed:
        return ""
    try:
        return date(*parts).isoformat() if parts else Fault.NO_DAY
    except ValueError:
        return Fault.NO_DAY


def _time(_item: Item, typed: object) -> Any:
    plain = unicodedata.normalize("NFKC", str(typed)).strip()
    match = re.fullmatch(r"([0-9]{1,2})[:時]?([0-9]{2})分?", plain)
    if not plain:
        return ""
    good = match and int(match[1]) < 24 and int(match[2]) < 60
    return f"{int(match[1]):02}:{match[2]}" if match and good else Fault.NO_TIME


def _count(item: Item, typed: object) -> Any:
    plain = unicodedata.normalize("NFKC", str(typed)).strip().removesuffix(".0")
    if not plain:
        return ""
    good = plain.isascii() and plain.isdigit() and len(plain) < 7 and int(plain) <= item.most
    return int(plain) if good else Fault.NO_COUNT


def _week(_item: Item, typed: object) -> list[str]:
    given = set(typed) if isinstance(typed, Iterable) else set()
    return [day for day in WEEK if day in given]


_READ: Final[Mapping[Kind, Callable[[Item, Any], Any]]] = {
    Kind.TEXT: _text,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.COUNT: _count,
    Kind.WEEK: _week,
}


def is_planned(items: Mapping[str, Any], on: date) -> bool:
    """内定: whether the work has not begun on that day."""
    return bool(items.get("begins_on", "") > on.isoformat())


def good_until(issued_on: date) -> date:
    """The last day on which it may be handed in: three months, to the same day or the month's last."""
    month = issued_on.month + MONTHS_GOOD
    year, month = issued_on.year + (month - 1) // 12, (month - 1) % 12 + 1
    return date(year, month, min(issued_on.day, monthrange(year, month)[1]))


def standing(items: Mapping[str, Any], *, arrived_on: date) -> Standing:
    """How good it is for an application that arrived on that day."""
    if good_until(date.fromisoformat(items["issued_on"])) < arrived_on:
        return Standing.OLD
    return Standing.PLANNED if is_planned(items, arrived_on) else Standing.GOOD


def said(items: Mapping[str, Any]) -> dict[str, Any]:
    """What a certificate says in the place of answers: also the week as a question asks for it."""
    hours = {}
    if "from" in items and "until" in items:
        ticked = items.get("week") or _WORKDAYS
        hours = {day: [[items["from"], items["until"]]] for day in ticked if day in _WORKDAYS}
    if "saturday_from" in items and "saturday_until" in items:
        hours["sat"] = [[items["saturday_from"], items["saturday_until"]]]
    return {**items, **({"weekly_hours": hours} if hours else {})}


def read_sheet(rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Items of a workbook, found by the labels of the national form wherever they stand; texts as typed.

    Whatever the layout, a label and its value stand in one row: the row is read as one line of text.
    """
    found: dict[str, Any] = {}
    for row in rows:
        line = _line(row)
        for label, patterns in _LABELS:
            if re.search(label, line):
                for pattern, take in patterns:
                    if match := re.search(pattern, line):
                        found = {**take(match), **found}
    return found


def _line(row: Sequence[str]) -> str:
    cells = (cell.removesuffix(".0") if _NUMERIC.fullmatch(cell) else cell for cell in row)
    plain = unicodedata.normalize("NFKC", "".join(cells))
    return re.sub(r"[\s_]", "", plain).replace("〜", "~").replace("~", "~").replace("－", "-")


_NUMERIC: Final = re.compile(r"[0-9]+\.0")  # as workbooks hold whole numbers
_YMD: Final = r"(?:西暦)?((?:令和|平成|R|H)?[0-9]{1,4})[年/.-]([0-9]{1,2})[月/.-]([0-9]{1,2})日?"
_HM: Final = r"([0-9]{1,2})時([0-9]{1,2})分"
_SPAN: Final = rf"{_HM}[~-]{_HM}"
_TICKED: Final = "☑✓✔■レ"

Take = Callable[[re.Match[str]], dict[str, Any]]


def _day_at(id: str, first: int = 1) -> Take:
    def take(match: re.Match[str]) -> dict[str, Any]:
        return {id: f"{match[first]}年{match[first + 1]}月{match[first + 2]}日"}

    return take


def _span_of(first: str, last: str) -> Take:
    def take(match: re.Match[str]) -> dict[str, Any]:
        return {
            first: f"{int(match[1]):02}:{int(match[2]):02}",
            last: f"{int(match[3]):02}:{int(match[4]):02}",
        }

    return take


def _days_of(first: str, last: str) -> Take:
    def take(match: re.Match[str]) -> dict[str, Any]:
        return {**_day_at(first)(match), **_day_at(last, 4)(match)}

    return take


def _number_of(id: str) -> Take:
    return lambda match: {id: match[1]}


def _ticked(match: re.Match[str]) -> dict[str, Any]:
    line = match[0]
    return {"week": [day for day, sign in WEEK.items() if re.search(f"[{_TICKED}]{sign}", line)]}


_LABELS: Final[tuple[tuple[str, tuple[tuple[str, Take], ...]], ...]] = (
    ("証明日", ((rf"証明日{_YMD}", _day_at("issued_on")),)),
    ("事業所名", ((r"事業所名(?:\(.*?\))?:?(.+)$", _number_of("employer")),)),
    ("本人氏名", ((r"本人氏名:?([^0-9]+?)(?:生年月日|$)", _number_of("name")),)),
    (
        "雇用.*期間",
        (
            (rf"期間.*?{_YMD}[~-]{_YMD}", _days_of("begins_on", "ends_on")),
            (rf"期間.*?{_YMD}", _day_at("begins_on")),
        ),
    ),
    ("雇用開始", ((rf"雇用開始(?:年月)?日{_YMD}", _day_at("begins_on")),)),
    (rf"[{_TICKED}□][月火水木金土日]", ((r".+", _ticked),)),
    (
        "月間",
        (
            (
                r"月間([0-9]+)時間([0-9]+)分",
                lambda match: {"minutes_per_month": str(int(match[1]) * 60 + int(match[2]))},
            ),
            (r"月間[0-9]+時間[0-9]+分\(うち休憩(?:時間)?([0-9]+)分", _number_of("break_per_month")),
        ),
    ),
    (
        "就労日数",
        (
            (r"就労日数(?:月間?)?([0-9]+)日", _number_of("days_per_month")),
            (r"就労日数.*?週間?([0-9])日", _number_of("days_per_week")),
        ),
    ),
    ("一週当たり", ((r"一週当たり.*?([0-9])日", _number_of("days_per_week")),)),
    ("平日|就労時間", ((rf"(?:平日|就労時間).*?{_SPAN}", _span_of("from", "until")),)),
    ("土曜", ((rf"土曜日?.*?{_SPAN}", _span_of("saturday_from", "saturday_until")),)),
    ("休業", ((rf"休業.*?{_YMD}[~-]{_YMD}", _days_of("leave_from", "leave_until")),)),
    ("復職", ((rf"復職.*?{_YMD}", _day_at("returns_on")),)),
    ("備考", ((r"備考欄?:?(.+)$", _number_of("remarks")),)),
)

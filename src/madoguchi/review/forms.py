"""What officers type, read into clean values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final, TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

from madoguchi.base import searches
from madoguchi.review.wanted import Order, Pile, Wanted, Years, typed_day
from madoguchi.rules import calendar
from madoguchi.rules.decisions import Point
from madoguchi.rules.doors import Door
from madoguchi.rules.lifecycle import State

Choice = TypeVar("Choice", bound=StrEnum)
_TIME: Final = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")


def searched(typed: object) -> Wanted:
    """The filter of an officer who typed words: everything is looked through."""
    return _wanted({}, searches.words(typed))


def wanted(given: Mapping[str, Any]) -> Wanted:
    """The filter of the queue as its address says it; what makes no sense there is left out."""
    return _wanted(given, searches.opened(given.get("words")))


def _wanted(given: Mapping[str, Any], search: str) -> Wanted:
    """Whoever searches looks through everything, unless a pile or a year is named."""
    return Wanted(
        pile=_one_of(Pile, given.get("pile")) or (Pile.ALL if search else Pile.TO_DO),
        state=_one_of(State, given.get("state")),
        door=_one_of(Door, given.get("door")),
        procedure=str(given.get("procedure", "")).replace("\0", "")[:64],
        year=_year(given.get("year")) or _usual_years(search),
        overdue=given.get("overdue") == "1",
        due_within=_small_number(given.get("days")),
        arrived_from=day(given.get("from")),
        arrived_until=day(given.get("until")),
        search=search,
        order=_one_of(Order, given.get("order")) or Order.DUE,
    )


def address_of(wanted: Wanted) -> str:
    """The inverse of `wanted`: the query of its address, without what goes without saying."""
    usual = Pile.ALL if wanted.search else Pile.TO_DO
    said = {
        "pile": wanted.pile.value if wanted.pile is not usual else "",
        "state": wanted.state.value if wanted.state else "",
        "door": wanted.door.value if wanted.door else "",
        "procedure": wanted.procedure,
        "year": str(wanted.year) if wanted.year != _usual_years(wanted.search) else "",
        "overdue": "1" if wanted.overdue else "",
        "days": "" if wanted.due_within is None else str(wanted.due_within),
        "from": wanted.arrived_from.isoformat() if wanted.arrived_from else "",
        "until": wanted.arrived_until.isoformat() if wanted.arrived_until else "",
        "words": searches.sealed(wanted.search),
        "order": wanted.order.value if wanted.order is not Order.DUE else "",
    }
    return urlencode({name: value for name, value in said.items() if value})


def day(typed: object) -> date | None:
    """2026-12-25, 2026/12/25 or R8.12.25 as a day; None when it is none."""
    return typed_day(str(typed or ""))


def instant(given: Mapping[str, Any]) -> datetime | None:
    """The day and the time typed, by the city's clock; None when one of them cannot be read."""
    on, at = day(given.get("day")), _TIME.fullmatch(text(given, "time"))
    if on is None or at is None:
        return None
    try:
        return datetime.combine(on, time(int(at[1]), int(at[2])), tzinfo=calendar.TOKYO)
    except ValueError:
        return None


def lines(given: Mapping[str, Any], name: str) -> list[str]:
    """What was typed, line by line."""
    return [line.strip() for line in text(given, name).split("\n") if line.strip()]


def page_number(text: object) -> int:
    """A page, from 1."""
    return max(_small_number(text) or 1, 1)


def points(given: QueryDict) -> list[Point]:
    """The questions an officer marked, each with the reason typed, or else the phrase chosen."""
    return [
        Point(path=path, reason=_line(given, "reason", path) or _line(given, "phrase", path))
        for path in given.getlist("path")
    ]


def references(given: QueryDict) -> list[str]:
    """The receipt numbers ticked in the queue."""
    return [reference[:20] for reference in given.getlist("reference")]


def text(given: Mapping[str, Any], name: str) -> str:
    """What was typed, without what PostgreSQL cannot hold."""
    return str(given.get(name, "")).replace("\0", "").replace("\r\n", "\n").strip()


def _line(given: QueryDict, name: str, path: str) -> str:
    return text(given, f"{name}:{path}")


def _usual_years(search: str) -> Years:
    return Years.ALL if search else Years.CURRENT


def _year(value: object) -> int | Years | None:
    """A year of four digits, or a word for several."""
    year = _small_number(value)
    return year if year and calendar.FIRST_YEAR <= year <= calendar.LAST_YEAR else _one_of(Years, value)


def _one_of(choices: Iterable[Choice], value: object) -> Choice | None:
    return next((choice for choice in choices if choice.value == value), None)


def _small_number(value: object) -> int | None:
    digits = str(value)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None

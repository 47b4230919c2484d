"""A charge after it was worked out: when it is due, what may become of it, what the 収納 system tells."""

from __future__ import annotations

import csv
import io
import unicodedata
from calendar import monthrange
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.extracts import read_day
from madoguchi.rules.references import read_charge_number

LARGEST: Final = 10_000_000  # bytes of a file of results
MOST_LINES: Final = 100_000
MOST_FAULTS: Final = 100  # told at once


class State(StrEnum):
    """How a charge stands."""

    OPEN = "open"  # 未納
    PAID = "paid"  # 納付済
    FAILED = "failed"  # 振替不能
    REFUNDED = "refunded"  # 還付


# What the 収納 system may tell of a charge that stands so.
MOVES: Final[Mapping[State, frozenset[State]]] = {
    State.OPEN: frozenset({State.PAID, State.FAILED}),
    State.FAILED: frozenset({State.PAID}),
    State.PAID: frozenset({State.REFUNDED}),
    State.REFUNDED: frozenset(),
}
TOLD: Final = {
    "1": State.PAID, "収納": State.PAID, "納付済": State.PAID,
    "2": State.FAILED, "振替不能": State.FAILED,
    "3": State.REFUNDED, "還付": State.REFUNDED,
}  # fmt: skip
NUMBER: Final = "調定番号"
RESULT: Final = "結果"
DAY: Final = "処理日"
AMOUNT: Final = "金額"
COLUMNS: Final = (NUMBER, RESULT, DAY, AMOUNT)


class Code(StrEnum):
    """What can be wrong with a file of results."""

    TOO_LARGE = "too_large"  # limit: lines
    UNREADABLE = "unreadable"
    NO_LINES = "no_lines"
    NO_COLUMN = "no_column"  # column
    CELLS = "cells"  # line
    NUMBER = "number"  # line
    RESULT = "result"  # line
    DAY = "day"  # line
    AMOUNT = "amount"  # line
    TWICE = "twice"  # lines


class Left(StrEnum):
    """Why a line of a good file was left out."""

    UNKNOWN = "unknown"
    OTHER_AMOUNT = "other_amount"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a file from being taken."""

    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)


class CannotRead(Exception):
    """The file is no list of results; `faults` says why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults[:MOST_FAULTS])
        self.count = len(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the 収納 system."""

    line: int
    number: str
    state: State
    day: date
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a charge that a line names."""

    state: State
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Lines that are taken, and lines that are left out and listed."""

    taken: tuple[Told, ...]
    left: tuple[tuple[Told, Left], ...]


def due_on(month: date, due_day: int, closed_days: Container[date] = frozenset()) -> date:
    """The day a month's charge is due: that day or the month's last, moved on to a working day."""
    last = monthrange(month.year, month.month)[1]
    return calendar.next_working_day(month.replace(day=min(due_day, last)), closed_days)


def read_month(text: str) -> date | None:
    """The first day of a month written 2026-10; None for what is none, or lies in no year the city counts."""
    try:
        month = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month if calendar.FIRST_YEAR <= month.year <= calendar.LAST_YEAR else None


def read_results(content: bytes) -> tuple[Told, ...]:
    """The lines of a file in CP932 or UTF-8, when all of them are good. Raises CannotRead."""
    table = _table(content)
    if len(table) > MOST_LINES + 1:
        raise CannotRead([Fault(Code.TOO_LARGE, {"limit": MOST_LINES})])
    if len(table) < 2:
        raise CannotRead([Fault(Code.NO_LINES)])
    (_, head), *lines = table
    places = {name.strip(): place for place, name in enumerate(head)}
    if lacking := [column for column in COLUMNS if column not in places]:
        raise CannotRead([Fault(Code.NO_COLUMN, {"column": column}) for column in lacking])
    faults: list[Fault] = []
    told = [each for number, cells in lines if (each := _told(number, cells, places, faults))]
    faults += _twice(told)
    if faults:
        raise CannotRead(faults)
    return tuple(told)


def match(told: Sequence[Told], known: Mapping[str, Known]) -> Matched:
    """Which lines fit the charges they name. `known` holds charges by number."""
    left = {each.line: why for each in told if (why := _why_left(each, known.get(each.number)))}
    return Matched(
        taken=tuple(each for each in told if each.line not in left),
        left=tuple((each, left[each.line]) for each in told if each.line in left),
    )


def _why_left(told: Told, known: Known | None) -> Left | None:
    if known is None:
        return Left.UNKNOWN
    if told.amount != known.amount:
        return Left.OTHER_AMOUNT
    return None if told.state in MOVES[known.state] else Left.NOT_NOW


def _table(content: bytes) -> list[tuple[int, list[str]]]:
    if len(content) > LARGEST:
        raise CannotRead([Fault(Code.TOO_LARGE, {"limit": MOST_LINES})])
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as error:
        raise CannotRead([Fault(Code.UNREADABLE)]) from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotRead([Fault(Code.UNREADABLE)])


def _told(line: int, cells: Sequence[str], places: Mapping[str, int], faults: list[Fault]) -> Told | None:
    if len(cells) <= max(places.values()):
        faults.append(Fault(Code.CELLS, {"line": line}))
        return None
    cell = {name: unicodedata.normalize("NFKC", cells[places[name]]).strip() for name in COLUMNS}
    number, state = read_charge_number(cell[NUMBER].strip("'")), TOLD.get(cell[RESULT])
    day, amount = read_day(cell[DAY]), _amount(cell[AMOUNT])
    if number is None or state is None or day is None or amount is None:
        faults += _faults(line, {Code.NUMBER: number, Code.RESULT: state, Code.DAY: day, Code.AMOUNT: amount})
        return None
    return Told(line=line, number=number, state=state, day=day, amount=amount)


def _faults(line: int, read: Mapping[Code, object]) -> Iterator[Fault]:
    return (Fault(code, {"line": line}) for code, value in read.items() if value is None)


def _amount(text: str) -> int | None:
    digits = text.replace(",", "").removesuffix("円")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def _twice(told: Sequence[Told]) -> Iterator[Fault]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for each in told:
        lines[each.number].append(each.line)
    return (Fault(Code.TWICE, {"lines": several}) for several in lines.values() if len(several) > 1)

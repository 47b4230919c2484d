"""Each line of the list understood by itself: days, kinds, sections, rights."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.transfers.facts import Facts, SectionFact
from madoguchi.rules.transfers.faults import Code, Fault
from madoguchi.rules.transfers.reading import (
    DAY,
    KANA,
    KIND,
    LAST_DAY,
    NAME,
    NEW,
    NUMBER,
    OLD,
    ROLE,
    ROLES,
    TITLE,
    Kind,
    Row,
)

# Posts that the law gives for a time only (地方公務員法第22条の2 and the like): their last day must be said.
FIXED_TERM: Final = re.compile("会計年度任用|任期付|臨時的任用|再任用")
HOLDS: Final = (Kind.APPOINTED, Kind.MOVED, Kind.ADDED, Kind.BACK)  # kinds that begin a post


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A line as it is meant."""

    line: int
    number: str
    name: str
    kana: str
    day: date
    kind: Kind
    old: SectionFact | None
    new: SectionFact | None
    title: str
    role: str
    last_day: date | None


class _Wrong(Exception):
    def __init__(self, code: Code, **facts: str) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def understand(rows: Sequence[Row], facts: Facts) -> tuple[list[Move], list[Fault]]:
    """The lines that can be understood, and the faults of the others."""
    moves: list[Move] = []
    faults: list[Fault] = []
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        try:
            move = _understood(row, facts)
        except _Wrong as wrong:
            faults.append(Fault(row.line, wrong.code, wrong.facts))
            continue
        key = (move.number, move.day, move.kind, move.old, move.new, move.role)
        if key in seen:
            faults.append(Fault(row.line, Code.DUPLICATE, {"line": str(seen[key])}))
            continue
        seen[key] = row.line
        if move.day < facts.today and not facts.past_confirmed:
            faults.append(Fault(row.line, Code.PAST, {"on": move.day.isoformat()}))
        moves.append(move)
    return moves, faults


def _understood(row: Row, facts: Facts) -> Move:
    kind, day = _kind(row), _day(row, DAY)
    if day is None:
        raise _Wrong(Code.NO_SUCH_DAY, column=DAY, typed=row[DAY])
    role = ROLES.get(row[ROLE])
    if role is None:
        raise _Wrong(Code.UNKNOWN_ROLE, typed=row[ROLE])
    before = date.fromordinal(day.toordinal() - (kind not in (Kind.RETIRED, Kind.EXPIRED)))
    return Move(
        line=row.line,
        number=_plain(row[NUMBER]),
        name=row[NAME],
        kana=row[KANA],
        day=day,
        kind=kind,
        old=_section(row[OLD], before, facts),
        new=_section(row[NEW], day, facts),
        title=row[TITLE],
        role=role,
        last_day=_last_day(row, kind, day),
    )


def _kind(row: Row) -> Kind:
    typed = _plain(row[KIND])
    if typed not in set(Kind):
        raise _Wrong(Code.UNKNOWN_KIND, typed=row[KIND])
    return Kind(typed)


def _day(row: Row, column: str) -> date | None:
    parts = calendar.parse_day(row[column][:40])
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _last_day(row: Row, kind: Kind, day: date) -> date | None:
    typed = row[LAST_DAY]
    if typed and kind not in HOLDS:
        raise _Wrong(Code.LAST_DAY_UNUSED, kind=kind.value)
    if not typed:
        if kind in HOLDS and FIXED_TERM.search(row[TITLE]):
            raise _Wrong(Code.LAST_DAY_MISSING, title=row[TITLE])
        return None
    last = _day(row, LAST_DAY)
    if last is None:
        raise _Wrong(Code.NO_SUCH_DAY, column=LAST_DAY, typed=typed)
    if last < day:
        raise _Wrong(Code.LAST_DAY_EARLY)
    return last


def _section(typed: str, day: date, facts: Facts) -> SectionFact | None:
    """The section by its code or its name, as it is on that day."""
    if not typed:
        return None
    wanted = _plain(typed)
    found = [each for each in facts.sections.values() if wanted in (each.code, _plain(each.name))]
    there = [each for each in found if each.is_there(day)]
    if not there:
        raise _Wrong(Code.UNKNOWN_SECTION, section=typed, on=day.isoformat())
    return there[0]


def _plain(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()

"""学級名簿: the roll of a school or nursery for a year, read, and compared with the one that is known.

Columns are found by their names. Nobody is merged by guess: whoever is not written exactly alike is somebody
else until a person says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.names import kana as as_kana
from madoguchi.rules.names import not_kana, reading_key, without_spaces

MOST_ROWS: Final = 3_000
HEADER_WITHIN: Final = 5
LONGEST: Final = 100  # characters of a name


class Column(StrEnum):
    """What is read of a roll."""

    GRADE = "学年"
    GROUP = "組"
    NUMBER = "出席番号"
    NAME = "氏名"
    KANA = "フリガナ"
    BORN = "生年月日"


NEEDED: Final = (Column.GROUP, Column.NAME, Column.KANA, Column.BORN)
_SPELLINGS: Final[Mapping[str, Column]] = {
    **{column.value: column for column in Column},
    "年": Column.GRADE,
    "学級": Column.GROUP,
    "クラス": Column.GROUP,
    "クラス名": Column.GROUP,
    "組名": Column.GROUP,
    "番号": Column.NUMBER,
    "番": Column.NUMBER,
    "児童氏名": Column.NAME,
    "生徒氏名": Column.NAME,
    "園児氏名": Column.NAME,
    "名前": Column.NAME,
    "ふりがな": Column.KANA,
    "氏名カナ": Column.KANA,
    "カナ氏名": Column.KANA,
    "カナ": Column.KANA,
}


class Code(StrEnum):
    """What is wrong with a roll, or a cell of it."""

    UNREADABLE = "unreadable"
    NO_HEADER = "no_header"
    NO_ROWS = "no_rows"
    TOO_MANY = "too_many"
    MISSING = "missing"
    DAY = "day"
    AHEAD = "ahead"  # born after today
    GRADE = "grade"
    NUMBER = "number"
    KANA = "kana"
    LONG = "long"
    TWICE = "twice"
    SEAT = "seat"  # two children under one number of one class


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, in which row and column; never what stands there, since it is about a child."""

    code: Code
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A child of a class, as a roll writes it. `key`: who it is, `seat`: where it sits."""

    name: str
    kana: str
    birth_date: date
    grade: int | None = None
    group: str = ""
    number: int | None = None

    @property
    def key(self) -> tuple[str, str, date]:
        """The name as written, without the space inside; the reading; the day of birth."""
        return (without_spaces(self.name), reading_key(self.kana), self.birth_date)

    @property
    def seat(self) -> tuple[int | None, str, int | None]:
        """Grade, class and number."""
        return (self.grade, self.group, self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A child that is known, but sat elsewhere until now."""

    before: Pupil
    after: Pupil


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a roll comes to. With faults nothing is taken."""

    faults: tuple[Fault, ...] = ()
    new: tuple[Pupil, ...] = ()
    moved: tuple[Move, ...] = ()
    left: tuple[Pupil, ...] = ()
    same: int = 0
    alike: tuple[Move, ...] = ()  # born on one day and read alike, but written otherwise: new, and left


def read(rows: Sequence[Sequence[str]], *, today: date) -> tuple[tuple[Pupil, ...], tuple[Fault, ...]]:
    """The children of a roll, and what is wrong with it."""
    at, columns = _header(rows)
    if not columns:
        return (), (Fault(code=Code.NO_HEADER),)
    below = [(number, row) for number, row in enumerate(rows[at + 1 :], at + 2) if any(map(str.strip, row))]
    if not below or len(below) > MOST_ROWS:
        return (), (Fault(code=Code.TOO_MANY if below else Code.NO_ROWS),)
    pupils: list[Pupil] = []
    faults: list[Fault] = []
    seen: Counter[tuple[str, str, date]] = Counter()
    seats: Counter[tuple[int | None, str, int | None]] = Counter()
    for number, row in below:
        cells = {column: row[index].strip() if index < len(row) else "" for index, column in columns.items()}
        pupil = _pupil(cells, number, today, faults)
        if pupil is None:
            continue
        seen[pupil.key] += 1
        seats[pupil.seat] += 1
        if seen[pupil.key] > 1:
            faults.append(Fault(code=Code.TWICE, row=number, column=Column.NAME))
        elif pupil.number is not None and seats[pupil.seat] > 1:
            faults.append(Fault(code=Code.SEAT, row=number, column=Column.NUMBER))
        pupils.append(pupil)
    return tuple(pupils), tuple(faults)


def plan(rows: Sequence[Sequence[str]], known: Iterable[Pupil], *, today: date) -> Plan:
    """What a roll would change in the one that is known."""
    pupils, faults = read(rows, today=today)
    held = {each.key: each for each in known}
    told = {each.key for each in pupils}
    new = tuple(each for each in pupils if each.key not in held)
    left = tuple(each for key, each in held.items() if key not in told)
    moved = tuple(
        Move(before=held[each.key], after=each)
        for each in pupils
        if each.key in held and held[each.key].seat != each.seat
    )
    return Plan(
        faults=faults,
        new=new,
        moved=moved,
        left=left,
        same=len(pupils) - len(new) - len(moved),
        alike=tuple(_alike(new, left)),
    )


def _alike(new: Iterable[Pupil], left: Sequence[Pupil]) -> Iterator[Move]:
    for after in new:
        for before in left:
            if before.key[1:] == after.key[1:]:
                yield Move(before=before, after=after)


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, Column]]:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[int, Column] = {}
        for index, cell in enumerate(row):
            column = _SPELLINGS.get(without_spaces(unicodedata.normalize("NFKC", cell)))
            if column is not None and column not in columns.values():
                columns[index] = column
        if all(each in columns.values() for each in NEEDED):
            return at, columns
    return 0, {}


def _pupil(cells: Mapping[Column, str], row: int, today: date, faults: list[Fault]) -> Pupil | None:
    wrong = [*_wrong_cells(cells)]
    born = _day(cells[Column.BORN]) if cells[Column.BORN] else None
    if cells[Column.BORN] and born is None:
        wrong.append((Code.DAY, Column.BORN))
    elif born is not None and born > today:
        wrong.append((Code.AHEAD, Column.BORN))
    faults.extend(Fault(code=code, row=row, column=column) for code, column in wrong)
    if wrong or born is None:
        return None
    return Pupil(
        name=re.sub(r"[\s\u3000]+", " ", cells[Column.NAME]),
        kana=as_kana(cells[Column.KANA]).replace("\u3000", " "),
        birth_date=born,
        grade=_count(cells.get(Column.GRADE, "")),
        group=unicodedata.normalize("NFKC", cells[Column.GROUP]),
        number=_count(cells.get(Column.NUMBER, "")),
    )


def _wrong_cells(cells: Mapping[Column, str]) -> Iterator[tuple[Code, Column]]:
    yield from ((Code.MISSING, column) for column in NEEDED if not cells[column])
    for column, highest in ((Column.GRADE, 9), (Column.NUMBER, 999)):
        said = cells.get(column, "")
        count = _count(said)
        if said and (count is None or count > highest):
            yield (Code.GRADE if column is Column.GRADE else Code.NUMBER), column
    if not_kana(as_kana(cells[Column.KANA])):
        yield Code.KANA, Column.KANA
    yield from ((Code.LONG, column) for column in NEEDED if len(cells[column]) > LONGEST)


def _count(said: str) -> int | None:
    plain = unicodedata.normalize("NFKC", said).removesuffix("年").removesuffix("番").removesuffix(".0")
    return int(plain) if re.fullmatch("[0-9]{1,4}", plain) else None


def _day(said: str) -> date | None:
    parts = calendar.parse_day(said.partition(" ")[0])
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None

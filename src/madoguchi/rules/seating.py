"""How many children a club takes: lines as they are typed or imported, and who may sign them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

MOST_CHILDREN: Final = 999
GRADES: Final = range(1, 7)
_BAND: Final = re.compile(r"([1-6])(?:-([1-6]))?年?(?:生)?[:=]([0-9]{1,3})人?")
_SPLIT: Final = re.compile(r"[,、;\s]+")


class Reason(StrEnum):
    """Why seats cannot stand or be signed so."""

    NO_NUMBER = "no_number"
    TOO_MANY = "too_many"
    RESERVED_OVER = "reserved_over"
    BAND_UNREADABLE = "band_unreadable"
    BAND_TWICE = "band_twice"  # a grade in two bands
    BAND_OVER = "band_over"
    UNKNOWN_PLACE = "unknown_place"
    PLACE_TWICE = "place_twice"
    NO_COLUMN = "no_column"
    NOT_PREPARING = "not_preparing"
    SAME_PERSON = "same_person"  # who proposed them does not sign them
    ALREADY_SIGNED = "already_signed"
    CHANGED = "changed"  # they are no longer what the signer saw


class CannotSeat(Exception):
    """Nothing was written; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """So many children of these grades at most."""

    grades: tuple[int, ...]
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one place takes."""

    capacity: int
    reserved: int = 0
    bands: tuple[Band, ...] = ()

    @property
    def stamp(self) -> str:
        """What somebody saw who signs it: 40/2/1-3:30."""
        return f"{self.capacity}/{self.reserved}/{write_bands(self.bands)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line as it was typed: texts, until every one of them can be read."""

    capacity: str
    reserved: str = ""
    bands: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file says: typed lines by the code of their place, and what is wrong with it."""

    lines: Mapping[str, Typed] = field(default_factory=dict)
    faults: tuple[tuple[int, Reason], ...] = ()  # line of the file, from 1


def read_line(typed: Typed) -> Line | Reason:
    """The line, or the first thing that is wrong with it. Zero children are legal: nobody is taken."""
    capacity, reserved = _number(typed.capacity), _number(typed.reserved or "0")
    bands = read_bands(typed.bands)
    if capacity is None or reserved is None:
        return Reason.NO_NUMBER
    if isinstance(bands, Reason):
        return bands
    line = Line(capacity=capacity, reserved=reserved, bands=bands)
    return next(_wrong(line), line)


def _wrong(line: Line) -> Iterator[Reason]:
    if line.capacity > MOST_CHILDREN:
        yield Reason.TOO_MANY
    if line.reserved > line.capacity:
        yield Reason.RESERVED_OVER
    if any(count > 1 for count in Counter(grade for band in line.bands for grade in band.grades).values()):
        yield Reason.BAND_TWICE
    if any(band.seats > line.capacity for band in line.bands):
        yield Reason.BAND_OVER


def read_bands(typed: str) -> tuple[Band, ...] | Reason:
    """1-3:30 4-6:10, as officers write it: 1〜3年:30人、4〜6年:10人."""
    plain = re.sub(r"[~〜～‐‑–—―ー]", "-", unicodedata.normalize("NFKC", typed)).strip()
    found = [_BAND.fullmatch(each) for each in _SPLIT.split(plain) if each]
    bands = []
    for match in found:
        if match is None or int(match[2] or match[1]) < int(match[1]):
            return Reason.BAND_UNREADABLE
        grades = tuple(range(int(match[1]), int(match[2] or match[1]) + 1))
        bands.append(Band(grades=grades, seats=int(match[3])))
    return tuple(bands)


def write_bands(bands: Iterable[Band]) -> str:
    """The inverse of `read_bands`."""
    return " ".join(f"{_grades(band.grades)}:{band.seats}" for band in bands)


def _grades(grades: Sequence[int]) -> str:
    return f"{grades[0]}" if len(grades) == 1 else f"{grades[0]}-{grades[-1]}"


COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("コード", "施設コード", "クラブコード"),
    "name": ("施設", "施設名", "クラブ", "クラブ名", "学童クラブ", "学童クラブ名", "名称"),
    "capacity": ("定員", "受入可能数", "募集人数"),
    "reserved": ("要配慮枠", "要配慮", "特別支援枠", "うち要配慮"),
    "bands": ("学年別", "学年別の上限", "学年枠"),
}


def read_table(rows: Sequence[Sequence[str]], *, places: Mapping[str, str]) -> Imported:
    """A table with a heading, columns found by their names. `places`: code → name; either says which one."""
    heading = [_plain(cell) for cell in rows[0]] if rows else []
    at = {
        column: next((heading.index(each) for each in names if each in heading), None)
        for column, names in COLUMNS.items()
    }
    if at["capacity"] is None or (at["code"] is None and at["name"] is None):
        return Imported(faults=((1, Reason.NO_COLUMN),))
    codes = {**{_plain(name): code for code, name in places.items()}, **{code: code for code in places}}
    lines: dict[str, Typed] = {}
    faults: list[tuple[int, Reason]] = []
    for number, row in enumerate(rows[1:], start=2):
        cells = {column: _cell(row, place) for column, place in at.items()}
        if not any(cells.values()):
            continue
        code = codes.get(cells["code"]) or codes.get(_plain(cells["name"]))
        typed = Typed(capacity=cells["capacity"], reserved=cells["reserved"], bands=cells["bands"])
        reason = _fault(code, typed, lines)
        if reason:
            faults.append((number, reason))
        elif code:
            lines[code] = typed
    return Imported(lines=lines, faults=tuple(faults))


def _fault(code: str | None, typed: Typed, seen: Collection[str]) -> Reason | None:
    if code is None:
        return Reason.UNKNOWN_PLACE
    if code in seen:
        return Reason.PLACE_TWICE
    line = read_line(typed)
    return line if isinstance(line, Reason) else None


def refuse_signature(
    line: Line, *, seen: str, is_signed: bool, is_preparing: bool, by_proposer: bool
) -> Reason | None:
    """Why somebody may not sign a line; None when they may. `seen`: its stamp on the signer's page."""
    if not is_preparing:
        return Reason.NOT_PREPARING
    if by_proposer:
        return Reason.SAME_PERSON
    if line.stamp != seen:
        return Reason.CHANGED
    return Reason.ALREADY_SIGNED if is_signed else None


def _number(typed: str) -> int | None:
    plain = unicodedata.normalize("NFKC", typed).strip().removesuffix("人").removesuffix("名")
    plain = plain.removesuffix(".0")  # as spreadsheets write whole numbers
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 6 else None


def _plain(cell: str) -> str:
    return re.sub(r"[\s_・()]", "", unicodedata.normalize("NFKC", cell))


def _cell(row: Sequence[str], place: int | None) -> str:
    return row[place].strip()[:100] if place is not None and place < len(row) else ""

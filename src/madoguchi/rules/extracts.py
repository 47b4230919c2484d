"""Reading an extract of the resident register (住基の抽出CSV): all of it is good, or every fault is told.

Columns are found by their names. What is wrong is told by line and column, never by what stands there.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.matching import Registered

MEGABYTE: Final = 1_000_000
LARGEST: Final = 60 * MEGABYTE  # bytes
MOST_ROWS: Final = 500_000
MOST_COLUMNS: Final = 200
MOST_FAULTS: Final = 100  # told at once
_ENCODINGS: Final = ("utf-8", "cp932")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_BOM: Final = b"\xef\xbb\xbf"
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ERAS: Final = {"1": "明治", "2": "大正", "3": "昭和", "4": "平成", "5": "令和"}
_UNKNOWN_DAY: Final = frozenset({0, 99})  # a month or day as registers write it when nobody knows
_NO: Final = {"", "0", "無", "なし", "無し", "非該当", "対象外", "否", "no", "false", "×", "-"}


class Column(StrEnum):
    """What is read of a register."""

    NUMBER = "number"
    HOUSEHOLD = "household"
    NAME = "name"
    KANA = "kana"
    BORN = "born"
    ADDRESS = "address"
    TOWN = "town"
    BLOCK = "block"
    BUILDING = "building"
    POSTAL_CODE = "postal_code"
    RELATION = "relation"
    EVENT = "event"
    EVENT_ON = "event_on"
    SHIELDED = "shielded"


# As the systems of cities call them, without spaces, brackets and underscores.
HEADERS: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.NUMBER: ("宛名番号", "宛名コード", "宛名CD", "個人宛名番号", "住民コード", "住民番号", "住民CD"),
    Column.HOUSEHOLD: ("世帯番号", "世帯コード", "世帯CD"),
    Column.NAME: ("氏名", "氏名漢字", "漢字氏名", "氏名名称"),
    Column.KANA: ("氏名カナ", "カナ氏名", "フリガナ", "ふりがな", "氏名フリガナ",
                  "氏名のフリガナ", "氏名振り仮名", "振り仮名"),
    Column.BORN: ("生年月日", "生年月日西暦", "生年月日和暦"),
    Column.ADDRESS: ("住所", "現住所", "住所漢字", "住民票住所"),
    Column.TOWN: ("町名", "町字名", "町字", "大字町名", "町名漢字", "町丁目", "町丁目名"),
    Column.BLOCK: ("番地", "番地等", "番地号", "番地漢字", "番地枝番"),
    Column.BUILDING: ("方書", "方書名", "方書漢字", "建物名", "建物名部屋番号", "アパート名"),
    Column.POSTAL_CODE: ("郵便番号", "〒"),
    Column.RELATION: ("続柄", "続柄名", "続柄名称", "世帯主との続柄"),
    Column.EVENT: ("異動事由", "異動事由名", "異動事由名称", "異動区分"),
    Column.EVENT_ON: ("異動日", "異動年月日", "転入予定日", "異動予定日"),
    Column.SHIELDED: ("支援措置", "支援措置対象", "支援措置区分", "支援措置フラグ",
                      "DV等支援措置", "DV支援措置"),
}  # fmt: skip
MY_NUMBER: Final = ("個人番号", "マイナンバー", "マイナンバー個人番号")
NEEDED: Final = (Column.NUMBER, Column.NAME, Column.BORN)
_COLUMN_OF: Final = {spelling.casefold(): column for column, them in HEADERS.items() for spelling in them}


class Code(StrEnum):
    """What can be wrong with a file."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"  # size, limit: MB
    WORKBOOK = "workbook"
    UTF16 = "utf16"
    ENCODING = "encoding"  # line, byte (of the file, from 1), value
    NO_COLUMN = "no_column"  # column, spellings
    TWO_COLUMNS = "two_columns"  # column, headings
    MY_NUMBER = "my_number"  # heading
    TOO_WIDE = "too_wide"  # limit
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"  # limit
    UNREADABLE = "unreadable"  # line
    CELLS = "cells"  # line, expected, found
    MISSING = "missing"  # line, column
    DAY = "day"  # line, column
    TWICE = "twice"  # lines


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a file from being taken, with what its sentence needs."""

    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)


class CannotRead(Exception):
    """The file is no extract; `faults` says why, `count` how many faults there are in all."""

    def __init__(self, faults: Sequence[Fault], count: int | None = None) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = tuple(faults)
        self.count = count or len(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a file is written: its encoding, where each column stands, and which headings say nothing to us."""

    encoding: str
    columns: Mapping[Column, int]
    headings: Mapping[Column, str]
    ignored: tuple[str, ...]
    width: int


def layout_of(content: bytes) -> Layout:
    """How this file is written. Raises CannotRead."""
    _refuse_other_files(content)
    encoding = _encoding(content)
    heading = next(csv.reader(_text(content, encoding)), [])
    return _layout(encoding, heading)


def check(content: bytes, layout: Layout) -> int:
    """How many people the file holds, when every line of it is good. Raises CannotRead."""
    faults: list[Fault] = []
    lines_of: dict[str, list[int] | int] = {}
    count, total = 0, 0
    for line, cells in _lines(content, layout):
        total += 1
        if total > MOST_ROWS:
            raise CannotRead([Fault(Code.TOO_MANY_ROWS, {"limit": MOST_ROWS})])
        found = list(_faults_of(line, cells, layout))
        count += len(found)
        faults += found[: max(MOST_FAULTS - len(faults), 0)]
        if len(cells) == layout.width and (number := _number(_cell(cells, layout, Column.NUMBER))):
            _note(lines_of, number, line)
    twice = [Fault(Code.TWICE, {"lines": lines}) for lines in lines_of.values() if isinstance(lines, list)]
    if total == 0:
        raise CannotRead([Fault(Code.NO_ROWS)])
    if faults or twice:
        raise CannotRead([*twice, *faults][:MOST_FAULTS], count + len(twice))
    return total


def people(content: bytes, layout: Layout, *, after: int = 0) -> Iterator[Registered]:
    """The people of a file that was checked, one after the other, the first `after` left out."""
    for _, cells in islice(_lines(content, layout), after, None):
        yield _person({column: _cell(cells, layout, column) for column in layout.columns})


def _refuse_other_files(content: bytes) -> None:
    if len(content) > LARGEST:
        size = round(len(content) / MEGABYTE, 1)
        raise CannotRead([Fault(Code.TOO_LARGE, {"size": size, "limit": LARGEST // MEGABYTE})])
    if not content.removeprefix(_BOM).strip():
        raise CannotRead([Fault(Code.EMPTY)])
    if content.startswith(_WORKBOOKS):
        raise CannotRead([Fault(Code.WORKBOOK)])
    if content.startswith(_UTF16):
        raise CannotRead([Fault(Code.UTF16)])


def _encoding(content: bytes) -> str:
    """UTF-8 or CP932. What is neither is told at the byte where the likelier of the two ends."""
    if content.startswith(_BOM):
        tried = {"utf-8-sig": _undecodable(content, "utf-8")}
    else:
        tried = {encoding: _undecodable(content, encoding) for encoding in _ENCODINGS}
    for encoding, position in tried.items():
        if position is None:
            return encoding
    position = max(each for each in tried.values() if each is not None)
    line = content.count(b"\n", 0, position) + 1
    raise CannotRead(
        [Fault(Code.ENCODING, {"line": line, "byte": position + 1, "value": f"{content[position]:02X}"})]
    )


def _undecodable(content: bytes, encoding: str) -> int | None:
    """Where it cannot be read as that; NUL stands in no text."""
    nul = content.find(b"\0")
    try:
        content.decode(encoding)
    except UnicodeDecodeError as error:
        return min(error.start, nul) if nul >= 0 else error.start
    return nul if nul >= 0 else None


def _text(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding, newline="")


def _layout(encoding: str, heading: Sequence[str]) -> Layout:
    headings = [text.strip() for text in heading]
    while headings and not headings[-1]:
        headings.pop()
    places: dict[Column, list[int]] = defaultdict(list)
    for number, text in enumerate(headings):
        if column := _COLUMN_OF.get(_plain(text)):
            places[column].append(number)
    if faults := list(_faults_of_heading(headings, places)):
        raise CannotRead(faults)
    known = {number for them in places.values() for number in them}
    return Layout(
        encoding=encoding,
        columns={column: them[0] for column, them in places.items()},
        headings={column: headings[them[0]] for column, them in places.items()},
        ignored=tuple(text for number, text in enumerate(headings) if number not in known and text),
        width=len(headings),
    )


def _plain(heading: str) -> str:
    return re.sub(r"[\s_・()\[\]「」【】]", "", unicodedata.normalize("NFKC", heading)).casefold()


def _faults_of_heading(headings: Sequence[str], places: Mapping[Column, Sequence[int]]) -> Iterator[Fault]:
    secret = {_plain(each) for each in MY_NUMBER}
    for text in headings:
        if _plain(text) in secret:
            yield Fault(Code.MY_NUMBER, {"heading": text})
    if len(headings) > MOST_COLUMNS:
        yield Fault(Code.TOO_WIDE, {"limit": MOST_COLUMNS})
    for column, them in places.items():
        if len(them) > 1:
            yield Fault(Code.TWO_COLUMNS, {"column": column, "headings": [headings[each] for each in them]})
    lacking = [column for column in NEEDED if column not in places]
    if not {Column.ADDRESS, Column.TOWN} & set(places):
        lacking.append(Column.ADDRESS)
    for column in lacking:
        yield Fault(Code.NO_COLUMN, {"column": column, "spellings": HEADERS[column]})


def _lines(content: bytes, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Every line with something on it, after the heading, and its number."""
    reader = csv.reader(_text(content, layout.encoding))
    next(reader, None)
    while True:
        line = reader.line_num + 1  # where it begins: a quotation mark left open swallows those that follow
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise CannotRead([Fault(Code.UNREADABLE, {"line": line})]) from error
        if cells is None:
            return
        if any(map(str.strip, cells)):
            yield line, _trimmed(cells, layout.width)


def _trimmed(cells: list[str], width: int) -> list[str]:
    """Without empty cells behind the last heading: Excel writes them."""
    return cells[:width] if len(cells) > width and not any(map(str.strip, cells[width:])) else cells


def _cell(cells: Sequence[str], layout: Layout, column: Column) -> str:
    position = layout.columns.get(column)
    return "" if position is None else cells[position].strip()


def _number(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip("'= \"")


def _note(lines_of: dict[str, list[int] | int], number: str, line: int) -> None:
    """Most numbers stand once: only those that stand twice get a list."""
    before = lines_of.get(number)
    if before is None:
        lines_of[number] = line
    elif isinstance(before, int):
        lines_of[number] = [before, line]
    else:
        before.append(line)


def _faults_of(line: int, cells: Sequence[str], layout: Layout) -> Iterator[Fault]:
    if len(cells) != layout.width:
        yield Fault(Code.CELLS, {"line": line, "expected": layout.width, "found": len(cells)})
        return
    for column in (Column.NUMBER, Column.NAME, Column.BORN):
        if not _cell(cells, layout, column):
            yield Fault(Code.MISSING, {"line": line, "column": column})
    for column in (Column.BORN, Column.EVENT_ON):
        text = _cell(cells, layout, column)
        if text and _is_wrong_day(text):
            yield Fault(Code.DAY, {"line": line, "column": column})


@lru_cache(maxsize=65_536)
def read_day(text: str) -> date | None:
    """2020-07-08, 20200708, R2.7.8, 令和2年7月8日 or 5020708 (5 is 令和); None for no day that exists."""
    parts = _parts(text)
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _is_wrong_day(text: str) -> bool:
    """Whether it is neither a day nor says that nobody knows it: 1950-00-00, 不詳."""
    if read_day(text) is not None or "不詳" in text or "不明" in text:
        return False
    parts = _parts(text)
    return parts is None or not _UNKNOWN_DAY & set(parts[1:])


def _parts(text: str) -> tuple[int, int, int] | None:
    plain = unicodedata.normalize("NFKC", text).split(" ")[0]
    if re.fullmatch(r"[0-9]{8}", plain):
        return int(plain[:4]), int(plain[4:6]), int(plain[6:])
    if re.fullmatch(r"[1-5][0-9]{6}", plain):
        return calendar.parse_day(f"{_ERAS[plain[0]]}{plain[1:3]}.{plain[3:5]}.{plain[5:]}")
    return calendar.parse_day(plain)


def _person(cells: Mapping[Column, str]) -> Registered:
    read: Callable[[Column], str] = lambda column: cells.get(column, "")  # noqa: E731
    return Registered(
        number=_number(read(Column.NUMBER)),
        household=_number(read(Column.HOUSEHOLD)),
        name=read(Column.NAME),
        kana=unicodedata.normalize("NFKC", read(Column.KANA)),
        born=read_day(read(Column.BORN)),
        address=read(Column.ADDRESS) or read(Column.TOWN) + read(Column.BLOCK),
        building=read(Column.BUILDING),
        postal_code=read(Column.POSTAL_CODE),
        relation=read(Column.RELATION),
        event=read(Column.EVENT),
        event_on=read_day(read(Column.EVENT_ON)),
        is_shielded=read(Column.SHIELDED).casefold() not in _NO,
    )

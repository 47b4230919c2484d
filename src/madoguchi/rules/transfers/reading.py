"""A list of transfers as a file: CSV with named columns, as staff systems write it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.rules.transfers.faults import Code, Fault

NUMBER: Final = "職員番号"
NAME: Final = "氏名"
KANA: Final = "カナ"
DAY: Final = "異動日"
KIND: Final = "区分"
OLD: Final = "旧所属"
NEW: Final = "新所属"
TITLE: Final = "職名"
ROLE: Final = "権限"
LAST_DAY: Final = "終了日"
COLUMNS: Final = (NUMBER, NAME, KANA, DAY, KIND, OLD, NEW, TITLE, ROLE, LAST_DAY)
NEEDED: Final = (NUMBER, DAY, KIND, OLD, NEW)
MOST_LINES: Final = 5000
LONGEST: Final = 200  # characters of a cell
LARGEST: Final = 4_000_000  # bytes


class Kind(StrEnum):
    """The kinds of transfer (区分), as the list writes them."""

    APPOINTED = "配属"
    MOVED = "異動"
    ADDED = "兼務"
    RELIEVED = "兼務解除"
    RETIRED = "退職"
    ON_LEAVE = "休職"
    BACK = "復職"
    EXPIRED = "任期満了"


ROLES: Final = {"": "reviewer", "担当": "reviewer", "決裁": "approver", "管理": "administrator"}
ROLE_WORDS: Final = {role: word for word, role in ROLES.items() if word}
DEPUTY: Final = "課長職務代理"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the list, as it is written. A line added on the page has no number in the file: 0."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def deputy(*, number: str, section: str, on: date, last_day: date) -> Row:
    """The line by which somebody stands in for the head of a section."""
    cells = {
        NUMBER: number,
        DAY: on.isoformat(),
        KIND: Kind.ADDED.value,
        NEW: section,
        TITLE: DEPUTY,
        ROLE: ROLE_WORDS["approver"],
        LAST_DAY: last_day.isoformat(),
    }
    return Row(line=0, cells=cells)


def read(content: bytes) -> tuple[Row, ...] | Fault:
    """The lines of a file in UTF-8 or CP932, columns found by their names; empty lines are left out."""
    if len(content) > LARGEST:
        return Fault(0, Code.TOO_LARGE, {"most": f"{MOST_LINES:,}"})
    text = _decoded(content)
    if text is None or "\0" in text:
        return Fault(0, Code.UNREADABLE)
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        table = [(reader.line_num, cells) for cells in reader]
    except csv.Error:
        return Fault(0, Code.UNREADABLE)
    if not table:
        return Fault(0, Code.NO_LINES)
    (_, head), *lines = table
    names = [_plain(name) for name in head]
    return _fault_in(names) or _rows(names, lines)


def _decoded(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _fault_in(names: Sequence[str]) -> Fault | None:
    if missing := [name for name in NEEDED if name not in names]:
        return Fault(1, Code.COLUMN_MISSING, {"column": "、".join(missing)})
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        return Fault(1, Code.COLUMN_TWICE, {"column": "、".join(twice)})
    return None


def _rows(names: Sequence[str], lines: Sequence[tuple[int, list[str]]]) -> tuple[Row, ...] | Fault:
    rows = tuple(
        Row(line=number, cells=_cells(names, cells)) for number, cells in lines if any(map(str.strip, cells))
    )
    if len(rows) > MOST_LINES:
        return Fault(0, Code.TOO_LARGE, {"most": f"{MOST_LINES:,}"})
    return rows or Fault(0, Code.NO_LINES)


def _cells(names: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return {
        name: cell.strip()[:LONGEST]
        for name, cell in zip(names, cells, strict=False)
        if name in COLUMNS and cell.strip()
    }


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).strip()

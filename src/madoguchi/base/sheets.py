"""Lists as files: CSV for spreadsheets, CSV for systems that know CP932 only, and XLSX."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import xlsxwriter

from madoguchi.base import moments
from madoguchi.rules.names import encode_cp932

Cell = str | int | date | datetime | None

# The last two (an en dash and a minus sign) become - and － in CP932.
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "\u2013", "\u2212")
ROWS_KEPT_IN_SIGHT: Final = 1
WIDEST: Final = 40  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A list to hand over: its title, the names of its columns, its rows. The first column names the row."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_utf8(sheet: Sheet) -> bytes:
    """CSV that a Japanese spreadsheet opens by double click: UTF-8 with a byte order mark, CRLF."""
    return "".join(_lines(sheet)).encode("utf-8-sig")


def csv_cp932(sheet: Sheet, *, name: str, report: Sequence[str]) -> bytes:
    """A zip of `name`.csv in CP932 and of the 外字 report.

    `report` names the report's columns: row, column, position, character, code points. What CP932 lacks
    stands as 〓 in the list and by name in the report, never silently.
    """
    lines, lost = _in_cp932(sheet)
    gaiji = Sheet(title=sheet.title, columns=report, rows=lost)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}.csv", b"".join(lines))
        archive.writestr(f"{name}-gaiji.csv", csv_utf8(gaiji))
    return packed.getvalue()


def xlsx(sheet: Sheet) -> bytes:
    """An Excel file: the first row stays in sight, columns can be filtered, text is never a formula."""
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        page = book.add_worksheet(sheet.title[:31])
        head = book.add_format({"bold": True, "bg_color": "#E8F1FE", "border": 1})
        quoted = book.add_format({"quote_prefix": True})
        page.write_row(0, 0, sheet.columns, head)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                text = _text(cell)
                if isinstance(cell, int):
                    page.write_number(number, column, cell)
                else:
                    page.write_string(number, column, text, quoted if _is_risky(text) else None)
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
        page.freeze_panes(ROWS_KEPT_IN_SIGHT, 1)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    return made.getvalue()


def _lines(sheet: Sheet) -> Iterator[str]:
    for row in (sheet.columns, *sheet.rows):
        line = io.StringIO()
        csv.writer(line).writerow([cell if isinstance(cell, int) else _harmless(_text(cell)) for cell in row])
        yield line.getvalue()


def _in_cp932(sheet: Sheet) -> tuple[list[bytes], list[Sequence[Cell]]]:
    lines = [encode_cp932(line)[0] for line in _lines(sheet)]
    lost: list[Sequence[Cell]] = [
        (_text(row[0]), column, gaiji.position + 1, gaiji.character, gaiji.code_points)
        for row in sheet.rows
        for column, cell in zip(sheet.columns, row, strict=True)
        for gaiji in encode_cp932(_text(cell))[1]
    ]
    return lines, lost


def _text(cell: Cell) -> str:
    """2026-12-15 and 2026-12-15 23:59 on the city's clock; texts as they are."""
    if isinstance(cell, datetime):
        return f"{moments.local(cell):%Y-%m-%d %H:%M}"
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _harmless(text: str) -> str:
    """A leading apostrophe keeps a spreadsheet from running what a stranger typed as a formula."""
    return f"'{text}" if _is_risky(text) else text


def _is_risky(text: str) -> bool:
    return text.startswith(FORMULA_STARTS)


def _widths(sheet: Sheet) -> Iterable[int]:
    for column, name in enumerate(sheet.columns):
        longest = max((_width(_text(row[column])) for row in sheet.rows), default=0)
        yield min(max(longest, _width(name)) + 2, WIDEST)


def _width(text: str) -> int:
    return sum(2 if ord(character) > 0xFF else 1 for character in text)

"""Tables that are handed in: CSV in UTF-8 or CP932, or the first sheet of an XLSX with something in it."""

from __future__ import annotations

import csv
import io
from typing import Final

from madoguchi.files.reading import read_tables
from madoguchi.files.refusals import CannotStore

ZIP: Final = b"PK\x03\x04"
LARGEST: Final = 2_000_000  # bytes


def read(content: bytes) -> list[list[str]] | None:
    """The rows as text; None for what is no table."""
    if len(content) > LARGEST:
        return None
    return _workbook(content) if content.startswith(ZIP) else _csv(content)


def _workbook(content: bytes) -> list[list[str]] | None:
    try:
        sheets = read_tables(content).sheets
    except CannotStore:
        return None
    return next((rows for rows in sheets.values() if rows), None)


def _csv(content: bytes) -> list[list[str]] | None:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return [list(row) for row in csv.reader(io.StringIO(content.decode(encoding), newline=""))]
        except (UnicodeDecodeError, csv.Error):
            continue
    return None

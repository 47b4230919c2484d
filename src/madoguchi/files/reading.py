"""Has files opened by the process that may fail (`files.reader`), and tells refusals from answers."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from madoguchi.files.kinds import Kind
from madoguchi.files.refusals import CannotStore, Code, Refusal

READER: Final = str(Path(__file__).with_name("reader.py"))
SECONDS: Final = 30
EDGE: Final = 3000  # pixels: an A4 page at 250 dpi
MEGAPIXELS: Final = 64
ROWS, COLUMNS = 300, 40
TABLE_ROWS, TABLE_COLUMNS, TABLE_MEGABYTES = 20_000, 100, 100
FORMATS: Final = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.HEIC: "HEIF"}
_REFUSED: Final = {
    11: Refusal(code=Code.LOCKED),
    12: Refusal(code=Code.TOO_DETAILED, facts={"limit": MEGAPIXELS}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The cells of one sheet of a workbook, as text."""

    name: str
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something that stands in a workbook and that no table may hold.

    `code`: formula, merged, error (a cell that shows #REF! and the like), rows, columns, size (too much).
    """

    sheet: str
    cell: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """A workbook as text. Where there is too much of it, no sheets are told."""

    sheets: dict[str, list[list[str]]]
    oddities: tuple[Oddity, ...]


def read_photo(content: bytes, kind: Kind, edge: int = EDGE) -> bytes:
    """A photo as an upright JPEG of bounded size, without EXIF (no place, no time, no camera)."""
    return _ask(content, "photo", FORMATS[kind], str(edge), str(MEGAPIXELS))


def count_pages(content: bytes) -> int:
    """How many pages a PDF has."""
    return int(_ask(content, "pdf"))


def draw_page(content: bytes, number: int) -> bytes:
    """One page of a PDF, from 1, as a JPEG."""
    return _ask(content, "page", str(number), str(EDGE))


def read_sheets(content: bytes) -> list[Sheet]:
    """The first rows and columns of every sheet of a workbook."""
    return [Sheet(**sheet) for sheet in json.loads(_ask(content, "sheets", str(ROWS), str(COLUMNS)))]


def read_tables(content: bytes) -> Tables:
    """Every cell of a workbook as text; and what a table may not hold. Raises CannotStore."""
    told = json.loads(_ask(content, "tables", str(TABLE_ROWS), str(TABLE_COLUMNS), str(TABLE_MEGABYTES)))
    return Tables(
        sheets={sheet["name"]: sheet["rows"] for sheet in told["sheets"]},
        oddities=tuple(Oddity(*odd) for odd in told["oddities"]),
    )


def _ask(content: bytes, *words: str) -> bytes:
    """The reader's answer. Its environment is empty: no key of ours is there to be found."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", READER, *words],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise CannotStore(Refusal(code=Code.BROKEN)) from late
    if done.returncode:
        raise CannotStore(_REFUSED.get(done.returncode, Refusal(code=Code.BROKEN)))
    return done.stdout

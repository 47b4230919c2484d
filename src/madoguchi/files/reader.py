"""Opens what strangers sent, in a process of its own: without secrets, with little memory and little time.

Run as a program by `files.reading`; never imported by anything. A crash or an endless loop in a decoder ends
here and nowhere else. Words: `photo FORMAT EDGE MEGAPIXELS`, `pdf`, `page NUMBER EDGE`,
`sheets ROWS COLUMNS`, `tables ROWS COLUMNS MEGABYTES`; the file comes by standard input, the answer goes to
standard output.
"""

from __future__ import annotations

import io
import json
import posixpath
import re
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument
    from python_calamine import CalamineSheet

BROKEN, LOCKED, TOO_DETAILED = 10, 11, 12  # exit codes; files.reading knows them too
MEMORY = 1024 * 1024 * 1024  # bytes
SECONDS = 20
WHITE = (255, 255, 255)
DOTS_PER_POINT = 150 / 72
WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
MOST_DECLARED = 300_000_000  # bytes; what says it is larger is not unpacked at all
MOST_ODDITIES = 100
Odd = tuple[str, str, str]  # sheet, cell, what is wrong there
FEWEST_PIXELS = 4_000_000  # a JPEG is read at a fraction of its size down to about this many


class Unreadable(Exception):
    """The file is not taken; `code` says why."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def restrain() -> None:
    """Give up what a decoder does not need."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def photo(content: bytes, form: str, edge: str, megapixels: str) -> bytes:
    """The picture as an upright JPEG without anything beside it, at most `edge` pixels long."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # the limit is our own, checked before anything is decoded
    if form == "HEIF":
        import pi_heif

        pi_heif.register_heif_opener(thumbnails=False)
    image: Image.Image = Image.open(io.BytesIO(content), formats=(form,))
    if image.width * image.height > int(megapixels) * 1_000_000:
        raise Unreadable(TOO_DETAILED)
    image.draft("RGB", (int(edge), int(edge)))
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail((int(edge), int(edge)))
    return _jpeg(_on_white(upright))


def _on_white(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits a pixel
        image = image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, WHITE)
    return Image.alpha_composite(paper, layer).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def pdf(content: bytes) -> bytes:
    """How many pages."""
    return str(len(_document(content))).encode()


def page(content: bytes, number: str, edge: str) -> bytes:
    """One page, from 1, as a JPEG at 150 dpi, at most `edge` pixels long."""
    document = _document(content)
    document.init_forms()
    sheet = document[int(number) - 1]
    longest = max(sheet.get_size()) or 1
    drawn = sheet.render(scale=min(DOTS_PER_POINT, int(edge) / longest), may_draw_forms=True)
    return _jpeg(drawn.to_pil().convert("RGB"))


def _document(content: bytes) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(LOCKED if error.err_code == WRONG_PASSWORD else BROKEN) from error


def sheets(content: bytes, rows: str, columns: str) -> bytes:
    """The cells of a workbook as JSON: [{"name": …, "rows": [[…]]}], the first `rows` by `columns`."""
    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(content))
    told = [
        {"name": name, "rows": _cells(book.get_sheet_by_name(name), int(rows), int(columns))}
        for name in book.sheet_names
    ]
    return json.dumps(told, ensure_ascii=False).encode()


def _cells(sheet: CalamineSheet, rows: int, columns: int) -> list[list[str]]:
    found = sheet.to_python(skip_empty_area=True, nrows=rows)
    return [[str(cell) for cell in row[:columns]] for row in found]


def tables(content: bytes, rows: str, columns: str, megabytes: str) -> bytes:
    """Every cell of a workbook as text, and what no table may hold, as JSON.

    {"sheets": [{"name": …, "rows": [[…]]}], "oddities": [[sheet, cell, code]]}; where there is too much of
    it, only that is told: it is found before anything of it is kept.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if _unpacked(archive) > int(megabytes) * 1_000_000:
            return _told([], [("", "", "size")])
        limits = Limits(int(rows), int(columns))
        oddities = [
            odd for name, part in _parts(archive) for odd in _Scan(name, limits).of(archive.open(part))
        ]
    if any(code in ("rows", "columns") for _, _, code in oddities):
        return _told([], oddities)
    from python_calamine import load_workbook

    book = load_workbook(io.BytesIO(content))
    found = [
        {
            "name": name,
            "rows": [
                [_spelled(cell) for cell in row]
                for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            ],
        }
        for name in book.sheet_names
    ]
    return _told(found, oddities)


def _told(found: list[dict[str, Any]], oddities: list[Odd]) -> bytes:
    return json.dumps({"sheets": found, "oddities": oddities[:MOST_ODDITIES]}, ensure_ascii=False).encode()


def _unpacked(archive: zipfile.ZipFile) -> int:
    """How large it is when unpacked, read to the end where it does not say too much of itself already."""
    declared = sum(entry.file_size for entry in archive.infolist())
    if declared <= MOST_DECLARED:
        for entry in archive.infolist():
            with archive.open(entry) as part:
                while part.read(1 << 20):
                    pass
    return declared


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet, and the part of the archive that holds it."""
    targets = {
        given["Id"]: posixpath.normpath(posixpath.join("xl", given["Target"])).lstrip("/")
        for tag, given in _tags(archive, "xl/_rels/workbook.xml.rels")
        if tag == "Relationship"
    }
    for tag, given in _tags(archive, "xl/workbook.xml"):
        if tag == "sheet":
            reference = next(value for key, value in given.items() if key.endswith(":id") or key == "id")
            yield given["name"], targets[reference]


def _tags(archive: zipfile.ZipFile, part: str) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    parser = _parser(lambda tag, given: found.append((tag, given)))
    parser.Parse(archive.read(part), True)
    return found


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """A parser that calls `start` with each tag, its prefix left out, and takes no DOCTYPE."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)

    def refuse(*_: object) -> None:
        raise Unreadable(BROKEN)

    parser.StartDoctypeDeclHandler = refuse
    return parser


class Limits:
    """How many rows and columns may hold something."""

    def __init__(self, rows: int, columns: int) -> None:
        self.rows, self.columns = rows, columns


class _Enough(Exception):
    """There is more than anybody wants to read."""


class _Scan:
    """Looks for what a table may not hold, without keeping its cells."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet, self.limits = sheet, limits
        self.cell = ""
        self.odd: list[Odd] = []

    def of(self, part: Any) -> list[Odd]:
        parser = _parser(self._tag)
        try:
            parser.ParseFile(part)
        except _Enough:
            pass
        return self.odd

    def _tag(self, tag: str, given: dict[str, str]) -> None:
        if tag == "c":
            self.cell = given.get("r", "")
            if given.get("t") == "e":
                self._note("error")
        elif tag in ("v", "t", "f"):
            self._measure()
            if tag == "f":
                self._note("formula")
        elif tag == "mergeCell":
            self.cell = given.get("ref", "")
            self._note("merged")

    def _measure(self) -> None:
        letters, number = re.fullmatch(r"([A-Z]*)([0-9]*)", self.cell).groups()  # type: ignore[union-attr]
        column = 0
        for letter in letters:
            column = column * 26 + ord(letter) - ord("A") + 1
        for code, is_beyond in (
            ("rows", int(number or 0) > self.limits.rows),
            ("columns", column > self.limits.columns),
        ):
            if is_beyond:
                self._note(code)
                raise _Enough

    def _note(self, code: str) -> None:
        self.odd.append((self.sheet, self.cell, code))
        if len(self.odd) > MOST_ODDITIES:
            raise _Enough


def _spelled(cell: Any) -> str:
    """A cell as text: whole numbers without a point, days as 2026-04-01, instants as 2026-04-01T09:00:00."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


WORDS: dict[str, Callable[..., bytes]] = {
    "photo": photo,
    "pdf": pdf,
    "page": page,
    "sheets": sheets,
    "tables": tables,
}


def main(words: list[str]) -> int:
    """Do what the words say to the file on standard input."""
    restrain()
    content = sys.stdin.buffer.read()
    try:
        answer = WORDS[words[0]](content, *words[1:])
    except Unreadable as unreadable:
        return unreadable.code
    except Exception:  # noqa: BLE001 - whatever a decoder says, the file cannot be read
        return BROKEN
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

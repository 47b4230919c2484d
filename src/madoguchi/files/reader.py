"""Opens what strangers sent, in a process of its own: without secrets, with little memory and little time.

Run as a program by `files.reading`; never imported by anything. A crash or an endless loop in a decoder ends
here and nowhere else. Words: `photo FORMAT EDGE MEGAPIXELS`, `pdf`, `page NUMBER EDGE`,
`sheets ROWS COLUMNS`; the file comes by standard input, the answer goes to standard output.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

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


WORDS: dict[str, Callable[..., bytes]] = {"photo": photo, "pdf": pdf, "page": page, "sheets": sheets}


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

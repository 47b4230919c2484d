"""Paper: typst source and values become a PDF to archive (PDF/A-2a) that everybody can read (PDF/UA-1)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import segno

from madoguchi.base.paper.bundles import bundle
from madoguchi.base.paper.glyphs import missing_glyphs, stand_in
from madoguchi.rules.names import GETA

if TYPE_CHECKING:  # a process that draws nothing does without it: 6 MB
    import typst

__all__ = [
    "ATTENDANCE",
    "BLANK",
    "CARDS",
    "CLASSES",
    "CODES",
    "DOOR",
    "EMERGENCY",
    "ENVELOPE",
    "FAMILY_CARD",
    "FILLED",
    "LETTER",
    "POINTS",
    "POSTER",
    "PROPOSAL",
    "RECEIPT",
    "bundle",
    "count_pages",
    "draw",
    "draw_page",
    "missing_glyphs",
    "qr",
    "qr_file",
]

HERE: Final = Path(__file__).parent
ATTENDANCE: Final = HERE / "attendance.typ"
BLANK: Final = HERE / "blank.typ"
LETTER: Final = HERE / "letter.typ"
PROPOSAL: Final = HERE / "proposal.typ"
EMERGENCY: Final = HERE / "emergency.typ"
ENVELOPE: Final = HERE / "envelope.typ"
RECEIPT: Final = HERE / "receipt.typ"
POINTS: Final = HERE / "points.typ"
POSTER: Final = HERE / "poster.typ"
CARDS: Final = HERE / "cards.typ"
CLASSES: Final = HERE / "classes.typ"
CODES: Final = HERE / "codes.typ"
DOOR: Final = HERE / "door.typ"
FAMILY_CARD: Final = HERE / "family_card.typ"
FILLED: Final = HERE / "filled.typ"
CONTROL: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u00[01][0-9a-f]")  # escaped, not a typed backslash
SCREEN: Final = 110.0  # dots per inch: an A4 page as wide as a screen shows it large
STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]


def draw(source: str | Path, values: Mapping[str, Any], *, at: datetime | None = None) -> bytes:
    """The PDF of `source`, typst text or the path of a file with it, which reads `sys.inputs.values`.

    A character the font lacks stands as its common form or as 〓; a letter in which that would change a name
    asks `missing_glyphs` first. `at` stands in the PDF as its time of making; without it the PDF carries
    none. The same source, values and time give the same bytes. Raises typst.TypstError for a wrong source.
    """
    text, compiler = _ready(source)
    drawn = compiler.compile(
        input=text,
        format="pdf",
        sys_inputs=_inputs(values),
        pdf_standards=[*STANDARDS],
        timestamp=int(at.timestamp()) if at else None,
    )
    return cast(bytes, drawn)


def draw_page(source: str | Path, values: Mapping[str, Any], number: int) -> bytes | None:
    """One page of the same paper, from 1, as a picture (PNG) for whoever writes it; None behind the last."""
    pages = _pictures(source, values, dots=SCREEN)
    return pages[number - 1] if 1 <= number <= len(pages) else None


def count_pages(source: str | Path, values: Mapping[str, Any]) -> int:
    """How many pages the paper takes."""
    return len(_pictures(source, values, dots=1))


def _pictures(source: str | Path, values: Mapping[str, Any], *, dots: float) -> list[bytes]:
    text, compiler = _ready(source)
    drawn = compiler.compile(input=text, format="png", ppi=dots, sys_inputs=_inputs(values))
    return drawn if isinstance(drawn, list) else [cast(bytes, drawn)]


def _ready(source: str | Path) -> tuple[bytes, typst.Compiler]:
    import typst

    text = _read(source) if isinstance(source, Path) else source
    return text.encode(), typst.Compiler(root=HERE, font_paths=_fonts(), ignore_system_fonts=True)


def _inputs(values: Mapping[str, Any]) -> dict[str, str]:
    return {"values": _drawable(json.dumps(values, ensure_ascii=False))}


def qr(content: str) -> str:
    """A QR code as SVG text, for typst: `image(bytes(values.qr), format: "svg", alt: …)`."""
    return segno.make(content, error="m", micro=False).svg_inline(border=2)


def qr_file(content: str, kind: Literal["svg", "png"]) -> bytes:
    """The same as a file for pages, leaflets and programs that draw."""
    drawn = io.BytesIO()
    segno.make(content, error="m", micro=False).save(drawn, kind=kind, scale=24, border=4)
    return drawn.getvalue()


def _drawable(plain_json: str) -> str:
    """The JSON with something to see for every character; control characters are escaped in it."""
    for character in missing_glyphs(plain_json):
        plain_json = plain_json.replace(character, stand_in(character))
    return CONTROL.sub(rf"\1{GETA}", plain_json)


@cache
def _fonts() -> typst.Fonts:
    """The letter fonts, read once and shared by every thread; fonts of the machine would change letters."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
    )


@cache
def _read(source: Path) -> str:
    return source.read_text(encoding="utf-8")

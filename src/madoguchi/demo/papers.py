"""Sample papers as people send them: photographed, scanned, as a sheet; some cut off, old, blank or lying.

Each says that it is a sample. The same day and kind give the same bytes, so all applications share them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, Final

import xlsxwriter
from PIL import Image, ImageDraw, ImageFont

from madoguchi.base import paper
from madoguchi.demo import city
from madoguchi.rules.calendar import wareki

SIZE: Final = (744, 1052)  # A4 at 90 dots an inch
MARGIN: Final = 56
LINE: Final = 58
LABELS: Final = 230
INK: Final = (34, 34, 40)
PALE: Final = (150, 150, 156)
SHEET: Final = (251, 250, 246)
STAMP: Final = (206, 84, 74)
SAMPLE: Final = "見本"
MADE_AT: Final = datetime(2020, 1, 1)  # noqa: DTZ001 - the same bytes every time

Row = Sequence[str]


def draw(kind: str, *, today: date) -> bytes:
    """The bytes of a sample paper, dated as if it came on `today`."""
    sample = city.table("lives.papers")[kind]
    days = {"recent": wareki(today - timedelta(days=38)), "old": wareki(today - timedelta(days=128))}
    rows = [(label, value.format(**days)) for label, value in sample["rows"]]
    return FORMATS[sample.get("as", "jpg")](sample, rows)


def flaw_of(kind: str) -> str:
    """Which phrase of the document an officer returns such a paper with; empty when it is good."""
    return str(city.table("lives.papers")[kind].get("phrase", ""))


def good_instead_of(kind: str) -> str:
    """The kind of paper that is sent when this one came back."""
    return str(city.table("lives.papers")[kind].get("instead", kind))


def names_of(kind: str) -> list[str]:
    """What people call the file of such a paper."""
    return list(city.table("lives.papers")[kind]["names"])


def _jpg(sample: Mapping[str, Any], rows: Sequence[Row]) -> bytes:
    return _saved(_spoilt(_page(sample, rows), sample.get("flaw", "")), format="JPEG", quality=72)


def _pdf(sample: Mapping[str, Any], rows: Sequence[Row]) -> bytes:
    made = MADE_AT.timetuple()
    return _saved(_page(sample, rows), format="PDF", resolution=90.0, creationDate=made, modDate=made)


def _xlsx(sample: Mapping[str, Any], rows: Sequence[Row]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        book.set_properties({"title": sample["title"], "comments": SAMPLE, "created": MADE_AT})
        sheet = book.add_worksheet(sample["title"])
        sheet.set_column(0, 1, 30)
        for number, row in enumerate([(sample["title"], SAMPLE), *rows]):
            sheet.write_row(number, 0, row)
    return held.getvalue()


FORMATS: Final = {"jpg": _jpg, "pdf": _pdf, "xlsx": _xlsx}


def _page(sample: Mapping[str, Any], rows: Sequence[Row]) -> Image.Image:
    """The paper, lying straight."""
    image = Image.new("RGB", SIZE, SHEET)
    pen = ImageDraw.Draw(image)
    pen.text((SIZE[0] // 2, 90), sample["title"], fill=INK, font=_font(30), anchor="mm")
    for number, (label, value) in enumerate(rows):
        top = 160 + number * LINE
        pen.rectangle((MARGIN, top, SIZE[0] - MARGIN, top + LINE), outline=PALE)
        pen.line((MARGIN + LABELS, top, MARGIN + LABELS, top + LINE), fill=PALE)
        pen.text((MARGIN + 12, top + LINE // 2), label, fill=INK, font=_font(17), anchor="lm")
        if sample.get("flaw") != "blank":
            pen.text((MARGIN + LABELS + 14, top + LINE // 2), value, fill=INK, font=_font(18), anchor="lm")
    pen.text((SIZE[0] - MARGIN, SIZE[1] - 70), SAMPLE, fill=STAMP, font=_font(64), anchor="rs")
    return image


def _spoilt(image: Image.Image, flaw: str) -> Image.Image:
    """The paper as a hurried photo shows it."""
    match flaw:
        case "cut":  # the last line, with the date, is outside
            return image.rotate(3, fillcolor=PALE).crop((60, 120, SIZE[0] - 90, 600))
        case "sideways":
            return image.transpose(Image.Transpose.ROTATE_90)
    return image


def _saved(image: Image.Image, **how: Any) -> bytes:
    held = io.BytesIO()
    image.save(held, **how)
    return held.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(paper.HERE / "fonts" / "NotoSansJP-Regular.ttf"), size)

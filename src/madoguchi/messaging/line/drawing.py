"""The picture of a menu, drawn by the system: large letters, strong contrast, and icons of a few strokes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from madoguchi.rules import menus
from madoguchi.rules.menus import Area, Box, Icon, Menu, Mode, Page

INK: Final = "#1a1a1a"
PAPER: Final = "#ffffff"
QUIET: Final = "#e8f1fe"
LINE: Final = "#b3b3b3"
BLUE: Final = "#0017c1"
RED: Final = "#a80000"
PALE_RED: Final = "#fdeeee"
TITLE: Final = 104  # pixels: 15 on a phone of 375
TITLE_WIDE: Final = 116
TAB: Final = 100
STROKE: Final = 18
ICON: Final = 220
COLOURS: Final = 64

Pen = ImageDraw.ImageDraw


def draw(menu: Menu, page: Page) -> bytes:
    """One page as PNG."""
    picture = Image.new("RGB", (menus.WIDTH, menus.HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    if page.mode is Mode.DISASTER:
        _headline(pen, menu.disaster.title[page.language])
    for at, box in enumerate(menus.tab_boxes(menu, page)):
        _tab(pen, box, menu.tabs[at].title[page.language], is_open=at == page.tab)
    tab = menus.tab_of(menu, page)
    for area, box in zip(tab.shown, menus.area_boxes(menu, page), strict=True):
        _area(pen, box, area, page, menus.LINE_HOLDS[menus.SHAPES[tab.layout][0]])
    out = io.BytesIO()
    picture.quantize(COLOURS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _headline(pen: Pen, text: str) -> None:
    pen.rectangle((0, 0, menus.WIDTH, menus.BAR), fill=RED)
    lines = menus.wrapped(text, menus.TAB_HOLDS * menus.LINES)
    _centred(pen, Box(x=0, y=0, width=menus.WIDTH, height=menus.BAR), lines, TAB, PAPER)


def _tab(pen: Pen, box: Box, text: str, *, is_open: bool) -> None:
    pen.rectangle(_corners(box), fill=PAPER if is_open else QUIET, outline=LINE, width=4)
    _centred(pen, box, [text], TAB, BLUE if is_open else INK)
    if is_open:
        pen.rectangle((box.x, box.y, box.x + box.width, box.y + 24), fill=BLUE)
        pen.rectangle(
            (box.x + 4, box.y + box.height - 6, box.x + box.width - 4, box.y + box.height), fill=PAPER
        )


def _area(pen: Pen, box: Box, area: Area, page: Page, holds: int) -> None:
    is_disaster = page.mode is Mode.DISASTER
    pen.rectangle(_corners(box), fill=PALE_RED if is_disaster else PAPER, outline=LINE, width=4)
    lines = menus.wrapped(area.title[page.language], holds)
    size = TITLE if holds == menus.LINE_HOLDS[3] else TITLE_WIDE
    tall = ICON + 50 + len(lines) * size * 5 // 4
    top = box.y + (box.height - tall) // 2
    left = box.x + (box.width - ICON) // 2
    STROKES[area.icon](_Grid(pen, left, top, RED if is_disaster else BLUE))
    below = Box(x=box.x, y=top + ICON + 50, width=box.width, height=len(lines) * size * 5 // 4)
    _centred(pen, below, lines, size, INK)


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.x, box.y, box.x + box.width, box.y + box.height


def _centred(pen: Pen, box: Box, lines: list[str], size: int, ink: str) -> None:
    step = size * 5 // 4
    top = box.y + (box.height - step * len(lines)) // 2
    for at, line in enumerate(lines):
        pen.text((box.x + box.width / 2, top + step * (at + 0.5)), line, ink, _font(size), anchor="mm")


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    face = resources.files("madoguchi.base.paper") / "fonts" / "NotoSansJP-Bold.ttf"
    return ImageFont.truetype(io.BytesIO(face.read_bytes()), size)


class _Grid:
    """A square of 100 by 100 in which an icon is drawn."""

    def __init__(self, pen: Pen, left: int, top: int, ink: str) -> None:
        self.pen, self.left, self.top, self.ink = pen, left, top, ink

    def at(self, *places: tuple[float, float]) -> list[tuple[float, float]]:
        return [(self.left + x * ICON / 100, self.top + y * ICON / 100) for x, y in places]

    def line(self, *places: tuple[float, float]) -> None:
        self.pen.line(self.at(*places), self.ink, STROKE, joint="curve")

    def ring(self, x: float, y: float, radius: float) -> None:
        where = self.at((x - radius, y - radius), (x + radius, y + radius))
        self.pen.ellipse(where, outline=self.ink, width=STROKE)

    def dot(self, x: float, y: float, radius: float) -> None:
        self.pen.ellipse(self.at((x - radius, y - radius), (x + radius, y + radius)), fill=self.ink)

    def arc(self, x: float, y: float, radius: float, begin: int, end: int) -> None:
        where = self.at((x - radius, y - radius), (x + radius, y + radius))
        self.pen.arc(where, begin, end, self.ink, STROKE)

    def frame(self, left: float, top: float, right: float, bottom: float) -> None:
        self.pen.rounded_rectangle(self.at((left, top), (right, bottom)), 24, outline=self.ink, width=STROKE)


def _paper(on: _Grid) -> None:
    on.frame(18, 4, 82, 96)
    for y in (32, 52, 72):
        on.line((34, y), (66, y))


def _search(on: _Grid) -> None:
    on.ring(42, 42, 34)
    on.line((67, 67), (94, 94))


def _person(on: _Grid) -> None:
    on.ring(50, 27, 22)
    on.arc(50, 98, 42, 180, 360)
    on.line((6, 96), (94, 96))


def _child(on: _Grid) -> None:
    on.ring(50, 50, 44)
    on.dot(34, 45, 7)
    on.dot(66, 45, 7)
    on.arc(50, 54, 22, 20, 160)
    on.arc(57, 12, 12, 90, 270)


def _house(on: _Grid) -> None:
    on.line((4, 50), (50, 8), (96, 50))
    on.line((18, 44), (18, 94), (82, 94), (82, 44))
    on.line((50, 94), (50, 64))


def _talk(on: _Grid) -> None:
    on.frame(4, 10, 96, 74)
    on.line((26, 72), (26, 96), (52, 74))
    for x in (28, 50, 72):
        on.dot(x, 42, 7)


def _bell(on: _Grid) -> None:
    on.arc(50, 42, 32, 180, 360)
    on.line((20, 40), (20, 70), (8, 80), (92, 80), (80, 70), (80, 40))
    on.dot(50, 92, 8)
    on.line((50, 2), (50, 12))


def _help(on: _Grid) -> None:
    on.ring(50, 50, 46)
    on.arc(50, 40, 18, 170, 420)
    on.line((54, 56), (50, 66))
    on.dot(50, 78, 6)


def _calendar(on: _Grid) -> None:
    on.frame(6, 14, 94, 96)
    on.line((6, 40), (94, 40))
    on.line((30, 4), (30, 24))
    on.line((70, 4), (70, 24))
    for x in (30, 50, 70):
        on.dot(x, 60, 6)
        on.dot(x, 78, 6)


def _shelter(on: _Grid) -> None:
    on.line((4, 46), (50, 6), (96, 46))
    on.line((14, 40), (14, 96), (86, 96), (86, 40))
    on.dot(50, 48, 10)
    on.line((50, 56), (50, 74), (38, 94))
    on.line((50, 74), (62, 94))
    on.line((34, 66), (66, 66))


def _warning(on: _Grid) -> None:
    on.line((50, 6), (96, 92), (4, 92), (50, 6), (60, 25))
    on.line((50, 36), (50, 62))
    on.dot(50, 77, 7)


def _phone(on: _Grid) -> None:
    on.frame(24, 2, 76, 98)
    on.line((42, 16), (58, 16))
    on.dot(50, 83, 7)


STROKES: Final[Mapping[Icon, Callable[[_Grid], Any]]] = {
    Icon.PAPER: _paper,
    Icon.SEARCH: _search,
    Icon.PERSON: _person,
    Icon.CHILD: _child,
    Icon.HOUSE: _house,
    Icon.TALK: _talk,
    Icon.BELL: _bell,
    Icon.HELP: _help,
    Icon.CALENDAR: _calendar,
    Icon.SHELTER: _shelter,
    Icon.WARNING: _warning,
    Icon.PHONE: _phone,
}

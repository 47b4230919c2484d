"""The menu at the foot of the chat on LINE (リッチメニュー) as data: what is in it, what is wrong with it.

Each tab has a twin for a disaster, which shows one page to everybody and no tabs: nobody can move while it is
shown, so going back from each twin to its tab gives everybody exactly what they had.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from madoguchi.rules.conversation import MENU_TAB
from madoguchi.rules.documents.base import LANGUAGES

WIDTH: Final = 2500  # pixels
HEIGHT: Final = 1686
BAR: Final = 250  # the row of tabs
LONGEST_BAR: Final = 14  # as LINE has it
LONGEST_TITLE: Final = 20  # what LINE reads out
LINE_HOLDS: Final = {3: 14, 2: 22}  # by columns: half-width letters in a line that is legible on a phone
LATIN: Final = 1.15
TAB_HOLDS: Final = 14
LINES: Final = 2
MOST_BATCHES: Final = 3  # in an hour, as LINE has it
AN_HOUR: Final = timedelta(hours=1)
KEPT: Final = timedelta(days=1)  # for which a menu stays at LINE that nobody sees any more
MOST_REMOVED: Final = 50  # in a night: LINE lets a hundred go in an hour
UNFINISHED: Final = "unfinished"  # everybody’s menu is still being changed
UNSEEN: Final = "unseen"  # LINE could not be asked how its menus are
SAYS: Final = "say:"  # a target that writes this word into the chat, rather than opening a page
_PATH: Final = re.compile(r"/(?:[a-z0-9][a-z0-9_-]*/)*")


class Mode(StrEnum):
    """What the city shows: its menu, or the twin for a disaster."""

    EVERYDAY = "everyday"
    DISASTER = "disaster"


class Icon(StrEnum):
    """What can be drawn above a title."""

    PAPER = "paper"
    SEARCH = "search"
    PERSON = "person"
    CHILD = "child"
    HOUSE = "house"
    TALK = "talk"
    BELL = "bell"
    HELP = "help"
    CALENDAR = "calendar"
    SHELTER = "shelter"
    WARNING = "warning"
    PHONE = "phone"


class Layout(StrEnum):
    """How a page is divided."""

    SIX = "six"
    FOUR = "four"
    THREE = "three"


SHAPES: Final[Mapping[Layout, tuple[int, int]]] = {  # columns, rows
    Layout.SIX: (3, 2),
    Layout.FOUR: (2, 2),
    Layout.THREE: (3, 1),
}


class Wrong(StrEnum):
    """Why a menu is not published."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_TARGET = "no_target"
    NOT_OURS = "not_ours"


class Area(BaseModel):
    """A part that can be pressed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: dict[str, str]
    icon: Icon
    target: str


class Tab(BaseModel):
    """A page of the menu."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: dict[str, str]
    layout: Layout
    areas: tuple[Area, ...]

    @property
    def shown(self) -> tuple[Area, ...]:
        """The areas that its layout has room for."""
        columns, rows = SHAPES[self.layout]
        return self.areas[: columns * rows]


class Menu(BaseModel):
    """All of it. `families`: the tab that families with children see first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bar: dict[str, str]
    tabs: tuple[Tab, ...]
    disaster: Tab
    families: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One picture: what somebody sees who reads `language` and stands in `tab`."""

    mode: Mode
    tab: int
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where something stands in the picture, in pixels."""

    x: int
    y: int
    width: int
    height: int


def pages(menu: Menu) -> list[Page]:
    """Every picture that is drawn, twins included."""
    return [
        Page(mode=mode, tab=tab, language=language)
        for mode in Mode
        for tab in range(len(menu.tabs))
        for language in LANGUAGES
    ]


def tab_of(menu: Menu, page: Page) -> Tab:
    """What is drawn there."""
    return menu.disaster if page.mode is Mode.DISASTER else menu.tabs[page.tab]


def tab_boxes(menu: Menu, page: Page) -> list[Box]:
    """Where the tabs stand; one of its own needs none, and a twin has none."""
    many = len(menu.tabs)
    if page.mode is Mode.DISASTER or many == 1:
        return []
    return [_slice(at, many, WIDTH, Box(x=0, y=0, width=WIDTH, height=BAR)) for at in range(many)]


def area_boxes(menu: Menu, page: Page) -> list[Box]:
    """Where its areas stand, row by row, below the tabs or the headline."""
    columns, rows = SHAPES[tab_of(menu, page).layout]
    top = BAR if page.mode is Mode.DISASTER or len(menu.tabs) > 1 else 0
    room = HEIGHT - top
    bands = [
        Box(
            x=0, y=top + room * row // rows, width=WIDTH, height=room * (row + 1) // rows - room * row // rows
        )
        for row in range(rows)
    ]
    return [_slice(at, columns, WIDTH, band) for band in bands for at in range(columns)]


def _slice(at: int, many: int, width: int, band: Box) -> Box:
    left, right = width * at // many, width * (at + 1) // many
    return Box(x=left, y=band.y, width=right - left, height=band.height)


def wrapped(text: str, holds: int) -> list[str]:
    """The text in lines of so many half-width letters, broken at its spaces where every word fits."""
    lines, line = [], ""
    is_wordy = all(letters(word) <= holds for word in text.split())
    for piece in re.findall(r"\S+|\s" if is_wordy and " " in text else r"[!-~]+|\s|[^\s!-~]", text.strip()):
        if line and letters(line + piece) > holds:
            lines.append(line.strip())
            line = ""
        line += piece
    return [each for each in [*lines, line.strip()] if each]


def letters(text: str) -> float:
    """How wide it is: a Japanese letter counts two, a Latin one a little more than one."""
    return sum(2 if unicodedata.east_asian_width(each) in "WFA" else LATIN for each in text)


def faults(menu: Menu, paths: Iterable[str]) -> dict[str, Wrong]:
    """What is wrong, by place (`t0.2.en`: English title of the third area of the first tab; `d`: the twin).

    `paths`: our pages that may be opened.
    """
    known = frozenset(paths)
    found = {f"bar.{code}": _short(text, LONGEST_BAR) for code, text in _each(menu.bar)}
    for key, tab in (*((f"t{at}", each) for at, each in enumerate(menu.tabs)), ("d", menu.disaster)):
        holds = LINE_HOLDS[SHAPES[tab.layout][0]]
        found |= {
            f"{key}.{code}": _fitting(text, TAB_HOLDS, 1 + (key == "d")) for code, text in _each(tab.title)
        }
        for at, area in enumerate(tab.shown):
            found |= {f"{key}.{at}.{code}": _fitting(text, holds, LINES) for code, text in _each(area.title)}
            found[f"{key}.{at}.target"] = _target(area.target, known)
    return {place: wrong for place, wrong in found.items() if wrong is not None}


def _each(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((code, texts.get(code, "").strip()) for code in LANGUAGES)


def _short(text: str, most: int) -> Wrong | None:
    return Wrong.EMPTY if not text else Wrong.TOO_LONG if len(text) > most else None


def _fitting(text: str, holds: int, lines: int) -> Wrong | None:
    rows = wrapped(text, holds)
    if len(rows) > lines or any(letters(row) > holds for row in rows):
        return Wrong.TOO_LONG
    return _short(text, LONGEST_TITLE)


def _target(target: str, known: frozenset[str]) -> Wrong | None:
    if not target or target == SAYS:
        return Wrong.NO_TARGET
    if target.startswith(SAYS):
        return None if len(target) <= len(SAYS) + LONGEST_TITLE else Wrong.TOO_LONG
    return None if _PATH.fullmatch(target) and target in known else Wrong.NOT_OURS


def alias_of(tab: int, language: str) -> str:
    """The name by which a press on a tab finds its picture, whichever that is at the time."""
    return f"{MENU_TAB}{tab}-{language}"


def given(menu: Menu, page: Page, *, name: str, base: str) -> dict[str, Any]:
    """What LINE is given beside the picture. `base`: what stands before our paths."""
    tabs = [
        {"bounds": _bounds(box), "action": _switch(menu.tabs[at], at, page.language)}
        for at, box in enumerate(tab_boxes(menu, page))
        if at != page.tab
    ]
    shown = zip(area_boxes(menu, page), tab_of(menu, page).shown, strict=True)
    areas = [{"bounds": _bounds(box), "action": _action(area, page.language, base)} for box, area in shown]
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": name,
        "chatBarText": menu.bar[page.language],
        "areas": tabs + areas,
    }


def _bounds(box: Box) -> dict[str, int]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}


def _switch(tab: Tab, at: int, language: str) -> dict[str, str]:
    alias = alias_of(at, language)
    return {"type": "richmenuswitch", "label": tab.title[language], "richMenuAliasId": alias, "data": alias}


def _action(area: Area, language: str, base: str) -> dict[str, str]:
    label = area.title[language]
    if area.target.startswith(SAYS):
        return {"type": "message", "label": label, "text": area.target.removeprefix(SAYS)}
    return {"type": "uri", "label": label, "uri": base + area.target}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A picture that LINE has, under LINE's id."""

    page: Page
    line_id: str


def replacements(before: Sequence[Made], after: Sequence[Made], mode: Mode) -> list[tuple[str, str]]:
    """Whose picture becomes which: tab and language stay; the first tab follows one that has gone."""
    becomes = {(each.page.tab, each.page.language): each.line_id for each in after if each.page.mode is mode}
    stays = frozenset(becomes.values())
    return [
        (each.line_id, becomes.get((each.page.tab, each.page.language)) or becomes[0, each.page.language])
        for each in before
        if each.line_id not in stays
    ]


def batches_left(asked: Iterable[datetime], *, now: datetime) -> int:
    """How often LINE may still be asked within the hour to change everybody's menu."""
    return max(0, MOST_BATCHES - sum(each > now - AN_HOUR for each in asked))


def may_publish(asked: Iterable[datetime], *, now: datetime) -> bool:
    """Whether to change the menu now: going to the twins and back must always stay possible."""
    return batches_left(asked, now=now) > 1

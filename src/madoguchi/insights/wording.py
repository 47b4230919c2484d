"""The words of this room, as message ids: what happened in a week, and what was typed wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from madoguchi.base.texts import say_plain, text_plain
from madoguchi.insights.growth import Kind, Mark
from madoguchi.rules.growth import Wrong
from madoguchi.rules.menus import Mode

MARKS: Final[Mapping[Kind, str]] = {
    Kind.BROADCAST: "Broadcast: {words}",
    Kind.PROCEDURE: "Published: {words}",
    Kind.PROCEDURES: "{words} procedures published",
}
MENUS: Final[Mapping[str, str]] = {
    Mode.EVERYDAY: "Everyday menu shown",
    Mode.DISASTER: "Emergency menu shown",
}
WRONG: Final[Mapping[Wrong, str]] = {
    Wrong.DAY: "Please choose a day.",
    Wrong.LATER: "This day is still to come. Please choose one that has been.",
    Wrong.PLACE: "Please choose a centre.",
    Wrong.NUMBER: "Please enter how many people, in figures.",
    Wrong.NO_WORDS: "Please write what happened.",
    Wrong.TOO_LONG: "At most 40 characters, please.",
}


def said_of(mark: Mark) -> str:
    """What happened, in the reader's language."""
    if mark.kind is Kind.MENU:
        return say_plain(MENUS[mark.words])
    words = mark.words if mark.title is None else text_plain(mark.title)
    return words if mark.kind is Kind.OCCASION else say_plain(MARKS[mark.kind], words=words)

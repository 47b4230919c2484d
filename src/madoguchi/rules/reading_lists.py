"""Reading a list of words with their readings, one a line, as somebody typed or pasted it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.rules.readings import KANA, KANJI, TO_HIRAGANA

MOST: Final = 2_000  # lines at once
LONGEST_WORD: Final = 40
LONGEST_READING: Final = 80
APART: Final = re.compile(r"[\s,、:：=＝]+")


class Reason(StrEnum):
    """Why a line is not taken."""

    NOT_TWO = "not_two"  # a word and a reading
    NO_KANJI = "no_kanji"
    NOT_KANA = "not_kana"
    TOO_LONG = "too_long"
    TWICE = "twice"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be taken: its number, counted from 1, and why."""

    line: int
    text: str
    reason: Reason


def read_list(text: str) -> tuple[dict[str, str], tuple[Wrong, ...]]:
    """The words with their readings in hiragana, and every line that is not one. Empty lines are nothing."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) > MOST:
        return {}, (Wrong(MOST + 1, "", Reason.TOO_MANY),)
    found: dict[str, str] = {}
    wrong = []
    for number, line in lines:
        word, reading, reason = _read(line)
        if not reason and found.get(word, reading) != reading:
            reason = Reason.TWICE
        if reason:
            wrong.append(Wrong(number, line[:LONGEST_READING], reason))
        else:
            found[word] = reading
    return found, tuple(wrong)


def _read(line: str) -> tuple[str, str, Reason | None]:
    pieces = APART.split(line)
    if len(pieces) != 2 or not all(pieces):
        return "", "", Reason.NOT_TWO
    word, reading = pieces[0], pieces[1].translate(TO_HIRAGANA)
    if not KANJI.search(word):
        return word, reading, Reason.NO_KANJI
    if not KANA.fullmatch(reading):
        return word, reading, Reason.NOT_KANA
    if len(word) > LONGEST_WORD or len(reading) > LONGEST_READING:
        return word, reading, Reason.TOO_LONG
    return word, reading, None

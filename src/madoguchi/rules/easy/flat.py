"""A text as it is said: without ruby marks and spaces, each character knowing where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from madoguchi.rules.texts import ruby_parts

SPACES: Final = " \u3000\t\r"
MARKS: Final = len("[|]")


@dataclass(frozen=True, slots=True)
class Flat:
    """The characters of a text that are said, and the place of each in the text as written."""

    plain: str
    places: tuple[tuple[int, int], ...]  # of a character below a reading: the whole mark
    bare: frozenset[int]  # which characters have no reading

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters from `start` up to `end` are written, marks included."""
        return self.places[start][0], self.places[end - 1][1]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether no mark is cut in two at either end."""
        return not (self._is_within(start) or self._is_within(end))

    def _is_within(self, at: int) -> bool:
        return 0 < at < len(self.places) and self.places[at - 1] == self.places[at]


def flatten(text: str) -> Flat:
    """The text without what is written only to help its reader."""
    plain: list[str] = []
    places: list[tuple[int, int]] = []
    bare: set[int] = set()
    at = 0
    for part in ruby_parts(text):
        length = len(part.base) + (len(part.reading) + MARKS if part.reading else 0)
        for offset, character in enumerate(part.base):
            place = (at, at + length) if part.reading else (at + offset, at + offset + 1)
            if character in SPACES:
                continue
            if not part.reading:
                bare.add(len(plain))
            plain.append(character)
            places.append(place)
        at += length
    return Flat("".join(plain), tuple(places), frozenset(bare))

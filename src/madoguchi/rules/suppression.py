"""Small counts are hidden outside the section that owns the data, and nothing shown gives them away.

A table has rows and columns of counts with their totals. Counts from 1 to 4 are hidden; where one hidden cell
stands alone in a line, its total would give it away, so the smallest other count of that line is hidden too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

FEW: Final = 5

Place = tuple[int, int]  # row, column


def hidden(counts: Sequence[Sequence[int]]) -> frozenset[Place]:
    """The cells of a table with totals for rows and columns that are not to be shown."""
    found = {
        (row, column)
        for row, cells in enumerate(counts)
        for column, count in enumerate(cells)
        if 0 < count < FEW
    }
    while more := _given_away(counts, found):
        found.add(more)
    return frozenset(found)


def _given_away(counts: Sequence[Sequence[int]], found: set[Place]) -> Place | None:
    """The next cell to hide, because a line has only one hidden one: best where two lines need it."""
    alone = [line for line in _lines(counts) if sum(place in found for place in line) == 1]
    helps = Counter(
        place for line in alone for place in line if place not in found and counts[place[0]][place[1]]
    )
    return min(helps, key=lambda place: (-helps[place], counts[place[0]][place[1]], place), default=None)


def _lines(counts: Sequence[Sequence[int]]) -> Iterator[list[Place]]:
    for row, cells in enumerate(counts):
        yield [(row, column) for column in range(len(cells))]
    for column in range(len(counts[0]) if counts else 0):
        yield [(row, column) for row in range(len(counts))]

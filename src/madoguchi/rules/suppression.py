"""Small counts are hidden outside the section that owns the data, and nothing shown gives them away.

A table has rows and columns of counts with their totals, which are counts like the others where they are
shown: `framed` puts them beside and below. Counts from 1 to 4 are hidden; where one hidden cell
stands alone in a line, its total would give it away, so the smallest other count of that line is hidden too.
Hidden cells of a line that are few together would be known as well, and so would a cell to which several
lines taken together leave no choice: these take others with them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

FEW: Final = 5

Place = tuple[int, int]  # row, column


def framed(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    """The counts with the total of each row beside them, and below them that of each column.

    A line that ends with its own total gives one hidden cell away exactly as a line whose total is known.
    """
    rows = [[*cells, sum(cells)] for cells in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]] if rows else []


def hidden(counts: Sequence[Sequence[int]], also: Iterable[Place] = ()) -> frozenset[Place]:
    """The cells of a table with totals for rows and columns that are not to be shown, `also` among them."""
    found = set(also) | {
        (row, column)
        for row, cells in enumerate(counts)
        for column, count in enumerate(cells)
        if 0 < count < FEW
    }
    while more := _given_away(counts, found) or _few_together(counts, found) or _by_difference(counts, found):
        found.add(more)
    return frozenset(found)


def hidden_parts(counts: Sequence[int]) -> frozenset[int]:
    """Which parts of a whole that everybody knows are not to be shown, where there is no other total."""
    found = {at for at, count in enumerate(counts) if 0 < count < FEW}
    while found and (len(found) == 1 or sum(counts[at] for at in found) < FEW):
        others = [at for at, count in enumerate(counts) if count and at not in found]
        if not others:
            break
        found.add(min(others, key=lambda at: (counts[at], at)))
    return frozenset(found)


def hidden_together(tables: Sequence[Sequence[Sequence[int]]]) -> list[frozenset[Place]]:
    """The same for framed tables of the same rows: a total that is hidden in one is so in all."""
    found = [hidden(each) for each in tables]
    while True:
        totals = {
            row
            for counts, cells in zip(tables, found, strict=True)
            for row, column in cells
            if column == len(counts[row]) - 1
        }
        more = [hidden(each, also={(row, len(each[row]) - 1) for row in totals}) for each in tables]
        if more == found:
            return found
        found = more


def _few_together(counts: Sequence[Sequence[int]], found: set[Place]) -> Place | None:
    """Where a line's hidden cells are few even in sum: the smallest other one has to be among them."""
    for line in _lines(counts):
        dark = [place for place in line if place in found]
        is_few = len(dark) > 1 and sum(counts[row][column] for row, column in dark) < FEW
        if is_few and (more := _smallest(counts, (place for place in line if place not in found))):
            return more
    return None


def _by_difference(counts: Sequence[Sequence[int]], found: set[Place]) -> Place | None:
    """Where rows less columns leave a single hidden cell: one that joins both sides has to be hidden too.

    Rows and columns are corners, hidden cells are edges: a cell is given away when it is the only way between
    the corners on its two sides.
    """
    for cell in sorted(found):
        rows, columns = _side(cell, found)
        if cell[1] in columns:
            continue
        across = (
            (row, column)
            for row, cells in enumerate(counts)
            for column in range(len(cells))
            if (row, column) not in found and (row in rows) != (column in columns)
        )
        if more := _smallest(counts, across):
            return more
    return None


def _side(cell: Place, found: set[Place]) -> tuple[set[int], set[int]]:
    """The rows and columns that hidden cells join to the row of this one without it."""
    rows, columns, others = {cell[0]}, set[int](), found - {cell}
    while True:
        seen = len(rows) + len(columns)
        columns |= {column for row, column in others if row in rows}
        rows |= {row for row, column in others if column in columns}
        if len(rows) + len(columns) == seen:
            return rows, columns


def _smallest(counts: Sequence[Sequence[int]], places: Iterable[Place]) -> Place | None:
    worth = [place for place in places if counts[place[0]][place[1]]]
    return min(worth, key=lambda place: (counts[place[0]][place[1]], place), default=None)


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

"""Whether an item of a table of points is granted, and what it is worth alone.

Written from docs/rules/criteria.md ("Guardians": granted, items, tables) alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.plain.expressions import Seen, first_fitting, rounded, worth
from madoguchi.rules.plain.findings import Document, Troubles, cells_of

COUNTED_DIGITS: Final = 9  # of a number of times that an expression gives
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where an item is asked about: what is seen there, and where its errors stand."""

    path: str
    seen: Seen
    troubles: Troubles

    def trouble(self, name: str, code: str) -> None:
        """Tell an error of a finding, an item or a table."""
        self.troubles.add(f"{self.path}/{name}", code)


def grant(item: Item, place: Place) -> Decimal | None:
    """What an item is worth where it is granted; None where it is not."""
    if "manual" in item:
        return place.seen.values.get(item["id"])
    if "per" in item or "count" in item:
        times = _times(item, place)
        return None if times is None else Decimal(item["points"]) * times
    return Decimal(item["points"]) if is_granted(item, place) else None


def is_granted(item: Item, place: Place) -> bool:
    """By its own finding where there is one, else by its condition."""
    own = _yes(place.seen.values.get(item["id"]))
    when = worth(item["when"], place.seen) if "when" in item else None
    if own is None:
        return when is True
    if when is not None and when != own:
        place.trouble(item["id"], "contradicting")
    return own


def _yes(own: Any) -> bool | None:
    """A number grants where it is above 0."""
    return own > 0 if isinstance(own, Decimal) else own


def _times(item: Item, place: Place) -> Decimal | None:
    """How many times an item is granted."""
    if "when" in item and not is_granted(item, place):
        return None
    own: Decimal | None = place.seen.values.get(item["id"])
    counted: Decimal | None = worth(item["count"], place.seen) if "count" in item else None
    if counted is not None:
        counted = rounded(counted, COUNTED_DIGITS, "half_up")
    if own is not None and counted is not None and own != counted:
        place.trouble(item["id"], "contradicting")
    number = counted if own is None else own
    if number is None:
        if "when" in item:
            place.trouble(item["id"], "missing_finding")
        return None
    if "at_most_times" in item:
        number = min(number, Decimal(item["at_most_times"]))
    return number if number > 0 else None


def look_up(document: Document, table: Item, place: Place) -> tuple[str, Decimal] | None:
    """The cell of a table that gives points, by its name, and the points."""
    grid, cells = _grid(document, table), cells_of(table)
    granted = [name for name in cells if place.seen.values.get(name) is True]
    if len(granted) > 1:
        place.trouble(table["id"], "contradicting")
    used = worth(table["when"], place.seen) if "when" in table else True
    if used is not True:
        if used is False and granted:
            place.trouble(table["id"], "contradicting")
        at = cells[granted[0]] if granted else None
    elif not _is_complete(table, place, bool(granted)):
        at = cells[granted[0]] if granted else None
    else:
        at = _fitting(grid, table, place.seen)
        refused = [name for name in cells if place.seen.values.get(name) is False]
        if any(cells[name] != at for name in granted) or any(cells[name] == at for name in refused):
            place.trouble(table["id"], "contradicting")
    points = None if at is None else _points(grid, at)
    if points is None:
        return None
    return next((name for name, cell in cells.items() if cell == at), table["id"]), points


def _grid(document: Document, table: Item) -> Item:
    """The table whose rows, columns and points are used."""
    if "points_ref" not in table:
        return table
    return next(each for each in document["tables"] if each["id"] == table["points_ref"])


def _is_complete(table: Item, place: Place, is_cell_granted: bool) -> bool:
    """Whether the row and the column are known; one that is needed and missing is told."""
    axes = [axis for axis in ("row", "column") if axis in table]
    missing = [axis for axis in axes if worth(table[axis], place.seen) is None]
    is_needed = "when" in table or len(missing) < len(axes)
    if missing and is_needed and not is_cell_granted:
        place.trouble(table["id"], "missing_finding")
    return not missing


def _fitting(grid: Item, table: Item, seen: Seen) -> tuple[int, int | None] | None:
    row = first_fitting(grid["rows"], worth(table["row"], seen))
    if row is None or "column" not in table:
        return None if row is None else (row, None)
    column = first_fitting(grid["columns"], worth(table["column"], seen))
    return None if column is None else (row, column)


def _points(grid: Item, at: tuple[int, int | None]) -> Decimal | None:
    row, column = at
    points = grid["rows"][row]["points"]
    found = points[column or 0] if isinstance(points, list) else points
    return None if found is None else Decimal(found)

"""Columns drawn on the server: positions for an SVG, and the same figures for the table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HEIGHT: Final = 160  # of the tallest column, in units of the drawing
STEP: Final = 28  # from one column to the next
WIDTH: Final = 20  # of a column


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One figure. `is_marked`: told apart from the others, in words beside the chart as well."""

    label: str
    count: int
    is_marked: bool
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        """Where its words stand."""
        return self.x + WIDTH // 2

    @property
    def count_y(self) -> int:
        """Where its figure stands: just above."""
        return self.y - 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns from left to right."""

    columns: Sequence[Column]
    highest: int

    @property
    def width(self) -> int:
        """Of all of them."""
        return len(self.columns) * STEP

    @property
    def peak(self) -> Column | None:
        """The tallest; of equals the first."""
        return max(self.columns, key=lambda column: column.count, default=None) if self.highest else None


def columns(figures: Iterable[tuple[str, int]], *, marked: Iterable[str] = ()) -> Columns:
    """A column for each (label, count); those of `marked` labels are told apart."""
    them, told = list(figures), frozenset(marked)
    highest = max((count for _, count in them), default=0)
    return Columns(
        columns=[_column(index, *each, highest, told) for index, each in enumerate(them)], highest=highest
    )


def _column(index: int, label: str, count: int, highest: int, marked: frozenset[str]) -> Column:
    height = round(HEIGHT * count / highest) if highest else 0
    return Column(
        label=label,
        count=count,
        is_marked=label in marked,
        x=index * STEP + (STEP - WIDTH) // 2,
        y=HEIGHT - height,
        height=height,
    )

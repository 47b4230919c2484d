"""Charts drawn on the server: positions for an SVG; the same figures stand in a table beside it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One figure lying down, its words before it. `count` None: not for this reader."""

    label: str
    count: float | None
    width: int  # in hundredths of the longest


def bars(figures: Iterable[tuple[str, float | None]]) -> list[Bar]:
    """A bar for each (label, count), the longest over the whole width."""
    them = list(figures)
    longest = max((count for _, count in them if count), default=0)
    return [
        Bar(label=label, count=count, width=round(100 * count / longest) if count else 0)
        for label, count in them
    ]


LEFT: Final = 48  # of a line: room for the figures of the scale
RIGHT: Final = 16
LINE_WIDTH: Final = 720
LINE_HEIGHT: Final = 200
STEPS: Final = (1, 2, 5)
MOST_STEPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A figure on a scale, and where it stands."""

    label: str
    at: str  # as the SVG has it, in every language


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A figure that grows, from left to right, with what happened on the way."""

    path: str  # of the SVG
    area: str
    scale: Sequence[Tick]  # from top to bottom
    below: Sequence[Tick]  # what stands under it
    marks: Sequence[Tick]  # what happened, by number
    width: int = LINE_WIDTH
    height: int = LINE_HEIGHT
    left: int = LEFT


def line(
    counts: Sequence[int], *, below: Iterable[tuple[int, str]], marks: Iterable[tuple[int, str]]
) -> Line:
    """A line through the counts; `below` and `marks` name the count at which each word stands."""
    step = _step(max(counts, default=0))
    top = step * max(1, -(-max(counts, default=0) // step))
    across = [_written(_across(at, len(counts))) for at in range(len(counts))]
    path = " ".join(f"{x},{_down(count, top)}" for x, count in zip(across, counts, strict=True))
    ends = f"{across[-1]},{LINE_HEIGHT} {across[0]},{LINE_HEIGHT}" if across else ""
    return Line(
        path=path,
        area=f"{path} {ends}",
        scale=[Tick(label=f"{count:,}", at=_down(count, top)) for count in range(top, -1, -step)],
        below=[Tick(label=label, at=across[at]) for at, label in below],
        marks=[Tick(label=label, at=across[at]) for at, label in marks],
    )


def _step(highest: int) -> int:
    """A round figure of which at most five reach the top."""
    power = 1
    while True:
        for each in STEPS:
            if each * power * MOST_STEPS >= highest:
                return each * power
        power *= 10


def _across(at: int, of: int) -> float:
    return LEFT + (LINE_WIDTH - LEFT - RIGHT) * (at / (of - 1) if of > 1 else 0.5)


def _down(count: int, top: int) -> str:
    return _written(LINE_HEIGHT - LINE_HEIGHT * count / top)


def _written(at: float) -> str:
    return f"{at:.1f}"

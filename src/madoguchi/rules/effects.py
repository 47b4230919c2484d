"""What it brought that applications come online (効果): figures that follow from counts, never guessed.

Saved is only what came online, with or without help: what officers typed from paper was still on paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

LATE: Final = 23
MINUTES: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many applications of a procedure came, and what one cost before."""

    procedure: str
    total: int
    online: int
    resident_minutes: Decimal
    officer_minutes: Decimal
    sheets: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What came of it, with what it was multiplied from."""

    counted: Counted

    @property
    def sheets(self) -> int:
        """Sheets of paper that were not printed."""
        return _whole(self.counted.sheets * self.counted.online)

    @property
    def resident_hours(self) -> int:
        """Hours that residents kept."""
        return _whole(self.counted.resident_minutes * self.counted.online / MINUTES)

    @property
    def officer_hours(self) -> int:
        """Hours that officers kept."""
        return _whole(self.counted.officer_minutes * self.counted.online / MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """All of it: the sums are the sums of the rows as they are shown."""

    rows: Sequence[Saved]

    @property
    def online(self) -> int:
        """Applications that came online."""
        return sum(row.counted.online for row in self.rows)

    @property
    def sheets(self) -> int:
        """Sheets of paper that were not printed."""
        return sum(row.sheets for row in self.rows)

    @property
    def resident_hours(self) -> int:
        """Hours that residents kept."""
        return sum(row.resident_hours for row in self.rows)

    @property
    def officer_hours(self) -> int:
        """Hours that officers kept."""
        return sum(row.officer_hours for row in self.rows)

    @property
    def hours(self) -> int:
        """Both."""
        return self.resident_hours + self.officer_hours


def effect(counted: Iterable[Counted]) -> Effect:
    """What came of it, the procedure that saved most paper first."""
    rows = [Saved(counted=each) for each in counted]
    return Effect(
        rows=sorted(rows, key=lambda row: (-row.sheets, -row.counted.online, row.counted.procedure))
    )


def about(figure: int) -> int:
    """A large figure as one says it: rounded down, to hundreds from a thousand on."""
    return figure // 100 * 100 if figure >= 1000 else figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Applications by hour of the day; `out_of_hours`: those that came while the office was closed."""

    by_hour: Mapping[int, int]
    out_of_hours: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.by_hour.values())

    @property
    def open_and_shut(self) -> tuple[int, int]:
        """Those that came while the office was open, and while it was closed."""
        return self.total - self.out_of_hours, self.out_of_hours

    @property
    def late(self) -> int:
        """Those after 23 o'clock."""
        return self.by_hour.get(LATE, 0)

    def percent(self, count: int) -> Decimal:
        """So many of all, in percent with one decimal."""
        if not self.total:
            return Decimal("0.0")
        return (Decimal(count) * 100 / self.total).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _whole(figure: Decimal) -> int:
    """Rounded down: a saving is never made greater."""
    return int(figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quicker:
    """Hours kept because an act takes fewer seconds: what one took is assumed, how many were is counted."""

    times: int
    before: int  # seconds for one, as somebody measured or said
    after: int

    @property
    def seconds(self) -> int:
        """Kept each time; what became slower keeps nothing."""
        return max(0, self.before - self.after)

    @property
    def hours(self) -> int:
        """In all, to the nearest hour, as such figures are told."""
        kept = Decimal(self.times * self.seconds) / (MINUTES * MINUTES)
        return int(kept.quantize(Decimal(1), ROUND_HALF_UP))


def yearly_hours(*, minutes: int, days: int, months: int) -> int:
    """Hours of work that came again every day of a year and no longer do."""
    return minutes * days * months // MINUTES

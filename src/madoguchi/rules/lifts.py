"""What an event brings: visits on its day beside those of comparable days.

Comparable are days of the same weekday at the same place, at most eight weeks away, on which it was open and
nothing was held. With fewer than three of them, or if nobody came on any, nothing is said.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

NEAR: Final = timedelta(weeks=8)
FEWEST: Final = 3
EVERYDAY: Final = 5  # what is held more often than every fifth day is no event, but how the place is


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifted:
    """Days on which something was held, and how many visits such days have without it."""

    days: int
    visits: int
    usual: float  # in all, as many days without an event

    @property
    def per_day(self) -> float:
        """Visits on a day with an event."""
        return round(self.visits / self.days, 1)

    @property
    def usual_per_day(self) -> float:
        """Visits on a comparable day."""
        return round(self.usual / self.days, 1)

    @property
    def percent(self) -> int:
        """So many more came, or fewer."""
        return round(100 * (self.visits / self.usual - 1))


def events(held: Iterable[Collection[date]]) -> set[date]:
    """Days of what is held now and then, each thing from its first to its last day, planned ones too."""
    return {day for days in held if days and len(days) * EVERYDAY <= _span(days) for day in days}


def _span(days: Collection[date]) -> int:
    """In days; what is short counts as eight weeks, or a fair of two days were everyday."""
    return max(max(days) - min(days) + timedelta(days=1), NEAR).days


def lifted(day: date, *, visits: Mapping[date, int], held: Collection[date]) -> Lifted | None:
    """One day beside its comparable days. `visits`: of each day that was open. None: too few of them."""
    like = [count for other, count in visits.items() if _is_like(other, day) and other not in held]
    if len(like) < FEWEST or not any(like):
        return None
    return Lifted(days=1, visits=visits.get(day, 0), usual=sum(like) / len(like))


def _is_like(other: date, day: date) -> bool:
    return other != day and other.weekday() == day.weekday() and abs(other - day) <= NEAR


def together(days: Iterable[Lifted | None]) -> Lifted | None:
    """All days of a place that can be compared; None without one."""
    compared = [each for each in days if each is not None]
    if not compared:
        return None
    return Lifted(
        days=len(compared),
        visits=sum(each.visits for each in compared),
        usual=sum(each.usual for each in compared),
    )

"""Hours of work (出退勤) as scans say them: added up for a month, guesses marked and left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.visits import Visit

MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What somebody worked in a month, and how many times have to be put right before it is whole."""

    days: int
    minutes: int
    unclear: int


def add_up(shifts: Iterable[Visit]) -> Month:
    """The month of one person; a shift that goes on counts as a day and not yet as time."""
    told = list(shifts)
    return Month(
        days=len({day_of(each) for each in told}),
        minutes=sum(minutes_of(each) or 0 for each in told),
        unclear=sum(is_unclear(each) for each in told),
    )


def minutes_of(shift: Visit) -> int | None:
    """Whole minutes between two things that were said; None where one of them was not."""
    stay = shift.stay
    return None if stay is None else stay // MINUTE


def is_unclear(shift: Visit) -> bool:
    """Whether it ended without anybody saying so, or began so."""
    return not shift.is_open and shift.stay is None


def day_of(shift: Visit) -> date:
    """The day in the city on which it began, or ended where nobody said that it began."""
    return calendar.local_day(_instant(shift))


def in_hours(minutes: int) -> str:
    """`7:45`, as lists of hours have it."""
    return f"{minutes // 60}:{minutes % 60:02}"


def _instant(shift: Visit) -> datetime:
    at = shift.opened_at or shift.closed_at
    if at is None:
        raise ValueError("a shift has at least one end")
    return at

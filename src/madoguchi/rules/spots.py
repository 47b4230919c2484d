"""Longer hours by the day (スポット利用): which days a club may still tick, and for whom."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from madoguchi.rules.enrolment import ATTENDING, Standing, State, year_ends


class Reason(StrEnum):
    """Why a day cannot be ticked."""

    AHEAD = "ahead"
    TOO_LONG_AGO = "too_long_ago"  # its month is long charged


def first_day(today: date) -> date:
    """The first day that can still be ticked: of the month before, which is charged next."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def refuse(day: date, today: date) -> Reason | None:
    """Why nothing can be ticked on a day."""
    if day > today:
        return Reason.AHEAD
    return Reason.TOO_LONG_AGO if day < first_day(today) else None


def is_there(standing: Standing, day: date) -> bool:
    """Whether a child whose place stands so may have come on a day: it was theirs, and no pause lay on it."""
    if standing.state not in (*ATTENDING, State.ACCEPTED, State.ENDED):
        return False
    until = standing.leaves_on or year_ends(standing.year)
    away = standing.pauses_on is not None and standing.pauses_on <= day
    back = standing.returns_on is not None and standing.returns_on <= day
    return standing.starts_on <= day < until and (back or not away)

"""Whether a procedure takes applications at an instant. Periods are half-open: [opens_at, closes_at)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.calendar import TOKYO

SOON: Final = timedelta(days=7)


class Opening(StrEnum):
    """Where a procedure stands on its way through time."""

    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSING_SOON = "closing_soon"  # open, for no longer than a week
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether an application that arrives now is taken."""
        return self in (Opening.OPEN, Opening.CLOSING_SOON)


def opening(
    *, opens_at: datetime | None, closes_at: datetime | None, is_withdrawn: bool, now: datetime
) -> Opening:
    """The state at `now`. An instant that is not given never comes; withdrawal beats every date."""
    if is_withdrawn:
        return Opening.WITHDRAWN
    if opens_at is not None and now < opens_at:
        return Opening.NOT_YET
    if closes_at is None:
        return Opening.OPEN
    if now >= closes_at:
        return Opening.CLOSED
    return Opening.CLOSING_SOON if closes_at - now <= SOON else Opening.OPEN


def last_minute(closes_at: datetime) -> datetime:
    """The end as people say it: midnight is 午後11時59分 of the day before, any other time is itself."""
    here = closes_at.astimezone(TOKYO)
    return here - timedelta(minutes=1) if here.time() == time(0) else here

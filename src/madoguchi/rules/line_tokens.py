"""Which token LINE is asked with, for how long one is good, and when another is asked for."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a token is asked for."""

    STATELESS = "stateless"  # lives a quarter of an hour; LINE gives as many as are asked for
    LASTING = "v2.1"  # lives as long as is asked for; LINE gives thirty at a time, then none


SPARE: Final = timedelta(minutes=3)  # before its end a token is used no more: a call may take its time
LIVES: Final = timedelta(days=1)  # asked for; were it the month that may be, lost ones would fill the thirty
RENEWED_BEFORE: Final = timedelta(hours=2)  # while LINE is down the old one serves on
ASKED_EVERY: Final = timedelta(minutes=1)
SIGNED_FOR: Final = timedelta(minutes=5)  # how long what we sign is good; LINE takes half an hour at most


def is_good(until: datetime | None, now: datetime) -> bool:
    """Whether a token that lives until then is good for one call more."""
    return until is not None and now < until - SPARE


def is_due(until: datetime | None, kind: Kind, now: datetime) -> bool:
    """Whether another one is asked for."""
    if until is None or not is_good(until, now):
        return True
    return kind is Kind.LASTING and now >= until - RENEWED_BEFORE

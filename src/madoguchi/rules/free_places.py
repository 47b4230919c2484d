"""May the free places of a round be shown to everybody, and from when."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST_AHEAD: Final = timedelta(days=365)


class Reason(StrEnum):
    """Why they may not."""

    FIRST_ROUND = "first_round"  # whose places are not free: nobody has been given any
    NO_SEATS = "no_seats"
    NOT_SIGNED = "not_signed"
    PAST = "past"
    TOO_FAR = "too_far"
    NOT_PREPARING = "not_preparing"


class CannotShow(Exception):
    """They stay as they were; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def refuse(  # noqa: PLR0913 - each is one thing that must be so
    *, at: datetime, now: datetime, is_first: bool, places: int, unsigned: int, is_preparing: bool
) -> Reason | None:
    """Why the free places may not be shown from `at`; None when they may."""
    if not is_preparing:
        return Reason.NOT_PREPARING
    if is_first:
        return Reason.FIRST_ROUND
    if not places:
        return Reason.NO_SEATS
    if unsigned:
        return Reason.NOT_SIGNED
    if at < now - timedelta(minutes=1):
        return Reason.PAST
    return Reason.TOO_FAR if at > now + LONGEST_AHEAD else None

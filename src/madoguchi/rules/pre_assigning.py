"""May a child get a place outside the order (優先入会), and may it be approved."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

LONGEST_REASON: Final = 500  # characters


class Reason(StrEnum):
    """Why it may not."""

    NOT_IN_ROUND = "not_in_round"
    NO_SUCH_PLACE = "no_such_place"  # no seats of it were said
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    NO_SEAT_LEFT = "no_seat_left"
    NOT_PREPARING = "not_preparing"
    SAME_PERSON = "same_person"  # who noted it does not approve it
    ALREADY_APPROVED = "already_approved"
    CHANGED = "changed"  # since the officer looked


class CannotPreAssign(Exception):
    """Nothing was written; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def refuse_note(
    *, is_in_round: bool, capacity: int | None, taken: int, reason: str, is_preparing: bool
) -> Reason | None:
    """Why a place may not be given so; None when it may. `taken`: by others outside the order."""
    if not is_preparing:
        return Reason.NOT_PREPARING
    if not is_in_round:
        return Reason.NOT_IN_ROUND
    if capacity is None:
        return Reason.NO_SUCH_PLACE
    if taken >= capacity:
        return Reason.NO_SEAT_LEFT
    if not reason.strip():
        return Reason.REASON_MISSING
    return Reason.REASON_TOO_LONG if len(reason) > LONGEST_REASON else None


def refuse_approval(
    *, is_own: bool, is_approved: bool, is_preparing: bool, is_as_seen: bool
) -> Reason | None:
    """Why it may not be approved; None when it may."""
    if not is_preparing:
        return Reason.NOT_PREPARING
    if is_approved:
        return Reason.ALREADY_APPROVED
    if is_own:
        return Reason.SAME_PERSON
    return None if is_as_seen else Reason.CHANGED

"""May the seed of a lottery be promised, and may it be revealed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class Refusal(StrEnum):
    """Why it may not."""

    NOT_PREPARING = "not_preparing"
    ALREADY_COMMITTED = "already_committed"
    NOT_COMMITTED = "not_committed"
    ALREADY_REVEALED = "already_revealed"
    STILL_ARRIVING = "still_arriving"  # whoever knew the seed could choose when to apply


def refuse_commitment(*, is_preparing: bool, is_committed: bool) -> Refusal | None:
    """Why no seed may be promised; None when one may. A promise is given once."""
    if not is_preparing:
        return Refusal.NOT_PREPARING
    return Refusal.ALREADY_COMMITTED if is_committed else None


def refuse_reveal(
    *, is_committed: bool, is_revealed: bool, arrived_until: date | None, today: date
) -> Refusal | None:
    """Why the seed may not be shown yet; None when it may."""
    if not is_committed:
        return Refusal.NOT_COMMITTED
    if is_revealed:
        return Refusal.ALREADY_REVEALED
    return Refusal.STILL_ARRIVING if arrived_until and today <= arrived_until else None

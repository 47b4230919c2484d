"""What followed from telling many: how many of them reserved what it led to, and came. Counts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from madoguchi.rules import suppression

COUNTED_FOR: Final = timedelta(days=30)  # after somebody was told; what they reserve later has other reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """People who were told, of them who reserved, of them who came. None: not for this reader."""

    told: int
    booked: int | None
    came: int | None


def followed(*, told: int, booked: int, came: int, is_owner: bool) -> Followed:
    """As a reader may see it: outside the section that takes reservations no few, nor what tells them."""
    if is_owner:
        return Followed(told=told, booked=booked, came=came)
    if told < suppression.FEW:
        return Followed(told=told, booked=None, came=None)
    few = suppression.hidden_parts([came, booked - came, told - booked])
    return Followed(told=told, booked=None if 2 in few else booked, came=None if 0 in few else came)

"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.audit.actions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationMoves:
    """What an application reserved goes to another time or place, unless that is refused still."""

    application: str  # its number
    offering: str
    starts_at: datetime
    place: str
    by: Actor
    at: datetime

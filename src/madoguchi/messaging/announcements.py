"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageFailed:
    """A mail will not be tried again: it did not arrive."""

    message: UUID
    template: str
    about: tuple[str, str]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FriendChanged:
    """Whether a resident is reached on LINE is different: linked, unlinked, blocked, unblocked."""

    resident_ref: UUID
    at: datetime

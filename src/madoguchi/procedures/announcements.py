"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.audit.actions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePublished:
    """A new version is in force. `previous_id`: the one before; None for the first or after a withdrawal."""

    slug: str
    version_id: int
    previous_id: int | None
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureWithdrawn:
    """The procedure is offered no more; `version_id` is the version that was in force."""

    slug: str
    version_id: int
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingExtended:
    """Applications end later than was said before."""

    slug: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved:
    """A draft was changed. `before`: the text it was made from, the one in force where no draft was begun."""

    slug: str
    before: str  # empty: there was none
    after: str
    by: Actor
    at: datetime

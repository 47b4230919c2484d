"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentChanged:
    """Something about a child's place is different: it was accepted, begun, paused, arranged, ended."""

    enrolment: UUID
    place: str  # code
    year: int
    act: str  # a value of rules.enrolment.Act
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFreed:
    """A seat of a place is nobody's from `free_on`."""

    place: str  # code
    year: int
    free_on: date
    at: datetime

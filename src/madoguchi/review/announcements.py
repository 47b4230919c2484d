"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationReturned:
    """An officer asked the applicant to put something right."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDecided:
    """The city answered an application."""

    reference: str
    outcome: str  # id in the document
    kind: str  # approved | refused | held | accepted
    place: str  # code of the place granted; empty where the answers say it
    at: datetime

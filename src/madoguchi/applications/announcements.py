"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from madoguchi.audit.actions import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted:
    """A new application arrived."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSubmitted:
    """The applicant answered a return."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn:
    """The applicant took the application back before a decision."""

    reference: str
    by: Actor
    at: datetime

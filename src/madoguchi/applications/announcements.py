"""The news this room tells; `config/wiring.py` says who listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.rules.rebasing import Again


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationSubmitted:
    """A new application arrived. `version` names the document that was filled in."""

    reference: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionSubmitted:
    """The applicant answered a return."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryMended:
    """An officer typed anew what had been typed wrong of a paper."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationWithdrawn:
    """The applicant took the application back before a decision."""

    reference: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """A newer version asks an applicant something again, and the application came back for that."""

    reference: str
    version_id: int  # whose questions these are
    answers: int  # number of the answers that were filed
    again: tuple[Again, ...]
    officer: Officer  # who published it
    due_on: date
    at: datetime

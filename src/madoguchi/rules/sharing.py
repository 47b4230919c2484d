"""A second guardian sees an application: invited by the applicant, checked by an officer, ended by either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.questions.people import RELATIONS

OPEN_FOR: Final = timedelta(days=14)
MOST: Final = 3  # invitations that live at a time


class Standing(StrEnum):
    """How far an invitation has got."""

    SENT = "sent"  # the link can be used, once
    ACCEPTED = "accepted"  # somebody used it: an officer has to check who
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    ENDED = "ended"


class Reason(StrEnum):
    """Why an act about an invitation is refused."""

    PROTECTED = "protected"
    TOO_MANY = "too_many"
    OVER = "over"  # used, expired or ended meanwhile
    OWN = "own"  # one's own application needs no invitation
    RELATION_MISSING = "relation_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What happened to an invitation so far."""

    expires_at: datetime
    accepted_at: datetime | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


def standing(facts: Facts, *, now: datetime) -> Standing:
    """Where the invitation stands."""
    if facts.ended_at is not None:
        return Standing.ENDED
    if facts.confirmed_at is not None:
        return Standing.IN_FORCE
    if facts.accepted_at is not None:
        return Standing.ACCEPTED
    return Standing.SENT if now < facts.expires_at else Standing.EXPIRED


def refuse_invite(*, is_protected: bool, living: int) -> Reason | None:
    """Why nobody may be invited, or None."""
    if is_protected:
        return Reason.PROTECTED
    return Reason.TOO_MANY if living >= MOST else None


def refuse_accept(stands: Standing, *, is_protected: bool, is_own: bool, relation: str) -> Reason | None:
    """Why the invitation may not be taken up, or None. Protection looks like an invitation that is over."""
    if is_protected or stands is not Standing.SENT:
        return Reason.OVER
    if is_own:
        return Reason.OWN
    return None if relation in RELATIONS else Reason.RELATION_MISSING


def refuse_confirm(stands: Standing, *, is_protected: bool) -> Reason | None:
    """Why an officer may not let this guardian in, or None."""
    if is_protected:
        return Reason.PROTECTED
    return None if stands is Standing.ACCEPTED else Reason.OVER

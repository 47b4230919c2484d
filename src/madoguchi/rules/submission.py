"""May this be filed now, when does it count as received, and by when must the city answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey
from madoguchi.rules.opening import Opening


class Reason(StrEnum):
    """Why an application cannot be filed."""

    NOT_OPEN_YET = "not_open_yet"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # the city no longer offers the procedure
    CHANGED = "changed"  # a newer version must be read first
    INCOMPLETE = "incomplete"
    UNREACHABLE = "unreachable"  # no way given by which the city could answer
    ALREADY_APPLIED = "already_applied"  # a living application holds what the limit allows once
    FULL = "full"
    SLOT_GONE = "slot_gone"  # the time chosen was taken, or closed, meanwhile
    SLOT_ALREADY = "slot_already"  # they have one, and more is not given
    SLOT_PARTY = "slot_party"  # nobody comes, or more than one party may be
    SLOT_NUMBER = "slot_number"  # nobody books by that number
    SLOT_GAP = "slot_gap"  # too few or too many days lie between the times
    WITHDRAW_FIRST = "withdraw_first"  # the child waits for other clubs (rules.rounds.Again)
    DECLINE_FIRST = "decline_first"  # the child has a place
    STILL_WAITS = "still_waits"  # for the same clubs
    BEING_DECIDED = "being_decided"  # the earlier application has no result yet


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why; `step` is where to go to mend it, and `path` the question, when somewhere."""

    reason: Reason
    step: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What must be known to decide whether a draft may become an application."""

    opening: Opening
    is_current: bool  # the draft was written under the version that is offered now
    journey: Journey
    is_reachable: bool


class Delivery(StrEnum):
    """How an applicant wants to have the city's letters (電子で受け取る同意)."""

    PAGE = "page"
    PAPER = "paper"


_CLOSED = {
    Opening.NOT_YET: Reason.NOT_OPEN_YET,
    Opening.CLOSED: Reason.CLOSED,
    Opening.WITHDRAWN: Reason.WITHDRAWN,
}


def refuse(facts: Facts) -> Refusal | None:
    """Why this draft may not be filed, or None. What the person cannot change is said first."""
    if reason := _CLOSED.get(facts.opening):
        return Refusal(reason)
    if not facts.is_current:
        return Refusal(Reason.CHANGED)
    if not facts.journey.complete:
        return Refusal(Reason.INCOMPLETE, facts.journey.next)
    if not facts.is_reachable:
        return Refusal(Reason.UNREACHABLE)
    return None


@dataclass(frozen=True, slots=True)
class Clock:
    """The days that follow from an arrival."""

    accepted_on: date
    due_on: date


def clock(*, arrived_on: date, standard_days: int, closed_days: Collection[date]) -> Clock:
    """Acceptance and due day of an application that arrived on the day `arrived_on`, whatever the hour.

    It counts as accepted on the day it arrived, or on the next working day when the office is closed
    that day; the arrival itself stays what it was (デジタル手続法第6条第3項). The first day is not
    counted towards the due day (民法第140条). `standard_days` are working days.
    """
    accepted_on = calendar.next_working_day(arrived_on, closed_days)
    return Clock(accepted_on, calendar.business_days_after(accepted_on, standard_days, closed_days))


@dataclass(frozen=True, slots=True)
class Contact:
    """How the city reaches the applicant: by "email", "phone", "post", or on "line" and no other way."""

    kind: str
    address: str = ""


def contact_of(
    document: Document, answers: Mapping[str, Any], *, account_email: str, first: str = ""
) -> Contact | None:
    """The first way the document allows for which something was given, `first` before the others; or None."""
    given = {
        "email": account_email or document.value_at(document.applicant.email, answers),
        "phone": document.value_at(document.applicant.phone, answers),
        "post": document.value_at(document.applicant.address, answers),
    }
    for kind in sorted(document.contact_by, key=lambda kind: kind != first):
        if given[kind]:
            return Contact(kind, given[kind] if isinstance(given[kind], str) else "")
    return None


ON_LINE: Final = Contact("line")  # who signed in by LINE alone, and is a friend
RINGS: Final = frozenset({"email", "line"})  # ways that say by themselves that there is something to read


def delivery(wished: str, *, contact_kind: str) -> Delivery:
    """How letters go out: as the applicant said, else on paper to whom nothing rings when there is one."""
    if wished in list(Delivery):
        return Delivery(wished)
    return Delivery.PAGE if contact_kind in RINGS else Delivery.PAPER

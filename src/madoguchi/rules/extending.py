"""Moving the end of applications after an outage: a promise to residents, kept and never taken back."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar

ANNOUNCED_WITHIN: Final = timedelta(days=7)  # after the outage
LONGEST: Final = timedelta(days=31)  # at a time: a slip of the pen is longer, a disaster is extended again
PROPOSED_DAYS: Final = 2  # working days
PROPOSED_HOUR: Final = time(17)
LAST_MINUTE: Final = time(23, 59)


class Reason(StrEnum):
    """Why the end of applications is not moved."""

    NOT_OFFERED = "not_offered"
    HAS_NO_END = "has_no_end"
    MOVED_MEANWHILE = "moved_meanwhile"  # by somebody else, since the officer looked
    OUTAGE_ENDS_FIRST = "outage_ends_first"
    OUTAGE_NOT_OVER = "outage_not_over"
    OUTAGE_LONG_AGO = "outage_long_ago"
    OUTAGE_OUTSIDE = "outage_outside"  # nobody could have applied then
    NOT_LATER = "not_later"
    IN_THE_PAST = "in_the_past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an officer would promise: the new end, and the outage that residents are told of."""

    closes_at: datetime
    outage_from: datetime
    outage_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the decision rests on."""

    plan: Plan
    seen: datetime  # the end that the officer looked at
    opens_at: datetime | None
    closes_at: datetime | None  # as promised until now
    is_offered: bool
    now: datetime


def closing(published: datetime | None, extended: datetime | None) -> datetime | None:
    """When applications end: as published, or as the latest extension promised if that is later."""
    if published is None or extended is None:
        return published
    return max(published, extended)


def refuse(facts: Facts) -> tuple[Reason, ...]:
    """Everything that stands against it; nothing when the end may be moved."""
    if not facts.is_offered:
        return (Reason.NOT_OFFERED,)
    if facts.closes_at is None:
        return (Reason.HAS_NO_END,)
    if facts.seen != facts.closes_at:
        return (Reason.MOVED_MEANWHILE,)
    found = (_about_outage(facts, facts.closes_at), _about_end(facts, facts.closes_at))
    return tuple(reason for reason in found if reason)


def _about_outage(facts: Facts, closes_at: datetime) -> Reason | None:
    begin, end = facts.plan.outage_from, facts.plan.outage_until
    if end <= begin:
        return Reason.OUTAGE_ENDS_FIRST
    if end > facts.now:
        return Reason.OUTAGE_NOT_OVER
    if end <= facts.now - ANNOUNCED_WITHIN:
        return Reason.OUTAGE_LONG_AGO
    if begin >= closes_at or (facts.opens_at is not None and end <= facts.opens_at):
        return Reason.OUTAGE_OUTSIDE
    return None


def _about_end(facts: Facts, closes_at: datetime) -> Reason | None:
    promised = facts.plan.closes_at
    if promised <= closes_at:
        return Reason.NOT_LATER
    if promised <= facts.now:
        return Reason.IN_THE_PAST
    if promised > max(closes_at, facts.now) + LONGEST:
        return Reason.TOO_FAR
    return None


def whole_minute(typed: datetime) -> datetime:
    """The end meant by what was typed: 23:59 is said of the whole day, so its last minute belongs to it."""
    here = typed.astimezone(calendar.TOKYO)
    return typed + timedelta(minutes=1) if here.time() == LAST_MINUTE else typed


def proposed(closes_at: datetime, now: datetime, closed_days: Container[date]) -> datetime:
    """The end to propose: 17:00, two working days after the old one or today."""
    last_day = calendar.local_day(max(closes_at - timedelta(seconds=1), now))
    day = calendar.business_days_after(last_day, PROPOSED_DAYS, closed_days)
    return datetime.combine(day, PROPOSED_HOUR, calendar.TOKYO)


def breaks_promise(*, opens_at: datetime | None, promised: datetime | None, now: datetime) -> bool:
    """Whether a version that opens only later would shut the door that was promised to stay open."""
    return promised is not None and opens_at is not None and now < promised and now < opens_at

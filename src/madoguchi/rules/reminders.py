"""Reminders: when each is due, that none disturbs the night, and that none comes too late to be of use."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Final

from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.messages import Lane, Template

# What people may do without, in the order in which they are asked.
KINDS: Final = (
    Template.DRAFT_CLOSING,
    Template.DRAFT_WAITS,
    Template.RETURN_DUE,
    Template.OFFER_DUE,
    Template.TALK_SOON,
    Template.RESERVATION_SOON,
)
QUIET_FROM, QUIET_UNTIL = time(21), time(8)
WAITS_AFTER: Final = timedelta(days=3)  # since a draft was last saved
WAITS_NO_LATER: Final = timedelta(days=10)
KNOWN_FOR: Final = timedelta(hours=24)  # who booked since then knows


def lane_of(template: Template) -> Lane:
    """What goes first: an answer to somebody before what only reminds."""
    return Lane.REMINDER if template in (*KINDS, Template.COLLECTION_SOON) else Lane.ONE_TO_ONE


def off(wanted: Collection[str]) -> tuple[Template, ...]:
    """Which reminders somebody does without who wants only these."""
    return tuple(kind for kind in KINDS if kind not in wanted)


def leaves_at(template: Template, now: datetime) -> datetime:
    """When it goes out: at once, or if it only reminds, when the night is over."""
    return awake(now) if template in KINDS else now


def is_night(at: datetime) -> bool:
    """Whether people sleep: nothing rings then that can wait."""
    return not QUIET_UNTIL <= at.astimezone(TOKYO).time() < QUIET_FROM


def awake(at: datetime) -> datetime:
    """That instant, or the morning after the night it lies in."""
    if not is_night(at):
        return at
    here = at.astimezone(TOKYO)
    morning = here.date() + timedelta(days=here.time() >= QUIET_FROM)
    return datetime.combine(morning, QUIET_UNTIL, TOKYO)


def end_of(day: date) -> datetime:
    """The first instant at which a reminder of that day says nothing any more."""
    return datetime.combine(day + timedelta(days=1), time(), TOKYO)


def is_draft_left(*, saved_at: datetime, now: datetime) -> bool:
    """Whether whoever began should be told that it waits: after days without a word, but not weeks later."""
    return WAITS_AFTER <= now - saved_at < WAITS_NO_LATER


def is_talk_near(*, begins_at: datetime, booked_at: datetime, now: datetime) -> bool:
    """Whether an appointment is today or tomorrow, and was not booked just now."""
    days = (local_day(begins_at) - local_day(now)).days
    return now < begins_at and days <= 1 and booked_at <= now - KNOWN_FOR

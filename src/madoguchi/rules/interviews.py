"""面談 before a child begins: which times a club opens, and who may book one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import LIVING, State

MOST_TIMES: Final = 40  # opened at once
SHORTEST, LONGEST = 10, 120  # minutes
NOTICE: Final = timedelta(hours=2)  # the club has to know before it starts


class Topic(StrEnum):
    """What a club notes of an interview."""

    CHILD = "child"  # how the child was
    PROMISE = "promise"  # what was agreed
    CARE = "care"  # what needs consideration


class Reason(StrEnum):
    """Why a time cannot be booked or opened."""

    TAKEN = "taken"
    TOO_LATE = "too_late"
    NO_PLACE = "no_place"  # the place is over, or at another club
    NOT_TIMES = "not_times"  # the end lies before the beginning, or the length is none
    IN_THE_PAST = "in_the_past"
    TOO_MANY = "too_many"
    NOT_BOOKED = "not_booked"


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why: a code for machines; the sentence is written where it is shown."""

    reason: Reason


def times(*, day: date, opens: time, closes: time, minutes: int, now: datetime) -> list[datetime] | Refusal:
    """The beginnings of interviews of so many minutes, one after the other, between two times of a day."""
    if not SHORTEST <= minutes <= LONGEST or closes <= opens:
        return Refusal(Reason.NOT_TIMES)
    found = list(_one_after_the_other(day, opens, closes, timedelta(minutes=minutes)))
    if not found:
        return Refusal(Reason.NOT_TIMES)
    if found[0] <= now:
        return Refusal(Reason.IN_THE_PAST)
    return found if len(found) <= MOST_TIMES else Refusal(Reason.TOO_MANY)


def _one_after_the_other(day: date, opens: time, closes: time, length: timedelta) -> Iterator[datetime]:
    at, end = (datetime.combine(day, each, TOKYO) for each in (opens, closes))
    while at + length <= end:
        yield at
        at += length


def refuse_booking(
    *, begins_at: datetime, is_taken: bool, state: State, is_same_place: bool, now: datetime
) -> Refusal | None:
    """Why a family cannot have this time."""
    if state not in LIVING or not is_same_place:
        return Refusal(Reason.NO_PLACE)
    if is_taken:
        return Refusal(Reason.TAKEN)
    return Refusal(Reason.TOO_LATE) if begins_at - NOTICE <= now else None

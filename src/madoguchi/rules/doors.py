"""Through which door an application came, when its paper counts as arrived, who may check what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.questions import reading
from madoguchi.rules.questions.contact import read_email
from madoguchi.rules.questions.days import read_time
from madoguchi.rules.questions.reading import Wrong

LONGEST_REASON: Final = 500  # characters
LONGEST_NAME: Final = 100


class Door(StrEnum):
    """Who wrote it. One ledger holds them all; only the statistics tell them apart."""

    OWN = "own"  # 本人
    ASSISTED = "assisted"  # 支援つき: the resident writes, an officer helps
    ENTERED = "entered"  # 職員が入力: an officer types what came on paper or by telephone
    REPRESENTATIVE = "representative"  # 代理人: somebody writes in the applicant's place


class Medium(StrEnum):
    """How it reached the city."""

    ONLINE = "online"
    COUNTER = "counter"
    PHONE = "phone"
    POST = "post"
    BOX = "box"  # left in a box of the city's for papers


TYPED: Final = tuple(medium for medium in Medium if medium is not Medium.ONLINE)


class Reason(StrEnum):
    """Why the arrival of a paper, or its check, is refused."""

    MEDIUM_MISSING = "medium_missing"
    UNREADABLE_DAY = "unreadable_day"
    UNREADABLE_TIME = "unreadable_time"
    IN_THE_FUTURE = "in_the_future"
    BEFORE_OPENING = "before_opening"
    AFTER_CLOSING = "after_closing"  # it may still be taken: with a reason, by an officer who may approve
    LATE_NEEDS_APPROVER = "late_needs_approver"
    AFTERWARDS_UNEXPLAINED = "afterwards_unexplained"  # typed on a later day than it came, and not said why
    REASON_TOO_LONG = "reason_too_long"
    NOT_AN_EMAIL = "not_an_email"
    REPRESENTATIVE_MISSING = "representative_missing"
    RELATION_MISSING = "relation_missing"
    NOT_WAITING = "not_waiting"  # there is nothing to check any more
    SAME_OFFICER = "same_officer"  # who typed it does not check it
    NOTHING_MARKED = "nothing_marked"  # what is sent back differs somewhere


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why; `at` is the box it is about."""

    reason: Reason
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One door's part of all applications; `begins`: the percent of the doors before it."""

    door: Door
    count: int
    percent: Decimal
    begins: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How applications came: how many online, and always beside it through which doors."""

    doors: Mapping[Door, int]
    online: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.doors.values())

    def percent(self, count: int) -> Decimal:
        """So many of all, in percent with one decimal; 0.0 where there are none."""
        if not self.total:
            return Decimal("0.0")
        return (Decimal(count) * 100 / self.total).quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def shares(self) -> tuple[Share, ...]:
        """Door by door."""
        percents = [self.percent(count) for count in self.doors.values()]
        begins = accumulate(percents[:-1], initial=Decimal(0))
        return tuple(
            Share(door=door, count=self.doors[door], percent=percent, begins=begin)
            for door, percent, begin in zip(self.doors, percents, begins, strict=True)
        )


def split(counts: Iterable[tuple[str, str, int]]) -> Split:
    """The split of (door, medium, how many); doors nobody came through stand with 0."""
    found = list(counts)
    doors = {door: sum(count for each, _, count in found if each == door) for door in Door}
    return Split(doors=doors, online=sum(count for _, medium, count in found if medium == Medium.ONLINE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What an officer writes down about a paper beside its answers, as typed."""

    medium: str = ""
    day: str = ""
    time: str = ""
    afterwards_reason: str = ""  # why it is typed on a later day than it came
    late_reason: str = ""  # why it is taken although it came after the closing
    email: str = ""
    contact_by: str = ""  # email | phone | post: the way asked for first
    represented: bool = False
    representative: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """When a procedure takes applications, as promised now; `ends_at` itself is too late."""

    opens_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """When a paper counts as arrived, and how it came."""

    at: datetime
    medium: Medium
    is_late: bool


def read_slip(held: Mapping[str, Any]) -> Slip:
    """The slip that a draft keeps; what it lacks is empty."""
    known = {each.name for each in fields(Slip)}
    return Slip(**{name: value for name, value in held.items() if name in known})


def read_arrival(
    slip: Slip, *, period: Period, may_take_late: bool, now: datetime
) -> Arrival | tuple[Refusal, ...]:
    """The arrival that a slip states, or everything that is wrong with it, box by box.

    The instant of the paper counts, whenever it is typed: it must lie within the period and not ahead. A day
    gone by is explained; one after the closing is taken only with a reason, by somebody who may approve.
    """
    read = _instant(slip)
    found = [*_refuse_boxes(slip), *([] if isinstance(read, datetime) else [read])]
    if isinstance(read, datetime):
        found += _refuse_instant(read, slip, period=period, may_take_late=may_take_late, now=now)
    if found or not isinstance(read, datetime):
        return tuple(found)
    return Arrival(at=read, medium=Medium(slip.medium), is_late=_is_late(read, period))


def refuse_check(*, is_waiting: bool, entered_by: str, checked_by: str) -> Refusal | None:
    """Why this officer may not confirm what was typed, or None. Officers are named by their numbers."""
    if not is_waiting:
        return Refusal(Reason.NOT_WAITING)
    return Refusal(Reason.SAME_OFFICER) if entered_by == checked_by else None


def refuse_representative(*, name: str, relation: str) -> tuple[Refusal, ...]:
    """What is missing about somebody who applies in another's place."""
    found = []
    if not name.strip():
        found.append(Refusal(Reason.REPRESENTATIVE_MISSING, "representative"))
    if not relation.strip():
        found.append(Refusal(Reason.RELATION_MISSING, "relation"))
    return tuple(found)


def _instant(slip: Slip) -> datetime | Refusal:
    day = _day(slip.day)
    if day is None:
        return Refusal(Reason.UNREADABLE_DAY, "day")
    at = _time(slip.time)
    if at is None:
        return Refusal(Reason.UNREADABLE_TIME, "time")
    return datetime.combine(day, at, calendar.TOKYO)


def _day(typed: str) -> date | None:
    parts = calendar.parse_day(typed)
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _time(typed: str) -> time | None:
    try:
        return time.fromisoformat(read_time(None, reading.text(typed), None))
    except Wrong:
        return None


def _is_email(typed: str) -> bool:
    try:
        return bool(read_email(None, typed, None))
    except Wrong:
        return False


def _refuse_boxes(slip: Slip) -> list[Refusal]:
    found = [] if slip.medium in TYPED else [Refusal(Reason.MEDIUM_MISSING, "medium")]
    found += [
        Refusal(Reason.REASON_TOO_LONG, at)
        for at in ("afterwards_reason", "late_reason")
        if len(getattr(slip, at)) > LONGEST_REASON
    ]
    if slip.email.strip() and not _is_email(slip.email):
        found.append(Refusal(Reason.NOT_AN_EMAIL, "email"))
    if slip.represented:
        found += refuse_representative(name=slip.representative, relation=slip.relation)
    return found


def _refuse_instant(
    at: datetime, slip: Slip, *, period: Period, may_take_late: bool, now: datetime
) -> list[Refusal]:
    if at > now:
        return [Refusal(Reason.IN_THE_FUTURE, "day")]
    if period.opens_at is not None and at < period.opens_at:
        return [Refusal(Reason.BEFORE_OPENING, "day")]
    found = []
    if calendar.local_day(at) < calendar.local_day(now) and not slip.afterwards_reason.strip():
        found.append(Refusal(Reason.AFTERWARDS_UNEXPLAINED, "afterwards_reason"))
    if _is_late(at, period):
        if not may_take_late:
            found.append(Refusal(Reason.LATE_NEEDS_APPROVER, "day"))
        elif not slip.late_reason.strip():
            found.append(Refusal(Reason.AFTER_CLOSING, "late_reason"))
    return found


def _is_late(at: datetime, period: Period) -> bool:
    return period.ends_at is not None and at >= period.ends_at

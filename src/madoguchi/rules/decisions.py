"""May this be returned, proposed, decided, and what must be said with it: what no life-cycle knows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar
from madoguchi.rules.corrections import may_change

DAYS_TO_CORRECT: Final = 7  # working days offered first; the officer may choose another day
REMIND_BEFORE: Final = timedelta(days=3)  # before the day of a correction
LONGEST_REASON: Final = 2000  # characters


class Reason(StrEnum):
    """Why an officer's act is refused."""

    NOTHING_MARKED = "nothing_marked"
    UNKNOWN_QUESTION = "unknown_question"
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    DUE_TOO_SOON = "due_too_soon"
    DUE_ON_CLOSED_DAY = "due_on_closed_day"
    UNKNOWN_OUTCOME = "unknown_outcome"
    NEEDS_PROPOSAL = "needs_proposal"  # the document asks for two officers
    NOTHING_DRAFTED = "nothing_drafted"  # no outcome was kept for it yet
    ONE_OF_MANY = "one_of_many"  # proposed together with others, so approved with them
    SAME_CHILD = "same_child"  # another application for what may be the same child is, or is to be, approved
    CORRECTION_RUNNING = "correction_running"  # the applicant still has time to correct


@dataclass(frozen=True, slots=True)
class Refusal:
    """No, and why; `at` is the question it is about, where there is one."""

    reason: Reason
    at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One question that must be put right, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What an officer wants to decide, with what the document says about it."""

    is_known: bool  # the document has such an outcome
    needs_reason: bool
    reason: str
    is_second: bool = False  # it approves a second time for what may be one child


def due_to_correct(today: date, closed_days: Collection[date]) -> date:
    """The day offered to the applicant: long enough to get a paper again (行政手続法第7条「相当の期間」)."""
    return calendar.business_days_after(today, DAYS_TO_CORRECT, frozenset(closed_days))


def is_return_to_be_reminded(*, sent_on: date, due_on: date, today: date) -> bool:
    """Whether the day of a correction is so near, and its request so old, that a reminder helps."""
    return sent_on < today - timedelta(days=1) and today <= due_on <= today + REMIND_BEFORE


def refuse_return(
    points: Sequence[Point],
    *,
    asked: Collection[str],
    due_on: date,
    today: date,
    closed_days: Collection[date],
) -> tuple[Refusal, ...]:
    """Everything that keeps a return from being sent. `asked` are the paths the applicant was asked."""
    if not points:
        return (Refusal(Reason.NOTHING_MARKED),)
    found = [refusal for point in points if (refusal := _refuse_point(point, asked))]
    if due_on <= today:
        found.append(Refusal(Reason.DUE_TOO_SOON))
    elif not calendar.is_working_day(due_on, frozenset(closed_days)):
        found.append(Refusal(Reason.DUE_ON_CLOSED_DAY))
    return tuple(found)


def _refuse_point(point: Point, asked: Collection[str]) -> Refusal | None:
    if not any(may_change(point.path, [path]) or may_change(path, [point.path]) for path in asked):
        return Refusal(Reason.UNKNOWN_QUESTION, point.path)
    if not point.reason.strip():
        return Refusal(Reason.REASON_MISSING, point.path)
    if len(point.reason) > LONGEST_REASON:
        return Refusal(Reason.REASON_TOO_LONG, point.path)
    return None


def refuse_choice(choice: Choice, *, correction_due_on: date | None, today: date) -> Refusal | None:
    """Why this outcome may not be proposed or decided, or None.

    `correction_due_on` is the last day of a correction that was asked for and has not come; until it has
    passed the applicant may still put things right, so nothing is decided (行政手続法第7条).
    """
    if not choice.is_known:
        return Refusal(Reason.UNKNOWN_OUTCOME)
    if choice.needs_reason and not choice.reason.strip():
        return Refusal(Reason.REASON_MISSING)
    if len(choice.reason) > LONGEST_REASON:
        return Refusal(Reason.REASON_TOO_LONG)
    if correction_due_on is not None and today <= correction_due_on:
        return Refusal(Reason.CORRECTION_RUNNING)
    if choice.is_second:
        return Refusal(Reason.SAME_CHILD)
    return None

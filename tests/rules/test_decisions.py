"""What keeps a return or a decision from being given, beyond the life-cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules import decisions
from madoguchi.rules.decisions import Choice, Point, Reason

TODAY = date(2026, 12, 14)  # a Monday
NEXT_WEEK = date(2026, 12, 23)
ASKED = ("child", "certificate", "siblings", "siblings/r1/sibling_name")


def refused(*points: Point, due_on: date = NEXT_WEEK, **more: Any) -> list[tuple[Reason, str]]:
    """Why a return of these points is not sent."""
    found = decisions.refuse_return(
        points, asked=ASKED, due_on=due_on, today=TODAY, closed_days=more.get("closed", ())
    )
    return [(refusal.reason, refusal.at) for refusal in found]


def because(path: str, reason: str = "写真が切れています。") -> Point:
    return Point(path=path, reason=reason)


def test_a_return_with_reasons_and_time_is_sent() -> None:
    assert refused(because("certificate"), because("siblings/r1/sibling_name"), because("child")) == []


@pytest.mark.parametrize("path", ["child.birth_date", "siblings"])
def test_a_part_of_a_question_and_a_whole_group_can_be_marked(path: str) -> None:
    assert refused(because(path)) == []


def test_nothing_marked_is_no_return() -> None:
    assert refused() == [(Reason.NOTHING_MARKED, "")]


def test_what_was_not_asked_cannot_be_marked() -> None:
    assert refused(because("bank")) == [(Reason.UNKNOWN_QUESTION, "bank")]


def test_every_point_needs_its_own_reason() -> None:
    assert refused(because("child", " "), because("certificate", "字" * 2001)) == [
        (Reason.REASON_MISSING, "child"),
        (Reason.REASON_TOO_LONG, "certificate"),
    ]


@pytest.mark.parametrize(
    ("due_on", "reason"),
    [
        (TODAY, Reason.DUE_TOO_SOON),
        (date(2026, 12, 1), Reason.DUE_TOO_SOON),
        (date(2026, 12, 19), Reason.DUE_ON_CLOSED_DAY),
        (date(2026, 12, 30), Reason.DUE_ON_CLOSED_DAY),
    ],
)
def test_the_day_to_correct_by_lies_ahead_and_the_office_is_open(due_on: date, reason: Reason) -> None:
    assert refused(because("child"), due_on=due_on) == [(reason, "")]


def test_a_public_holiday_is_no_day_to_correct_by() -> None:
    assert refused(because("child"), closed=[NEXT_WEEK]) == [(Reason.DUE_ON_CLOSED_DAY, "")]


def test_seven_working_days_are_offered_to_correct() -> None:
    assert decisions.due_to_correct(TODAY, ()) == date(2026, 12, 23)
    assert decisions.due_to_correct(date(2026, 12, 24), ()) == date(2027, 1, 8)


def chosen(reason: str = "", *, is_known: bool = True, needs_reason: bool = False) -> Choice:
    return Choice(is_known=is_known, needs_reason=needs_reason, reason=reason)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (chosen(), None),
        (chosen("要件に当たらない。", needs_reason=True), None),
        (chosen("\n　", needs_reason=True), Reason.REASON_MISSING),
        (chosen("字" * 2001), Reason.REASON_TOO_LONG),
        (chosen(is_known=False), Reason.UNKNOWN_OUTCOME),
    ],
)
def test_an_outcome_is_known_and_gives_its_reason(choice: Choice, reason: Reason | None) -> None:
    refusal = decisions.refuse_choice(choice, correction_due_on=None, today=TODAY)
    assert (refusal.reason if refusal else None) == reason


def test_nothing_is_decided_while_the_applicant_may_still_correct() -> None:
    refusal = decisions.refuse_choice(chosen(), correction_due_on=TODAY, today=TODAY)
    assert refusal is not None and refusal.reason is Reason.CORRECTION_RUNNING
    assert decisions.refuse_choice(chosen(), correction_due_on=date(2026, 12, 13), today=TODAY) is None

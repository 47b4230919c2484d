"""Which days a club may still tick, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from madoguchi.rules.enrolment import Standing, State
from madoguchi.rules.spots import Reason, first_day, is_there, refuse

TODAY = date(2027, 5, 10)
MUGI = Standing(state=State.ENROLLED, year=2027, starts_on=date(2027, 4, 5))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2027, 5, 11), Reason.AHEAD),
        (TODAY, None),
        (date(2027, 4, 1), None),
        (date(2027, 3, 31), Reason.TOO_LONG_AGO),
    ],
)
def test_this_month_and_the_last_can_be_ticked(day: date, reason: Reason | None) -> None:
    assert refuse(day, TODAY) is reason


def test_in_january_the_last_month_is_december() -> None:
    assert first_day(date(2028, 1, 31)) == date(2027, 12, 1)


@pytest.mark.parametrize(
    ("changed", "day", "there"),
    [
        ({}, date(2027, 4, 4), False),
        ({}, date(2027, 4, 5), True),
        ({}, date(2028, 3, 31), True),
        ({}, date(2028, 4, 1), False),
        ({"state": State.ACCEPTED}, date(2027, 4, 5), True),  # the nightly round has not come by yet
        ({"state": State.ENDED, "leaves_on": date(2027, 5, 1)}, date(2027, 4, 30), True),
        ({"state": State.ENDED, "leaves_on": date(2027, 5, 1)}, date(2027, 5, 1), False),
        ({"state": State.CANCELLED, "leaves_on": date(2027, 5, 1)}, date(2027, 4, 30), False),
        ({"state": State.GIVEN_UP}, date(2027, 4, 5), False),
        ({"pauses_on": date(2027, 5, 1), "returns_on": date(2027, 5, 9)}, date(2027, 4, 30), True),
        ({"pauses_on": date(2027, 5, 1), "returns_on": date(2027, 5, 9)}, date(2027, 5, 8), False),
        ({"pauses_on": date(2027, 5, 1), "returns_on": date(2027, 5, 9)}, date(2027, 5, 9), True),
        ({"pauses_on": date(2027, 5, 1)}, date(2027, 5, 9), False),
    ],
)
def test_who_may_have_come(changed: dict[str, object], day: date, there: bool) -> None:
    assert is_there(replace(MUGI, **changed), day) is there

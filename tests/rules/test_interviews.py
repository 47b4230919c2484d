"""Which times a club opens, and who may have one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from madoguchi.rules import interviews
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import State
from madoguchi.rules.interviews import Reason, Refusal

DAY = date(2027, 3, 6)
NOW = datetime(2027, 2, 10, 9, 0, tzinfo=TOKYO)


def opened(opens: time, closes: time, minutes: int, now: datetime = NOW) -> list[datetime] | Reason:
    found = interviews.times(day=DAY, opens=opens, closes=closes, minutes=minutes, now=now)
    return found.reason if isinstance(found, Refusal) else found


def test_times_stand_one_after_the_other_and_none_runs_over() -> None:
    found = opened(time(15), time(16, 10), 20)
    assert [each.strftime("%H:%M") for each in found if isinstance(each, datetime)] == [
        "15:00",
        "15:20",
        "15:40",
    ]


@pytest.mark.parametrize(
    ("opens", "closes", "minutes", "now", "expected"),
    [
        (time(16), time(15), 20, NOW, Reason.NOT_TIMES),
        (time(15), time(15), 20, NOW, Reason.NOT_TIMES),
        (time(15), time(15, 10), 20, NOW, Reason.NOT_TIMES),
        (time(15), time(16), 0, NOW, Reason.NOT_TIMES),
        (time(15), time(16), 999, NOW, Reason.NOT_TIMES),
        (time(15), time(16), 20, datetime(2027, 3, 6, 15, 0, tzinfo=TOKYO), Reason.IN_THE_PAST),
        (time(9), time(18), 10, NOW, Reason.TOO_MANY),
    ],
)
def test_times_that_are_none(
    opens: time, closes: time, minutes: int, now: datetime, expected: Reason
) -> None:
    assert opened(opens, closes, minutes, now) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, None),
        ({"is_taken": True}, Reason.TAKEN),
        ({"state": State.ENDED}, Reason.NO_PLACE),
        ({"state": State.ENROLLED}, None),
        ({"is_same_place": False}, Reason.NO_PLACE),
        ({"begins_at": NOW + timedelta(hours=2)}, Reason.TOO_LATE),
        ({"begins_at": NOW + timedelta(hours=2, minutes=1)}, None),
    ],
)
def test_who_may_book(changes: dict[str, object], expected: Reason | None) -> None:
    given = {
        "begins_at": NOW + timedelta(days=20),
        "is_taken": False,
        "state": State.ACCEPTED,
        "is_same_place": True,
        "now": NOW,
    }
    found = interviews.refuse_booking(**{**given, **changes})  # type: ignore[arg-type]
    assert (found.reason if found else None) == expected

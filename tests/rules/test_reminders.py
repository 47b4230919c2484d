"""When a reminder goes out, and when it says nothing any more: tables of instants in the city."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from madoguchi.rules import reminders
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.messages import Lane, Template


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=TOKYO)


@pytest.mark.parametrize(
    ("promised", "leaves"),
    [
        (at(1, 7, 59), at(1, 8)),
        (at(1, 8), at(1, 8)),
        (at(1, 20, 59), at(1, 20, 59)),
        (at(1, 21), at(2, 8)),
        (at(31, 23, 59), datetime(2027, 1, 1, 8, tzinfo=TOKYO)),
        (at(2, 0), at(2, 8)),
    ],
)
def test_a_reminder_waits_for_the_morning_and_an_answer_does_not(
    promised: datetime, leaves: datetime
) -> None:
    assert reminders.leaves_at(Template.RETURN_DUE, promised) == leaves
    assert reminders.leaves_at(Template.DECIDED, promised) == promised


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (at(1, 12), False),
        (at(4, 11, 59), False),
        (at(4, 12), True),
        (at(11, 11, 59), True),
        (at(11, 12), False),
    ],
)
def test_a_draft_is_reminded_of_after_days_and_not_weeks_later(now: datetime, is_told: bool) -> None:
    assert reminders.is_draft_left(saved_at=at(1, 12), now=now) is is_told


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        (at(8, 23, 59), False),  # the day before the day before
        (at(9, 0), True),
        (at(9, 18), True),
        (at(10, 14, 59), True),
        (at(10, 15), False),  # it begins
    ],
)
def test_a_talk_is_near_from_the_day_before_until_it_begins(now: datetime, is_told: bool) -> None:
    begins_at, long_ago = at(10, 15), at(1, 12)
    assert reminders.is_talk_near(begins_at=begins_at, booked_at=long_ago, now=now) is is_told
    just_now = now - timedelta(hours=23)
    assert not reminders.is_talk_near(begins_at=begins_at, booked_at=just_now, now=now)


def test_a_reminder_of_a_day_is_good_until_its_end() -> None:
    assert reminders.end_of(date(2026, 12, 31)) == datetime(2027, 1, 1, tzinfo=TOKYO)


def test_who_wants_some_does_without_the_others() -> None:
    off = reminders.off(["return_due", "decided", "nonsense"])
    assert Template.RETURN_DUE not in off and len(off) == len(reminders.KINDS) - 1
    assert reminders.off(reminders.KINDS) == ()


def test_what_only_reminds_lets_answers_pass() -> None:
    assert reminders.lane_of(Template.TALK_SOON) is Lane.REMINDER
    assert reminders.lane_of(Template.DECIDED) is Lane.ONE_TO_ONE

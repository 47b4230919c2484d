"""What was filed goes when its years are over, not a day before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.rules.retention import (
    Reminder,
    deletes_on,
    drafts_kept_since,
    is_just_over,
    kept_until,
    reminder,
    rolls_kept_since,
)

NOW = datetime(2026, 12, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("closed_on", "years", "expected"),
    [
        (date(2027, 2, 1), 5, date(2032, 4, 1)),  # fiscal 2026: counted from 1 April 2027
        (date(2027, 3, 31), 1, date(2028, 4, 1)),
        (date(2027, 4, 1), 1, date(2029, 4, 1)),  # a day later, a year later
    ],
)
def test_years_are_counted_from_the_following_april(closed_on: date, years: int, expected: date) -> None:
    assert deletes_on(closed_on, years) == expected


def test_the_roll_of_the_year_before_is_there_yet() -> None:
    assert rolls_kept_since(date(2027, 3, 31)) == date(2025, 4, 1)
    assert rolls_kept_since(date(2027, 4, 1)) == date(2026, 4, 1)


def test_the_day_a_draft_is_said_to_be_kept_until_is_one_on_which_it_is_there() -> None:
    late_at_night = datetime(2026, 12, 15, 14, 59, tzinfo=UTC)  # 23:59 in the city
    end_of_last_day = datetime(2027, 6, 12, 14, 59, tzinfo=UTC)
    assert kept_until(late_at_night) == date(2027, 6, 12)
    assert late_at_night > drafts_kept_since(end_of_last_day)


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        (timedelta(days=4), None),
        (timedelta(days=3), Reminder.SOON),
        (timedelta(hours=37), Reminder.SOON),
        (timedelta(hours=30), Reminder.LAST),  # 18:00 on the eve of a closing at midnight
        (timedelta(seconds=1), Reminder.LAST),
        (timedelta(0), None),
    ],
)
def test_writers_are_reminded_days_before_and_on_the_eve(left: timedelta, expected: Reminder | None) -> None:
    assert reminder(NOW + left, NOW) is expected


def test_without_an_end_nobody_is_reminded_and_nothing_is_over() -> None:
    assert reminder(None, NOW) is None and not is_just_over(None, NOW)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (timedelta(hours=11), False),  # an extension may still be announced
        (timedelta(hours=18), True),
        (timedelta(days=3), True),
        (timedelta(days=4), False),
        (timedelta(days=-1), False),
    ],
)
def test_the_end_is_told_the_day_after(since: timedelta, expected: bool) -> None:
    assert is_just_over(NOW - since, NOW) is expected

"""What was filed goes when its years are over, not a day before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from madoguchi.rules.retention import deletes_on, is_abandoned, is_to_be_reminded

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


def test_a_draft_is_kept_for_half_a_year() -> None:
    assert not is_abandoned(NOW - timedelta(days=179), NOW)
    assert is_abandoned(NOW - timedelta(days=180), NOW)


def test_writers_are_reminded_three_days_before_the_end_and_not_after_it() -> None:
    assert is_to_be_reminded(NOW + timedelta(days=3), NOW)
    assert not is_to_be_reminded(NOW + timedelta(days=4), NOW)
    assert not is_to_be_reminded(NOW, NOW)
    assert not is_to_be_reminded(None, NOW)

"""From the first second to the last: when a procedure takes applications."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.opening import Opening, last_minute, opening

OPENS = datetime(2026, 11, 2, 9, 0, tzinfo=TOKYO)
CLOSES = datetime(2026, 12, 16, 0, 0, tzinfo=TOKYO)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (OPENS - SECOND, Opening.NOT_YET),
        (OPENS, Opening.OPEN),
        (CLOSES - timedelta(days=7) - SECOND, Opening.OPEN),
        (CLOSES - timedelta(days=7), Opening.CLOSING_SOON),
        (CLOSES - SECOND, Opening.CLOSING_SOON),
        (CLOSES, Opening.CLOSED),
        (CLOSES + SECOND, Opening.CLOSED),
    ],
)
def test_the_edges_of_a_period(now: datetime, expected: Opening) -> None:
    assert opening(opens_at=OPENS, closes_at=CLOSES, is_withdrawn=False, now=now) is expected


def test_what_has_no_dates_is_open() -> None:
    assert opening(opens_at=None, closes_at=None, is_withdrawn=False, now=OPENS) is Opening.OPEN


def test_withdrawal_beats_every_date() -> None:
    assert opening(opens_at=OPENS, closes_at=CLOSES, is_withdrawn=True, now=OPENS) is Opening.WITHDRAWN


@given(minutes=st.integers(-100_000, 100_000))
def test_applications_are_taken_exactly_inside_the_period(minutes: int) -> None:
    now = OPENS + timedelta(minutes=minutes)
    state = opening(opens_at=OPENS, closes_at=CLOSES, is_withdrawn=False, now=now)
    assert state.is_open is (OPENS <= now < CLOSES)


@pytest.mark.parametrize(
    ("closes_at", "said"),
    [
        (CLOSES, datetime(2026, 12, 15, 23, 59, tzinfo=TOKYO)),
        (OPENS.replace(hour=17), OPENS.replace(hour=17)),
    ],
)
def test_the_end_is_said_as_people_say_it(closes_at: datetime, said: datetime) -> None:
    assert last_minute(closes_at) == said

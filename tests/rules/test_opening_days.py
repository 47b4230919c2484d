"""Opening days: 月曜休館, 祝日, 年末年始, 臨時休館, and 24:00."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.opening_days import Span, Special, Why, opening_on, read_opens, read_time

DAY = [["09:00", "17:00"]]
WEEK = {key: DAY for key in ("tue", "wed", "thu", "fri", "sat", "sun", "holiday")}
NEW_YEAR = [{"since": "12-28", "until": "01-04"}]
HALL = {"days": WEEK, "moves_on": True, "yearly": NEW_YEAR}  # closed on Mondays
CENTRE = {"days": {key: DAY for key in ("mon", "tue", "wed", "thu", "fri")}}
# Monday 11 January 2027 is a holiday, and so are Monday to Thursday, 20–23 September 2027.
HOLIDAYS = frozenset(
    {date(2027, 1, 11), *(date(2027, 9, day) for day in (20, 21, 22, 23)), date(2027, 2, 11)}
)
FEET = {"ja": "床の工事のため"}


def day(opens: dict[str, Any], on: date, *specials: Special):
    return opening_on(opens=read_opens(opens), specials=specials, holidays=HOLIDAYS, on=on)


@pytest.mark.parametrize(
    ("on", "is_open", "why"),
    [
        (date(2027, 1, 18), False, Why.USUAL),  # a Monday
        (date(2027, 1, 19), True, Why.USUAL),
        (date(2027, 1, 11), True, Why.HOLIDAY),  # a Monday that is a holiday: open,
        (date(2027, 1, 12), False, Why.MOVED),  # and the day after it is closed
        (date(2027, 9, 21), True, Why.HOLIDAY),
        (date(2027, 9, 24), False, Why.MOVED),  # after four holidays in a row
        (date(2027, 9, 25), True, Why.USUAL),
        (date(2026, 12, 27), True, Why.USUAL),
        (date(2026, 12, 28), False, Why.YEARLY),
        (date(2027, 1, 4), False, Why.YEARLY),
        (date(2027, 2, 12), True, Why.USUAL),  # the holiday before was a Thursday: nothing moves
    ],
)
def test_a_hall_that_rests_on_mondays(on, is_open, why):
    found = day(HALL, on)
    assert (found.is_open, found.why) == (is_open, why)


def test_a_holiday_without_hours_is_closed_and_moves_nothing():
    assert not day(CENTRE, date(2027, 1, 11)).is_open
    assert day(CENTRE | {"moves_on": True}, date(2027, 1, 12)).is_open
    without = {key: DAY for key in ("tue", "wed", "thu", "fri")}  # closed on Mondays, and on holidays anyway
    assert day({"days": without, "moves_on": True}, date(2027, 1, 12)).is_open
    assert not day({"days": WEEK}, date(2027, 1, 11)).is_open  # Mondays stay closed where rests do not move


def test_what_was_announced_beats_everything_and_the_last_word_counts():
    closed = Special(first_on=date(2027, 1, 19), last_on=date(2027, 1, 20), reason=FEET)
    again = Special(first_on=date(2027, 1, 20), last_on=date(2027, 1, 20), hours=(Span(600, 720),))
    at_rest = Special(first_on=date(2026, 12, 31), last_on=date(2026, 12, 31), hours=(Span(600, 720),))
    found = day(HALL, date(2027, 1, 19), closed, again)
    assert (found.is_open, found.why, found.reason) == (False, Why.SPECIAL, FEET)
    assert day(HALL, date(2027, 1, 20), closed, again).hours == (Span(600, 720),)
    assert day(HALL, date(2026, 12, 31), at_rest).is_open
    assert day(HALL, date(2027, 1, 21), closed, again).why is Why.USUAL


def test_nobody_said_when_it_opens():
    found = day({}, date(2027, 1, 19))
    assert (found.is_open, found.is_known, found.closes_at) == (False, False, None)


def test_the_day_ends_at_24():
    found = day({"days": {"tue": [["00:00", "24:00"]]}}, date(2027, 1, 19))
    assert found.closes_at == datetime(2027, 1, 20, tzinfo=TOKYO)
    assert (read_time("9:00"), read_time("24:00"), read_time("09:30:00")) == (540, 1440, 570)


@pytest.mark.parametrize(
    "opens",
    [
        {"days": {"tue": [["17:00", "09:00"]]}},
        {"days": {"tue": [["09:00", "24:30"]]}},
        {"days": {"someday": DAY}},
        {"days": {}, "yearly": [{"since": "13-01", "until": "01-03"}]},
        {"days": {}, "open": True},
    ],
)
def test_what_says_no_opening_days(opens):
    with pytest.raises(ValueError):
        read_opens(opens)


def test_what_is_closed_for_good_opens_no_more_whatever_was_announced():
    party = Special(first_on=date(2027, 1, 1), last_on=date(2027, 1, 31), hours=(Span(600, 720),))
    gone = {"opens": read_opens(HALL), "specials": [party], "holidays": HOLIDAYS}
    gone |= {"closed_on": date(2027, 1, 20)}
    assert opening_on(**gone, on=date(2027, 1, 19)).is_open
    found = opening_on(**gone, on=date(2027, 1, 20))
    assert (found.is_shut, found.why) == (True, Why.GONE)

"""The days of the demo, counted from the day it first started: the round under way, and last year's."""

from __future__ import annotations

import random
from bisect import bisect
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Final

from madoguchi.base import office
from madoguchi.rules import calendar
from madoguchi.rules.calendar import TOKYO

DAYS_LEFT: Final = 3
WORKING_DAYS_OPEN: Final = 33  # so that what came on the first days and was left lying is overdue
BUSY_DAYS: Final = 30  # families apply in the last month of the round
RUSH: Final = {0: 6.0, 1: 6.0, 2: 3.0}  # days before the last: how many times more arrive
# How many apply in each hour of the day; children are in bed at last.
HOURS: Final = (6, 2, 0.5, 0.3, 0.2, 0.5, 2, 3, 3, 4, 5, 4, 8, 4, 3, 3, 3, 3, 4, 5, 8, 12, 20, 40)
OPENS: Final = time(8, 30)
CLOSES: Final = time(17, 15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A 募集: when applications are taken, for which year, and until which instant the demo has lived it."""

    opens_at: datetime
    closes_at: datetime
    target_year: int
    lived_until: datetime

    @property
    def offered_at(self) -> datetime:
        """When its document was published."""
        return self.opens_at - timedelta(days=10)


def this_round(begun_at: datetime) -> Round:
    """The round that closes three days after the demo began."""
    today = calendar.local_day(begun_at)
    return Round(
        opens_at=at(working_days_before(begun_at, WORKING_DAYS_OPEN), time(9)),
        closes_at=at(today + timedelta(days=DAYS_LEFT), time(23, 59, 59)),
        target_year=calendar.fiscal_year(today) + 1,
        lived_until=begun_at,
    )


def last_round(begun_at: datetime) -> Round:
    """The round of the year before, which is over."""
    this = this_round(begun_at)
    opens_at, closes_at = (each - timedelta(days=364) for each in (this.opens_at, this.closes_at))
    return Round(
        opens_at=opens_at, closes_at=closes_at, target_year=this.target_year - 1, lived_until=closes_at
    )


def arrival(round_: Round, chance: random.Random) -> datetime:
    """An instant at which somebody might apply, in the last month that was lived."""
    last = round_.lived_until
    hours, weights = _busy_hours(last)
    while True:
        hour = hours[bisect(weights, chance.random() * weights[-1])]
        instant = hour + timedelta(seconds=chance.randrange(3600))
        if round_.opens_at <= instant < last:
            return instant


def first_days(round_: Round, number: int) -> datetime:
    """One of the first arrivals of a round, on its first two mornings."""
    return round_.opens_at + timedelta(hours=7 * number, minutes=23)


def office_moment(after: datetime, days: int, chance: random.Random) -> datetime:
    """An instant in the city hall's hours, that many working days later."""
    day = calendar.local_day(after)
    holidays = office.closed_days(day.year)
    opened = at(calendar.next_working_day(calendar.business_days_after(day, days, holidays), holidays), OPENS)
    minutes = (CLOSES.hour - OPENS.hour) * 60 + CLOSES.minute - OPENS.minute
    moment = opened + timedelta(seconds=chance.randrange(minutes * 60))
    return moment if moment > after else office_moment(after, days + 1, chance)


def evening(after: datetime, days: int, chance: random.Random) -> datetime:
    """An instant in the evening, that many days later."""
    day = calendar.local_day(after) + timedelta(days=days)
    return at(day, time(20)) + timedelta(seconds=chance.randrange(4 * 3600))


def working_days_before(instant: datetime, count: int) -> date:
    """The `count`-th working day before the day of `instant`."""
    day = calendar.local_day(instant)
    closed = office.closed_days(day.year - 1)  # that year's and this year's
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day, closed)
    return day


def at(day: date, hour: time) -> datetime:
    """That hour of that day in the city."""
    return datetime.combine(day, hour, TOKYO)


@lru_cache(maxsize=64)
def _busy_hours(last: datetime) -> tuple[tuple[datetime, ...], tuple[float, ...]]:
    """Every hour of the month before `last`, with the running sum of how many apply in it."""
    today = calendar.local_day(last)
    days = [today - timedelta(days=back) for back in range(BUSY_DAYS)]
    busy = [RUSH.get(back, 1.0) * each for back in range(BUSY_DAYS) for each in HOURS]
    return tuple(at(day, time(hour)) for day in days for hour in range(24)), tuple(accumulate(busy))

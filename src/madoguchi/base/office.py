"""When the city hall is open and closed: what pure rules are told about holidays."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import jpholiday

from madoguchi.rules import calendar

OPENS: Final = time(8, 30)
CLOSES: Final = time(17, 15)
# As they stand on letters.
OPEN_HOURS: Final = "平日 午前8時30分〜午後5時15分"
SEAL_OMITTED: Final = "（公印省略）"


@lru_cache(maxsize=16)
def closed_days(year: int) -> frozenset[date]:
    """The national holidays of the years `year` and `year + 1`; weekends and year's end are rules' own."""
    return frozenset(day for each in (year, year + 1) for day, _ in jpholiday.year_holidays(each))


def opens_again(now: datetime) -> datetime | None:
    """When the city hall opens the next time; None while it is open."""
    here = now.astimezone(calendar.TOKYO)
    closed = closed_days(here.year)
    if calendar.is_working_day(here.date(), closed) and OPENS <= here.time() < CLOSES:
        return None
    first = here.date() + timedelta(days=here.time() >= OPENS)
    return datetime.combine(calendar.next_working_day(first, closed), OPENS, calendar.TOKYO)

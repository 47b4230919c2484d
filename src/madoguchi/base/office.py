"""When the city hall is closed: what pure rules are told about holidays."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import jpholiday


@lru_cache(maxsize=16)
def closed_days(year: int) -> frozenset[date]:
    """The national holidays of the years `year` and `year + 1`; weekends and year's end are rules' own."""
    return frozenset(day for each in (year, year + 1) for day, _ in jpholiday.year_holidays(each))

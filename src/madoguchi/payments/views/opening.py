"""What every page of this room begins with: whose section, what day, which charge."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.payments import queries
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import calendar

if TYPE_CHECKING:
    from madoguchi.payments.models import Charge
    from madoguchi.people.models import Section

__all__ = ["now_and_today", "officer_of", "open_charge", "reach_of", "sections_of"]


def now_and_today() -> tuple[datetime, date]:
    """The instant, and the day it is in the city."""
    now = clock.now()
    return now, calendar.local_day(now)


def sections_of(request: EntrantRequest) -> list[Section]:
    """The sections the officer belongs to today."""
    _, today = now_and_today()
    reach = reach_of(request)
    return [each for each in people.list_sections(on=today) if each.code in reach]


def open_charge(request: EntrantRequest, number: str) -> Charge:
    """A charge of a section of the officer's; that it was looked at stands in the record."""
    now, _ = now_and_today()
    charge = queries.access_charge(number=number, sections=reach_of(request))
    audit.viewed(kind="charge", refs=[charge.number], by=request.actor, now=now)
    return charge

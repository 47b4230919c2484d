"""What every page of this room begins with: whose section, and which of its applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import Http404

from madoguchi.base import clock
from madoguchi.people import queries as people
from madoguchi.people.entrants import EntrantRequest
from madoguchi.rules import calendar

if TYPE_CHECKING:
    from madoguchi.people.models import Officer, Section


def officer_of(request: EntrantRequest) -> Officer:
    """The officer who asks."""
    if request.officer is None:
        raise Http404
    return request.officer


def now_and_today() -> tuple[datetime, date]:
    """The instant, and the day it is in the city."""
    now = clock.now()
    return now, calendar.local_day(now)


def sections_of(request: EntrantRequest) -> list[Section]:
    """The sections the officer belongs to today."""
    _, today = now_and_today()
    held = people.sections_of(officer=officer_of(request), on=today)
    return [each for each in people.list_sections(on=today) if each.code in held]


def administered(request: EntrantRequest) -> list[Section]:
    """The sections the officer administers today."""
    _, today = now_and_today()
    held = people.administers(officer=officer_of(request), on=today)
    return [each for each in people.list_sections(on=today) if each.code in held]


def section_of(request: EntrantRequest) -> Section:
    """The section that is looked at: named in the address, or the officer's first."""
    mine = sections_of(request)
    named = request.GET.get("section", "")
    found = next((each for each in mine if each.code == named), None) if named else next(iter(mine), None)
    if found is None:
        raise Http404
    return found

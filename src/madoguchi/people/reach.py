"""How far the officer who asks reaches today: what every page of the desk begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from madoguchi.base import clock
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.queries import sections_of
from madoguchi.rules import calendar

if TYPE_CHECKING:
    from madoguchi.people.models import Officer


def officer_of(request: EntrantRequest) -> Officer:
    """The officer who asks."""
    if request.officer is None:
        raise Http404
    return request.officer


def reach_of(request: EntrantRequest) -> frozenset[str]:
    """The sections the officer belongs to today."""
    return frozenset(sections_of(officer=officer_of(request), on=calendar.local_day(clock.now())))

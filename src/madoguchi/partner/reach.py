"""Whom and what the member who asks reaches: what every page of this entrance begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from madoguchi.base import clock
from madoguchi.people.entrants import EntrantRequest
from madoguchi.places import queries as places
from madoguchi.rules import calendar
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.people.models import Member
    from madoguchi.places.models import Place


def member_of(request: EntrantRequest) -> Member:
    """The member who asks."""
    if request.member is None:
        raise Http404
    return request.member


def place_for(request: EntrantRequest, code: str, what: What) -> Place:
    """A place at which the member who asks may do that today; 404 for any other."""
    return places.access_reached(
        code=code, member=member_of(request), what=what, on=calendar.local_day(clock.now())
    )

"""The poster for events of a section at a place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.views.decorators.http import require_POST

from madoguchi.base import clock
from madoguchi.booking import queries as booking
from madoguchi.checkin import house_board
from madoguchi.checkin.actions import attending
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import access_section
from madoguchi.people.reach import reach_of

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_POST
@officer_only
def poster(request: EntrantRequest, session_id: UUID) -> HttpResponse:
    """The poster by which those who reserved say that they are there; the first one opens the door."""
    session, now = booking.access_session(session_id=session_id, sections=reach_of(request)), clock.now()
    section = access_section(code=session.offering.section)
    point = attending.open_door(section=section, place=session.place, by=request.actor, now=now)
    return house_board.poster(point)

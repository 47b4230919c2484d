"""在室状況, for a contractor's staff at a centre it runs: who is in the house, at their own centre alone."""

from __future__ import annotations

from functools import partial
from typing import Final

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.checkin import house_board
from madoguchi.checkin import queries as checkin
from madoguchi.checkin.house_board import Desk
from madoguchi.partner.reach import access, member_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules.delegation import What
from madoguchi.rules.visits import Use

BOARD: Final = "partner/centre.html"


@require_GET
@member_only
def board(request: EntrantRequest, place: str) -> HttpResponse:
    """Who is in the house, live."""
    return house_board.drawn(request, _desk(request, place))


@require_POST
@member_only
def find(request: EntrantRequest, place: str) -> HttpResponse:
    """Families by reading, of those who have been here."""
    return house_board.find(request, _desk(request, place, What.WORK).board)


@require_POST
@member_only
def say_for(request: EntrantRequest, place: str) -> HttpResponse:
    """A family without a phone: its card was read, or it has been here and its name was found."""
    desk = _desk(request, place, What.WORK)
    return house_board.say_for(request, desk, partial(checkin.access_family_at, desk.point))


@require_POST
@member_only
def guest(request: EntrantRequest, place: str) -> HttpResponse:
    """Somebody who is not registered, by three fields."""
    return house_board.guest(request, _desk(request, place, What.WORK))


@require_POST
@member_only
def evacuation(request: EntrantRequest, place: str) -> HttpResponse:
    """Who is in the house, on paper, with what must be known and whom to call."""
    desk = _desk(request, place, What.PRINT, What.ALLERGIES, What.CONTACTS)
    return house_board.evacuation(request, desk, member_of(request))


@require_GET
@member_only
def poster(request: EntrantRequest, place: str) -> HttpResponse:
    """The poster that is good now."""
    return house_board.poster(_desk(request, place).point)


def _desk(request: EntrantRequest, place: str, *needed: What) -> Desk:
    there, held = access(request, place, What.ROSTER, *needed)
    point = checkin.access_point_at(place=there, use=Use.CENTRE)
    return Desk(
        point=point,
        template=BOARD,
        entrance="partner",
        key=there.pk,
        find=partial(checkin.find_families_at, point),
        sees_care=What.ALLERGIES in held,
        may_work=What.WORK in held,
        may_print=held >= {What.PRINT, What.ALLERGIES, What.CONTACTS},
    )

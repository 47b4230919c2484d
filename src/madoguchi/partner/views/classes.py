"""きょうの出欠, for the staff of a school or nursery, on a phone or a shared tablet."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.checkin import class_board
from madoguchi.partner.reach import access, member_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules.delegation import What

BACK: Final = "partner:classes"


@require_GET
@member_only
def classes(request: EntrantRequest, code: str) -> HttpResponse:
    """Who is there, who is not, and of whom nobody heard."""
    place, held = access(request, code, What.ROSTER)
    return class_board.drawn(request, place, "partner/classes.html", may_print=What.PRINT in held)


@require_POST
@member_only
def printed(request: EntrantRequest, code: str) -> HttpResponse:
    """Who is away, on paper."""
    place, _ = access(request, code, What.ROSTER, What.PRINT)
    mine = member_of(request)
    return class_board.printed(request, place, by=(mine.name, mine.number))


@require_POST
@member_only
def arrive(request: EntrantRequest, code: str) -> HttpResponse:
    """Somebody is there, or was marked by mistake."""
    place, _ = access(request, code, What.ROSTER, What.WORK)
    return class_board.mark_arrivals(request, place, BACK)


@require_POST
@member_only
def confirm(request: EntrantRequest, code: str, notice_id: UUID) -> HttpResponse:
    """The notice was read."""
    place, _ = access(request, code, What.ROSTER, What.WORK)
    return class_board.confirm(request, place, notice_id, BACK)

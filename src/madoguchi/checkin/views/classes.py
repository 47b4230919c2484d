"""きょうの出欠, for officers of the section in charge."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.checkin import class_board
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.places import rolls

BACK: Final = "checkin:classes"


@require_GET
@officer_only
def schools(request: EntrantRequest) -> HttpResponse:
    """The schools and nurseries of the section that have a roll."""
    there = rolls.list_with_classes(sections=reach_of(request), on=localdate(clock.now()))
    shown = [each for each in there if each.pupils]  # type: ignore[attr-defined]
    return page(
        request, "checkin/officer/schools.html", {"places": shown, "keys": (("j", "down"), ("k", "up"))}
    )


@require_GET
@officer_only
def classes(request: EntrantRequest, code: str) -> HttpResponse:
    """Who is there, who is not, and of whom nobody heard."""
    place = rolls.access_with_classes(code=code, sections=reach_of(request))
    return class_board.drawn(request, place, "checkin/officer/classes.html")


@require_POST
@officer_only
def arrive(request: EntrantRequest, code: str) -> HttpResponse:
    """Somebody is there, or was marked by mistake."""
    place = rolls.access_with_classes(code=code, sections=reach_of(request))
    return class_board.mark_arrivals(request, place, BACK)


@require_POST
@officer_only
def confirm(request: EntrantRequest, code: str, notice_id: UUID) -> HttpResponse:
    """The notice was read."""
    place = rolls.access_with_classes(code=code, sections=reach_of(request))
    return class_board.confirm(request, place, notice_id, BACK)

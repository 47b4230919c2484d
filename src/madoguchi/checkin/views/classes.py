"""きょうの出欠, for officers of the section in charge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.checkin import class_board
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import filing
from madoguchi.checkin.notice_wording import LEFT_OVER, OTHERWISE, STILL_READ
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.places import rolls
from madoguchi.review.views.opening import open_application
from madoguchi.rules.absences import Wrong
from madoguchi.rules.lifecycle import State

if TYPE_CHECKING:
    from madoguchi.checkin.models import FiledNotice

BACK: Final = "checkin:classes"
KEYS: Final = (("j", "down"), ("k", "up"))


@require_GET
@officer_only
def schools(request: EntrantRequest) -> HttpResponse:
    """The schools and nurseries of the section that have a roll."""
    there = rolls.list_with_classes(sections=reach_of(request), on=clock.today())
    shown = [each for each in there if each.pupils]  # type: ignore[attr-defined]
    left = reading.list_left_over(sections=reach_of(request))
    if left:
        refs = [each.application.reference for each in left]
        audit.viewed(kind="application", refs=refs, by=request.actor, now=clock.now())
    values = {"places": shown, "left": [(each, _why(each)) for each in left], "keys": KEYS}
    return page(request, "checkin/officer/schools.html", values)


@require_POST
@officer_only
def settle(request: EntrantRequest, reference: str) -> HttpResponse:
    """A notice that no school reads by itself was passed on."""
    opened = open_application(request, reference)
    left = reading.access_filed(application=opened.read.application)
    filing.settle(filed_notice=left, officer=officer_of(request), by=request.actor, now=clock.now())
    return done(request, "checkin:schools", notice=say("Noted as passed on."))


@require_GET
@officer_only
def classes(request: EntrantRequest, code: str) -> HttpResponse:
    """Who is there, who is not, and of whom nobody heard."""
    place = rolls.access_with_classes(code=code, sections=reach_of(request))
    return class_board.drawn(request, place, "checkin/officer/classes.html")


@require_POST
@officer_only
def printed(request: EntrantRequest, code: str) -> HttpResponse:
    """Who is away, on paper."""
    place = rolls.access_with_classes(code=code, sections=reach_of(request))
    mine = officer_of(request)
    return class_board.printed(request, place, by=(mine.name, mine.number))


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


def _why(left: FiledNotice) -> str:
    if left.application.state == State.WITHDRAWN:
        return STILL_READ
    return LEFT_OVER.get(Wrong(left.wrong), OTHERWISE)

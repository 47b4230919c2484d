"""One child at a facility: what is permitted to be seen, and what the club notes down itself (C-7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.enrolment import queries as enrolment
from madoguchi.enrolment.forms import Wrong
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.noting import NOTED
from madoguchi.enrolment.wording import REFUSALS
from madoguchi.partner import roster as rosters
from madoguchi.partner.reach import reached
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.enrolment.models import Enrolment

PAGE: Final = "partner/child.html"


@require_GET
@member_only
def child(request: EntrantRequest, enrolment_id: UUID) -> HttpResponse:
    """A child's place, as far as it is permitted; that it was looked at stands in the record."""
    held, whats = _access(request, enrolment_id)
    audit.record(
        verb="application.viewed",
        about=("application", held.application.reference),
        by=request.actor,
        now=clock.now(),
        details={"part": "place", "place": held.place_id},
    )
    return page(request, PAGE, _values(held, whats))


@require_POST
@member_only
def act(request: EntrantRequest, enrolment_id: UUID, act: str) -> HttpResponse:
    """The first day was seen, the family leaves, the child pauses: noted by the club, without the section."""
    held, whats = _access(request, enrolment_id)
    does = NOTED.get(act)
    if does is None or What.WORK not in whats:
        raise Http404
    try:
        does(request, held, clock.now())
    except Wrong as wrong:
        return _again(held, whats, request, act, {wrong.at: say(wrong.words)})
    except CannotChangePlace as cannot:
        return _again(held, whats, request, act, {"act": say(REFUSALS[cannot.refusal.reason])})
    notice = say("Written down. The family is told that something has changed.")
    return done(request, "partner:child", enrolment_id=held.pk, notice=notice)


def _access(request: EntrantRequest, enrolment_id: UUID) -> tuple[Enrolment, frozenset[What]]:
    """A child on the roster of today at a facility whose roster the member sees; 404 for any other."""
    held_at = reached(request)
    seen = [code for code, whats in held_at.items() if What.ROSTER in whats]
    on_it = enrolment.list_roster(place_codes=seen, on=clock.today(), kinds=())
    held = next((each.enrolment for each in on_it if each.enrolment.pk == enrolment_id), None)
    if held is None:
        raise Http404
    return held, held_at[held.place_id]


def _values(held: Enrolment, whats: frozenset[What]) -> dict[str, Any]:
    kinds = tuple(kind for what, shown in rosters.KINDS.items() if what in whats for kind in shown)
    return {
        "row": rosters.row_of(enrolment.arranged_for(held, clock.today()), kinds),
        "may_work": What.WORK in whats,
        "today": clock.today(),
    }


def _again(
    held: Enrolment, whats: frozenset[What], request: EntrantRequest, act: str, wrong: dict[str, Any]
) -> HttpResponse:
    held.refresh_from_db()
    return retry(request, PAGE, {**_values(held, whats), "tried": act, "typed": request.POST, "wrong": wrong})

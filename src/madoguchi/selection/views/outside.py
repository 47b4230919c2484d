"""Places outside the order, and children who are applied for twice in a round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.pre_assigning import CannotPreAssign
from madoguchi.selection import wording
from madoguchi.selection.actions import pre_assigning as actions
from madoguchi.selection.forms import number
from madoguchi.selection.queries import outside as queries
from madoguchi.selection.queries import seats
from madoguchi.selection.views.opening import (
    access,
    access_to_run,
    leads,
    note_listed,
    now_and_today,
    officer_of,
)

if TYPE_CHECKING:
    from madoguchi.selection.models import PreAssignment, Round

LIST = "selection/pre_assignments.html"


@require_http_methods(["GET", "POST"])
@officer_only
def pre_assignments(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """The places given outside the order, and one more."""
    round, (now, _) = access(request, round_id), now_and_today()
    if request.method == "GET":
        return page(request, LIST, _values(request, round))
    given = {
        name: request.POST.get(name, "").replace("\0", "").strip()[:600]
        for name in ("reference", "place", "reason")
    }
    try:
        actions.note(round=round, **given, officer=officer_of(request), by=request.actor, now=now)
    except CannotPreAssign as cannot:
        wrong = say(wording.PRE_ASSIGNMENT_REASONS[cannot.reason])
        return retry(request, LIST, {**_values(request, round), "given": given, "wrong": wrong})
    notice = say("{reference}: noted. Another officer approves it.", reference=given["reference"])
    return done(request, "selection:pre_assignments", round_id=round.pk, notice=notice)


@require_POST
@officer_only
def act(request: EntrantRequest, round_id: UUID, act: str) -> HttpResponse:
    """Approve a place outside the order, or take it back."""
    if act not in ("approve", "remove"):
        raise Http404
    round = access_to_run(request, round_id) if act == "approve" else access(request, round_id)
    found = queries.access_pre_assignment(round=round, application_id=number(request.POST.get("application")))
    try:
        _do(request, act, found)
    except CannotPreAssign as cannot:
        messages.error(request, say(wording.PRE_ASSIGNMENT_REASONS[cannot.reason]))
    return done(request, "selection:pre_assignments", round_id=round.pk)


@require_GET
@officer_only
def doubles(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Children who may be applied for twice: never merged, but said or withdrawn before a run."""
    round, (now, _) = access(request, round_id), now_and_today()
    pairs = queries.list_doubles(round=round)
    references = sorted({each.reference for pair in pairs for each in (pair.application, pair.other)})
    note_listed(request, round, references, now)
    return page(request, "selection/doubles.html", {"round": round, "pairs": pairs})


def _do(request: EntrantRequest, act: str, found: PreAssignment) -> None:
    now, _ = now_and_today()
    if act == "remove":
        actions.remove(pre_assignment=found, by=request.actor, now=now)
        return
    actions.approve(
        pre_assignment=found,
        seen=request.POST.get("seen", ""),
        approval=request.POST.get("approval", "").replace("\0", ""),
        officer=officer_of(request),
        by=request.actor,
        now=now,
    )


def _values(request: EntrantRequest, round: Round) -> dict[str, Any]:
    now, today = now_and_today()
    listed = queries.list_pre_assignments(round=round)
    note_listed(request, round, [each.row.application.reference for each in listed], now)
    return {
        "round": round,
        "listed": listed,
        "places": [row.place for row in seats.list_seats(round=round, on=today) if row.seats],
        "may_approve": leads(request, round.section),
        "is_preparing": round.state == round.State.PREPARING,
    }

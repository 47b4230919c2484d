"""Rounds: the list, one of them with what is left to do, and how it is opened and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.selection.actions import rounds as actions
from madoguchi.selection.actions.rounds import CannotOpen
from madoguchi.selection.forms import RoundForm
from madoguchi.selection.queries import rounds as queries
from madoguchi.selection.queries import standing
from madoguchi.selection.views.opening import (
    access,
    access_to_run,
    leads,
    led_by,
    now_and_today,
    officer_of,
    reach_of,
    section_to_lead,
)

if TYPE_CHECKING:
    from madoguchi.selection.models import Round

ONE = "selection/round_edit.html"


@require_GET
@officer_only
def rounds(request: EntrantRequest) -> HttpResponse:
    """The rounds of the officer's sections."""
    values = {
        "rounds": queries.list_rounds(sections=reach_of(request)),
        "may_open": bool(led_by(request)),
    }
    return page(request, "selection/rounds.html", values)


@require_GET
@officer_only
def round(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """One round: its days, and how far seats and findings have got."""
    return page(request, "selection/round.html", _values(request, access(request, round_id)))


@require_http_methods(["GET", "POST"])
@officer_only
def new_round(request: EntrantRequest) -> HttpResponse:
    """Open a round."""
    section = section_to_lead(request)
    form = RoundForm(request.POST or None, section=section.code)
    values = {"form": form, "section": section, "sections": led_by(request)}
    if request.method == "GET":
        return page(request, ONE, values)
    if not form.is_valid():
        return retry(request, ONE, values)
    now, _ = now_and_today()
    try:
        made = actions.open_round(
            section=section.code, **form.said(), officer=officer_of(request), by=request.actor, now=now
        )
    except CannotOpen as cannot:
        form.refuse(cannot.reasons)
        return retry(request, ONE, values)
    return done(request, "selection:round", round_id=made.pk, notice=say("The round was opened."))


@require_http_methods(["GET", "POST"])
@officer_only
def edit_round(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Change what a round says."""
    found = access_to_run(request, round_id)
    form = RoundForm(request.POST or None, section=found.section, round=found)
    values = {"form": form, "round": found}
    if request.method == "GET":
        return page(request, ONE, values)
    if not form.is_valid():
        return retry(request, ONE, values)
    now, _ = now_and_today()
    try:
        actions.change_round(round=found, **form.said(), by=request.actor, now=now)
    except CannotOpen as cannot:
        form.refuse(cannot.reasons)
        return retry(request, ONE, values)
    return done(request, "selection:round", round_id=found.pk, notice=say("The round was changed."))


def _values(request: EntrantRequest, round: Round) -> dict[str, Any]:
    return {
        "round": round,
        "procedures": queries.titles_of(round),
        "standing": standing.standing_of(round),
        "may_run": leads(request, round.section),
    }

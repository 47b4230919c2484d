"""Free places: the public page, and from when it shows those of a round."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from madoguchi.base.pages import done, page
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, officer_only
from madoguchi.review.forms import instant
from madoguchi.rules.free_places import CannotShow
from madoguchi.selection import wording
from madoguchi.selection.actions import free_places as actions
from madoguchi.selection.queries.free_places import list_free_places
from madoguchi.selection.views.opening import access_to_run, now_and_today


@anyone
@require_safe
def free_places(request: EntrantRequest) -> HttpResponse:
    """Where there are places left, for everybody to see."""
    now, _ = now_and_today()
    return page(request, "selection/free_places.html", {"offered": list_free_places(now=now)})


@require_POST
@officer_only
def show_free_places(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """Say from when everybody sees the free places of a round."""
    round, (now, _) = access_to_run(request, round_id), now_and_today()
    at = instant(request.POST)
    if at is None:
        messages.error(request, say("Please enter the day and the time."))
        return done(request, "selection:round", round_id=round.pk)
    try:
        actions.show_from(round=round, at=at, by=request.actor, now=now)
    except CannotShow as cannot:
        messages.error(request, say(wording.FREE_REASONS[cannot.reason]))
        return done(request, "selection:round", round_id=round.pk)
    notice = say("Everybody sees the free places from {instant}.", instant=at)
    return done(request, "selection:round", round_id=round.pk, notice=notice)

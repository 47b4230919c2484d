"""What a run would come upon, before it is started."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.selection import ahead as reading
from madoguchi.selection.views.opening import access, note_listed, now_and_today


@require_GET
@officer_only
def ahead(request: EntrantRequest, round_id: UUID) -> HttpResponse:
    """What stops a run, and whom it places nowhere: by itself, or as a part of the page of runs."""
    round, (now, _) = access(request, round_id), now_and_today()
    found = reading.ahead(round)
    if found is not None:
        shown = [*found.faulty, *found.unplaceable]
        note_listed(request, round, [each.reference for each in shown], now)
    return page(request, "selection/run_ahead.html", {"round": round, "ahead": found}, part="found")

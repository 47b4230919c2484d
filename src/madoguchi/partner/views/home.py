"""The first page of the day: one's facilities, and what waits there."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.enrolment import queries as enrolment
from madoguchi.partner.reach import list_reached
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.places.queries import Kind
from madoguchi.places.rolls import WITH_CLASSES
from madoguchi.rules.delegation import What
from madoguchi.rules.enrolment import State
from madoguchi.selection.queries.seats import list_to_sign


@require_GET
@member_only
def home(request: EntrantRequest) -> HttpResponse:
    """Counts only: no child is named here."""
    on = clock.today()
    reached = list_reached(request)
    counts = _counts([place.pk for place, whats in reached if What.ROSTER in whats], on)
    here = [
        {
            "place": place,
            "sees_roster": What.ROSTER in whats,
            "has_classes": place.kind in WITH_CLASSES,
            "has_door": place.kind == Kind.CENTRE,
            **counts.get(place.pk, {}),
        }
        for place, whats in reached
    ]
    signs = [place.pk for place, whats in reached if What.CAPACITY in whats]
    unsigned = sum(not each.is_signed for each in list_to_sign(places=signs))
    return page(request, "partner/home.html", {"here": here, "today": on, "unsigned": unsigned})


def _counts(codes: list[str], on: Any) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {code: {"children": 0, "paused": 0, "to_confirm": 0} for code in codes}
    for each in enrolment.list_roster(place_codes=codes, on=on, kinds=()):
        counted, held = found[each.enrolment.place_id], each.enrolment
        counted["children"] += 1
        counted["paused"] += held.state == State.PAUSED
        counted["to_confirm"] += held.confirmed_at is None
    return found

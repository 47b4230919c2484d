"""At the desk: a hall is put up with its rooms, hours, margins and fees, and changed afterwards."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.booking import forms, halls, queries
from madoguchi.booking.actions import opening
from madoguchi.booking.views.editing import is_public, own_sections, said, table
from madoguchi.booking.wording import REDUCTION, ROOM
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.places.queries import find_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from madoguchi.booking.models import Resource
    from madoguchi.places.models import Place

PAGE: Final = "booking/officer/hall.html"
SPARE: Final = 3  # rows for further rooms


@require_http_methods(["GET", "POST"])
@officer_only
def new(request: EntrantRequest) -> HttpResponse:
    """Put up rooms that are hired by the hour."""
    places, sections = _places(), own_sections(request)
    shown = {"sections": sections}
    if request.method == "GET":
        return page(request, PAGE, {**shown, **_shown(halls.NEW, {}, (), places)})
    given, rooms, errors = halls.hall(request.POST, before=None, rooms=(), places=places)
    section = request.POST.get("section", "")
    if section not in reach_of(request):
        errors["section"] = "Please choose one of your sections."
    if errors:
        return retry(request, PAGE, {**shown, **_shown(request.POST, said(errors), (), places)})
    made = opening.offer_hall(
        code=f"h-{secrets.token_hex(4)}",
        section=section,
        rooms=rooms,
        is_public=is_public(request),
        by=request.actor,
        now=clock.now(),
        **given,
    )
    return done(request, "booking:week", offering=made.pk, notice=say("The rooms can be reserved now."))


@require_http_methods(["GET", "POST"])
@officer_only
def edit(request: EntrantRequest, offering: str) -> HttpResponse:
    """Change rooms, hours, margins and fees; what is reserved keeps its time and its fee."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    terms = queries.terms_of(found)
    if terms.hire is None:
        raise Http404
    rooms, places = queries.list_all_rooms(offering=found), _places()
    places |= {each.place_id: each.place for each in rooms}
    shown = {"offering": found, "reserved": queries.count_ahead(offering=found, now=clock.now())[1]}
    if request.method == "GET":
        typed = forms.typed_words(found.title, found.lead) | halls.typed_hall(terms, terms.hire, rooms)
        typed["is_public"] = "1" if found.is_public else ""
        return page(request, PAGE, {**shown, **_shown(typed, {}, rooms, places)})
    given, wanted, errors = halls.hall(request.POST, before=terms, rooms=rooms, places=places)
    if errors:
        return retry(request, PAGE, {**shown, **_shown(request.POST, said(errors), rooms, places)})
    opening.offer_hall(
        code=found.pk,
        section=found.section,
        rooms=wanted,
        is_public=is_public(request),
        by=request.actor,
        now=clock.now(),
        **given,
    )
    return done(request, "booking:week", offering=found.pk, notice=say("The changes are saved."))


def _places() -> dict[str, Place]:
    return {each.place.pk: each.place for each in find_places(on=localdate(clock.now()))}


def _shown(
    typed: Mapping[str, Any], wrong: Mapping[str, Any], rooms: Sequence[Resource], places: Mapping[str, Place]
) -> dict[str, Any]:
    last = max((at for at in range(1, halls.MOST_ROOMS + 1) if typed.get(f"room_ja_{at}")), default=0)
    many = min(max(len(rooms), last) + SPARE, halls.MOST_ROOMS)
    return {
        "typed": typed,
        "wrong": wrong,
        "steps": [str(each) for each in halls.STEPS],
        "places": [(code, each.name) for code, each in places.items()],
        "rooms": table(typed, wrong, "room", ROOM, many),
        "reductions": table(typed, wrong, "reduction", REDUCTION, halls.MOST_REDUCTIONS),
    }

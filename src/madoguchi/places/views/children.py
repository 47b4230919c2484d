"""お子さん: whom a resident has, and where each goes in the morning. Written once, known everywhere."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.actions import children as knowing
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.places import forms
from madoguchi.places import rolls as reading
from madoguchi.places.actions import rolls
from madoguchi.places.wording import KINDS

PAGE: Final = "places/resident/children.html"
MOST: Final = 12  # children of one resident


@require_http_methods(["GET", "POST"])
@resident_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The children with where they go; posted, one more."""
    now = clock.now()
    if request.method != "POST":
        return page(request, PAGE, _shown(request))
    read = forms.child(request.POST, today=localdate(now))
    wrong = dict(read.wrong)
    if not wrong and len(reading.list_children(resident=request.resident)) >= MOST:
        wrong["name"] = "There are twelve children already. Please ask the city office."
    if wrong:
        return retry(request, PAGE, _shown(request) | {"typed": request.POST, "wrong": wrong})
    told = {key: read.value[key] for key in ("name", "kana", "birth_date")}
    child = knowing.know(resident=request.resident, **told, by=request.actor, now=now)
    seat = {key: read.value[key] for key in ("place", "grade", "group")}
    rolls.claim(child=child, **seat, today=localdate(now), by=request.actor, now=now)
    return done(request, "places:children", notice=say("{name} is registered.", name=child.name))


@require_POST
@resident_only
def belong(request: EntrantRequest, child_ref: UUID) -> HttpResponse:
    """Say where one of them goes from now on."""
    child, now = reading.access_child(reference=child_ref, resident=request.resident), clock.now()
    read = forms.seat(request.POST)
    if read.wrong:
        return retry(
            request,
            PAGE,
            _shown(request) | {"typed": request.POST, "wrong_of": child.pk, "wrong": read.wrong},
        )
    rolls.claim(child=child, **read.value, today=localdate(now), by=request.actor, now=now)
    return done(request, "places:children", notice=say("{name} is registered.", name=child.name))


def _shown(request: EntrantRequest) -> dict[str, Any]:
    children = reading.list_children(resident=request.resident)
    held = reading.belongings_on(children=children, on=clock.today())
    places: dict[str, list[Any]] = {}
    for place in reading.list_places_with_classes():
        places.setdefault(KINDS[place.kind], []).append(place)
    shown = [(child, held.get(child.pk, [])) for child in children]
    return {"children": shown, "places": places.items(), "typed": {}, "wrong": {}, "wrong_of": None}

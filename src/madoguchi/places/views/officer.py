"""The facilities of the section: their facts, and the days on which they open otherwise."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import administers
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.places import forms, queries
from madoguchi.places.actions import opening
from madoguchi.places.actions.opening import CannotAnnounce
from madoguchi.places.rolls import WITH_CLASSES
from madoguchi.places.wording import KINDS, REASONS, REFUSALS, WEEK, WHY

PLACE: Final = "places/officer/place.html"
KEYS: Final = (("j", "down"), ("k", "up"))


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The places the officer's sections are in charge of, each with today's hours."""
    lines = queries.list_of_sections(sections=reach_of(request), on=clock.today())
    shown = [{"line": each, "kind": KINDS[each.place.kind], "why": WHY[each.today.why]} for each in lines]
    may = bool(administers(officer=officer_of(request), on=clock.today()))
    return page(request, "places/officer/list.html", {"lines": shown, "may_take_in": may, "keys": KEYS})


@require_http_methods(["GET", "POST"])
@officer_only
def place(request: EntrantRequest, code: str) -> HttpResponse:
    """The facts of a place, to read and to change."""
    found = queries.access_own_place(code=code, sections=reach_of(request))
    if request.method != "POST":
        return page(request, PLACE, _shown(found))
    read = forms.facts(request.POST)
    if read.wrong:
        return retry(request, PLACE, _shown(found, facts=request.POST, wrong=read.wrong))
    opening.change_facts(place=found, facts=read.value, by=request.actor, now=clock.now())
    return done(request, "places:desk_place", code=code, notice=say("The facts of the place are saved."))


@require_POST
@officer_only
def announce(request: EntrantRequest, code: str) -> HttpResponse:
    """Tell that a place is closed, or opens otherwise, on some days."""
    found = queries.access_own_place(code=code, sections=reach_of(request))
    read, now = forms.special(request.POST), clock.now()
    if read.wrong:
        return retry(request, PLACE, _shown(found, days=request.POST, wrong=read.wrong))
    number = officer_of(request).number
    told = {"special": read.value, "today": localdate(now), "officer": number, "by": request.actor}
    try:
        opening.announce(place=found, **told, now=now)
    except CannotAnnounce as cannot:
        at, words = REFUSALS[cannot.wrong]
        return retry(request, PLACE, _shown(found, days=request.POST, wrong={at: words}))
    return done(request, "places:desk_place", code=code, notice=say("Residents read this from now on."))


@require_POST
@officer_only
def take_back(request: EntrantRequest, special_id: int) -> HttpResponse:
    """The place opens as usual on these days after all."""
    days = queries.access_special_days(days_id=special_id, sections=reach_of(request))
    opening.take_back(days=days, by=request.actor, now=clock.now())
    notice = say("The place opens as usual on these days.")
    return done(request, "places:desk_place", code=days.place_id, notice=notice)


def _shown(place: Any, *, facts: Any = None, days: Any = None, wrong: Any = None) -> dict[str, Any]:
    typed, faults = facts or forms.facts_as_typed(place), wrong or {}
    week = [(key, label, typed.get(key, ""), faults.get(key, "")) for key, label in WEEK.items()]
    return {
        "place": place,
        "kind_label": KINDS[place.kind],
        "has_classes": place.kind in WITH_CLASSES,
        "facts": typed,
        "week": week,
        "days": days or {},
        "wrong": faults,
        "reasons": REASONS.items(),
        "announced": queries.list_special_days(place=place, since=clock.today()),
        "keys": (("u", "back to the list"),),
    }

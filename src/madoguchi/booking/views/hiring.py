"""At the desk: hours of a room for somebody who calls or stands there, with what they cost, shown before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import booking
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.views import hire
from madoguchi.booking.wording import refused
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.rules import slots
from madoguchi.rules.slots import EVERYBODY, Range, Refusal, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE: Final = "booking/officer/hire.html"


@require_http_methods(["GET", "POST"])
@officer_only
def rooms(request: EntrantRequest, offering: str) -> HttpResponse:
    """What is taken on a day; posted, what the hours cost and which weeks are free, or it is reserved."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    terms = queries.terms_of(found)
    if terms.hire is None:
        raise Http404
    values = hire.shown(request, found, terms.hire)
    if request.method == "GET":
        chosen = {name: request.GET.get(name, "") for name in ("room", "opens", "closes")}
        return page(request, PAGE, {**values, "typed": chosen})
    asked = forms.hours(request.POST, terms.hire, values["day"])
    if isinstance(asked, Refusal):
        return _again(request, values, {"hours": refused(asked)})
    values |= _offered(request, terms, asked)
    if request.POST.get("act") == "look":
        return page(request, PAGE, values)
    who, size, errors = _asked(request, terms, {each.pk for each, *_ in values["rooms"]})
    if errors:
        return _again(request, values, {name: say(words) for name, words in errors.items()})
    try:
        made = booking.hire(
            resource=request.POST["room"],
            hours=asked,
            wish=_wish(request, who, size),
            by=request.actor,
            now=clock.now(),
        )
    except CannotBook as cannot:
        return _again(request, values, {"hours": refused(cannot.refusal)})
    notice = say("Reserved. The reservation number is {number}.", number=made[0].code)
    return done(request, "booking:desk_reservation", reservation_id=made[0].pk, notice=notice)


def _again(request: EntrantRequest, values: dict[str, Any], wrong: Mapping[str, Any]) -> HttpResponse:
    return retry(request, PAGE, {**values, "wrong": wrong})


def _offered(request: EntrantRequest, terms: Terms, asked: Sequence[Range]) -> dict[str, Any]:
    """What the hours cost, and which of them somebody else has."""
    if terms.hire is None:
        return {}
    taken = queries.list_clashes(room=request.POST.get("room", ""), hours=asked, terms=terms)
    reduction = request.POST.get("reduction", "")
    return {
        "price": slots.price(terms.hire, asked, reduction),
        "asked": [(each, each in taken) for each in asked],
        "clashes": len(taken),
    }


def _asked(request: EntrantRequest, terms: Terms, rooms: set[str]) -> tuple[Who, int, forms.Errors]:
    who, wrong = forms.caller(request.POST, officer_of(request).number)
    size, errors = forms.hirer(request.POST, terms, rooms=rooms)
    return who, size, {**errors, **wrong, **forms.reduced(request.POST, terms)}


def _wish(request: EntrantRequest, who: Who, size: int) -> Wish:
    return Wish(
        who=who,
        party={EVERYBODY: size},
        key=f"desk:{who.booked_by}:{request.POST.get('key', '')[:64]}",
        reduction=request.POST.get("reduction", ""),
        why=forms.written(request.POST, "why"),
    )

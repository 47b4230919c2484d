"""Residents: rooms by the hour, once or every week, with what it costs."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import booking
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.wording import refused
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.rules import slots
from madoguchi.rules.opening_days import OpeningDay, Why, say_hours
from madoguchi.rules.slots import EVERYBODY, Hire, Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from madoguchi.booking.models import Offering

PAGE: Final = "booking/resident/rooms.html"


@require_http_methods(["GET", "POST"])
@resident_only
def rooms(request: EntrantRequest, offering: str) -> HttpResponse:
    """What is taken on a day, and the hours somebody asks for; the price is shown before it is asked for."""
    found = queries.access_public(code=offering)
    terms = queries.terms_of(found)
    if terms.hire is None:
        raise Http404
    values = shown(request, found, terms.hire, otherwise=queries.first_day_to_hire(found, clock.now()))
    if request.method == "GET" or request.POST.get("act") == "day":
        return page(request, PAGE, values)
    if forms.read_day(request.POST.get("on", "")) is None:
        return _again(request, values, {"on": say("Please choose a day.")})
    asked = forms.hours(request.POST, terms.hire, values["day"])
    if isinstance(asked, Refusal):
        wrong = {"hours": refused(asked)}
    else:
        wrong, values["price"] = {}, slots.price(terms.hire, asked, request.POST.get("reduction", ""))
    if request.POST.get("act") == "look":
        return _again(request, values, wrong) if wrong else page(request, PAGE, values)
    size, errors = forms.hirer(request.POST, terms, rooms={each.pk for each, *_ in values["rooms"]})
    if errors or isinstance(asked, Refusal):
        return _again(request, values, {**{name: say(words) for name, words in errors.items()}, **wrong})
    try:
        made = booking.hire(
            resource=request.POST["room"],
            hours=asked,
            wish=_wish(request, size),
            by=request.actor,
            now=clock.now(),
        )
    except CannotBook as cannot:
        return _again(request, shown(request, found, terms.hire), {"hours": refused(cannot.refusal)})
    return done(request, "booking:reservation", reservation_id=made[0].pk)


def _again(request: EntrantRequest, values: dict[str, Any], wrong: Mapping[str, Any]) -> HttpResponse:
    return retry(request, PAGE, {**values, "wrong": wrong})


def _wish(request: EntrantRequest, size: int) -> Wish:
    if request.resident is None:
        raise Http404
    name, kana = forms.written(request.POST, "name"), forms.read_kana(request.POST)
    return Wish(
        who=Who(resident=request.resident, language=request.resident.language, name=name, kana=kana),
        party={EVERYBODY: size},
        key=f"{request.actor.ref}:{request.POST.get('key', '')[:64]}",
        reduction=request.POST.get("reduction", "")[:64],
    )


def shown(
    request: EntrantRequest, found: Offering, hire: Hire, otherwise: date | None = None
) -> dict[str, Any]:
    """What a page shows that asks for hours of a room: rooms, clocks, what is taken that day."""
    typed = request.POST.get("on", "") or request.GET.get("on", "")
    day = forms.read_day(typed) or otherwise or localdate(clock.now())
    rooms = queries.list_rooms(offering=found, day=day)
    opening = queries.opening_of({room.place for room, _ in rooms}, [day])
    return {
        "offering": found,
        "terms": queries.terms_of(found),
        "hire": hire,
        "day": day,
        "rooms": [(room, taken, _opening(opening[room.place_id, day])) for room, taken in rooms],
        "clocks": _clocks(hire),
        "weeks": range(1, hire.weeks_at_most + 1),
        "reductions": [(each.id, each.title.root, each.percent) for each in hire.reductions],
        "key": uuid4().hex,
        "price": None,
        "typed": request.POST,
        "wrong": {},
    }


def _opening(day: OpeningDay) -> str:
    """What is out of the ordinary: usual hours do not count, for halls are hired when the counter is shut."""
    if day.is_shut:
        return say("The place is closed")
    return say("Open {hours} only on this day", hours=say_hours(day.hours)) if day.why is Why.SPECIAL else ""


def _clocks(hire: Hire) -> list[str]:
    first, last = (60 * at.hour + at.minute for at in map(time.fromisoformat, (hire.opens, hire.closes)))
    return [f"{at // 60:02}:{at % 60:02}" for at in range(first, last + 1, hire.step_minutes)]

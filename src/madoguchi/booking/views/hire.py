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
    hire = queries.terms_of(found).hire
    if hire is None:
        raise Http404
    day = forms.read_day(request.POST.get("on", "") or request.GET.get("on", "")) or localdate(clock.now())
    values = _values(found, hire, day)
    if request.method == "GET":
        return page(request, PAGE, {**values, "typed": {}, "wrong": {}})
    asked = _hours(request.POST, hire, day)
    values["price"] = None if isinstance(asked, Refusal) else _price(hire, asked, request.POST)
    if request.POST.get("act") == "look":
        wrong = {"hours": refused(asked)} if isinstance(asked, Refusal) else {}
        show = retry if wrong else page
        return show(request, PAGE, {**values, "typed": request.POST, "wrong": wrong})
    errors = {
        name: say(words) for name, words in forms.who_comes(request.POST, queries.terms_of(found)).items()
    }
    room = request.POST.get("room", "")
    if room not in {each.pk for each, _ in values["rooms"]}:
        errors["room"] = say("Please choose a room.")
    size = forms.read_count(request.POST.get("people", ""), least=1, most=1_000)
    if size is None:
        errors["people"] = say("Please say how many people come.")
    if isinstance(asked, Refusal):
        errors["hours"] = refused(asked)
    if errors or isinstance(asked, Refusal) or size is None:
        return retry(request, PAGE, {**values, "typed": request.POST, "wrong": errors})
    try:
        made = booking.hire(
            resource=room, hours=asked, wish=_wish(request, size), by=request.actor, now=clock.now()
        )
    except CannotBook as cannot:
        wrong = {"hours": refused(cannot.refusal)}
        return retry(request, PAGE, {**_values(found, hire, day), "typed": request.POST, "wrong": wrong})
    notice = (
        say("You have asked for it.")
        if queries.terms_of(found).by_approval
        else say("You have a reservation.")
    )
    return done(request, "booking:reservation", reservation_id=made[0].pk, notice=notice)


def _wish(request: EntrantRequest, size: int) -> Wish:
    if request.resident is None:
        raise Http404
    name, kana = (forms.written(request.POST, each) for each in ("name", "kana"))
    return Wish(
        who=Who(resident=request.resident, language=request.resident.language, name=name, kana=kana),
        party={EVERYBODY: size},
        key=f"{request.actor.ref}:{request.POST.get('key', '')[:64]}",
        reduction=request.POST.get("reduction", "")[:64],
    )


def _hours(data: Mapping[str, str], hire: Hire, day: date) -> list[slots.Range] | Refusal:
    opens, closes = forms.read_time(data.get("opens", "")), forms.read_time(data.get("closes", ""))
    weeks = forms.read_count(data.get("weeks", "") or "1", least=1, most=slots.MOST_WEEKS)
    if opens is None or closes is None or weeks is None:
        return Refusal(reason=slots.Reason.NOT_HOURS)
    return slots.hours_of(hire, day, opens, closes, weeks)


def _price(hire: Hire, asked: list[slots.Range], data: Mapping[str, str]) -> int:
    return slots.price(hire, asked, data.get("reduction", ""))


def _values(found: Offering, hire: Hire, day: date) -> dict[str, Any]:
    return {
        "offering": found,
        "terms": queries.terms_of(found),
        "hire": hire,
        "day": day,
        "rooms": queries.list_rooms(offering=found, day=day),
        "clocks": _clocks(hire),
        "weeks": range(1, hire.weeks_at_most + 1),
        "reductions": [(each.id, each.title.root, each.percent) for each in hire.reductions],
        "key": uuid4().hex,
        "price": None,
    }


def _clocks(hire: Hire) -> list[str]:
    first, last = (60 * at.hour + at.minute for at in map(time.fromisoformat, (hire.opens, hire.closes)))
    return [f"{at // 60:02}:{at % 60:02}" for at in range(first, last + 1, hire.step_minutes)]

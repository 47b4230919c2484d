"""At an event, behind the poster's QR code: who reserved is there with one button, or with a number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import Http404

from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.checkin import attending, forms
from madoguchi.checkin.actions import attending as coming
from madoguchi.checkin.visitors import acting, family_at
from madoguchi.rules.slots import State

if TYPE_CHECKING:
    from django.http import HttpResponse

    from madoguchi.audit.actions import Actor
    from madoguchi.checkin.models import Point
    from madoguchi.people.entrants import EntrantRequest
    from madoguchi.people.models import Resident

DOOR: Final = "checkin/resident/lecture.html"
THERE: Final = "checkin/resident/attended.html"
LONGEST: Final = 30


def door(request: EntrantRequest, point: Point) -> HttpResponse:
    """Once for each reservation: nobody has to say that they leave."""
    if request.method == "GET":
        return page(request, DOOR, _values(request, point))
    now, typed = clock.now(), request.POST.get("code", "")[:LONGEST]
    chosen = request.POST.get("reservation", "")
    held = attending.find_mine(point=point, resident=_resident(request), typed=chosen, now=now)
    held = held or attending.find(point=point, typed=typed, now=now)
    if held is None:
        wrong = say("There is no such reservation here for now. Please look at the number, or ask the staff.")
        return retry(request, DOOR, {**_values(request, point), "typed": typed, "wrong": wrong})
    is_again = held.state == State.ATTENDED
    try:
        scan_id, by = forms.read_id(request.POST) or uuid4(), _by(request)
        coming.attend(point=point, reservation=held, scan_id=scan_id, by=by, now=now)
    except CannotBook as cannot:
        raise Http404 from cannot
    values = {"place": point.place, "reservation": held, "is_again": is_again, "now": now}
    return page(request, THERE, values)


def _resident(request: EntrantRequest) -> Resident | None:
    """Who is signed in, or whose phone is known at doors."""
    family = family_at(request)
    return request.resident or (family.resident if family else None)


def _by(request: EntrantRequest) -> Actor:
    family = family_at(request)
    return acting(request, family) if family else request.actor


def _values(request: EntrantRequest, point: Point) -> dict[str, Any]:
    resident = _resident(request)
    return {
        "place": point.place,
        "mine": attending.list_mine(point=point, resident=resident, now=clock.now()),
        "is_known": resident is not None,
        "scan_id": uuid4(),
    }

"""At the door for hours of work: a card at the tablet, or one's own phone that knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect

from madoguchi.audit.actions import Actor
from madoguchi.base import clock, cookies
from madoguchi.base.entrances import Entrance
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.checkin import forms, shifts
from madoguchi.checkin.actions import shifts as working
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.visitors import PATH
from madoguchi.rules.visits import Source

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point, Worker
    from madoguchi.people.entrants import EntrantRequest

DOOR: Final = "checkin/resident/shift.html"
SAID: Final = "checkin/resident/shift_said.html"
COOKIE: Final = "worker"
LONGEST: Final = 100


def door(request: EntrantRequest, point: Point) -> HttpResponse:
    """One button; before the first time the code of the card."""
    if request.method == "POST" and "card" in request.POST:
        return _known_from_now(request, point)
    worker = shifts.worker_by_card(request.COOKIES.get(COOKIE, ""), point.place)
    if worker is None or request.method == "GET":
        return page(request, DOOR, {**values(worker), "place": point.place})
    heard = said(request)
    scan = working.hear_worker(
        point=point, worker=worker, heard=heard, source=Source.SELF, by=acting(worker), now=clock.now()
    )
    return page(request, SAID, {"worker": worker, "scan": scan, "place": point.place})


def values(worker: Worker | None) -> dict[str, Any]:
    """The page as it stands: whether they are at work decides which button there is."""
    here = shifts.open_shift(worker, clock.today()) if worker else None
    return {"worker": worker, "here": here, "scan_id": uuid4()}


def said(request: EntrantRequest) -> Heard:
    """What the button says, by the server's clock."""
    read = forms.read_scan(request.POST)
    return Heard.by_server(id=read.id, direction=read.direction, members=(), now=clock.now())


def acting(worker: Worker) -> Actor:
    """As the record names them."""
    return Actor(kind="worker", ref=str(worker.pk), entrance=Entrance.PORTAL)


def _known_from_now(request: EntrantRequest, point: Point) -> HttpResponse:
    typed = request.POST["card"][:LONGEST]
    if shifts.worker_by_card(typed, point.place) is None:
        wrong = say("Nobody who works here has this card. Please look at the code again.")
        shown = {**values(None), "place": point.place, "typed": typed, "wrong": wrong}
        return retry(request, DOOR, shown)
    answer = redirect(request.path)
    cookies.keep(answer, COOKIE, typed, path=PATH)
    return answer

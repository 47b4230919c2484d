"""At a shelter, behind the poster's QR code: three things are asked, of whom the city knows fewer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from django.http import Http404

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.checkin import forms, queries, shelter_forms, shelters
from madoguchi.checkin.actions import sheltering
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.checkin.visitors import acting, family_at, known_here, remembered
from madoguchi.rules.visits import Direction, Source

if TYPE_CHECKING:
    from django.http import HttpResponse

    from madoguchi.checkin.models import Family, Point
    from madoguchi.checkin.shelter_forms import Written
    from madoguchi.people.entrants import EntrantRequest

DOOR: Final = "checkin/resident/shelter.html"


def door(request: EntrantRequest, point: Point) -> HttpResponse:
    """One step in and one out, with or without a registration; the phone is known from then on."""
    family, today = family_at(request), clock.today()
    asked = shelters.asked_of(family, today)
    if request.method == "GET":
        answer = page(request, DOOR, _values(point, shelters.known(asked, point, today)))
        return remembered(request, answer, family) if family else answer
    if family is not None and request.POST.get("direction") == Direction.OUT:
        by = acting(request, family)
        scan = sheltering.leave(point=point, family=family, source=Source.SELF, by=by, now=clock.now())
        return done(request, "checkin:done", scan_id=scan.pk)
    written, told = shelter_forms.read(request.POST, asked)
    if told is None:
        return retry(request, DOOR, _values(point, written))
    return _arrived(request, point, family, told)


def _arrived(
    request: EntrantRequest, point: Point, family: Family | None, told: sheltering.Told
) -> HttpResponse:
    now = clock.now()
    heard = Heard.by_server(
        id=forms.read_id(request.POST), direction=Direction.IN, members=told.members,
        adults=told.household.people - len(told.members), now=now,
    )  # fmt: skip
    by = acting(request, family) if family else request.actor
    try:
        scan = sheltering.arrive(
            point=point, family=family, told=told, heard=heard, source=Source.SELF, by=by, now=now
        )
    except CannotScan as cannot:
        raise Http404 from cannot
    answer = done(request, "checkin:done", scan_id=scan.pk)
    return answer if family or scan.family is None else known_here(request, answer, scan.family)


def _values(point: Point, written: Written) -> dict[str, Any]:
    family, today = written.asked.family, clock.today()
    visit = queries.open_visit(family, point, today) if family else None
    is_here = visit is not None and visit.point_id == point.pk
    return {
        "place": point.place,
        "written": written,
        "people": shelters.household_of(visit).people if visit else 0,
        "here": visit if is_here else None,
        "elsewhere": None if is_here else visit,
        "scan_id": uuid4(),
    }

"""The ten-second page (入退室): behind the poster's QR code one big button, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import forms, queries, shelters, tokens
from madoguchi.checkin.actions import registering, scanning
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.checkin.views import lecture_door, shelter_door, shift_door
from madoguchi.checkin.visitors import acting, family_at, remembered
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, resident_only
from madoguchi.rules import calendar
from madoguchi.rules.visits import UNDO, Direction, Refusal, Source, Use

if TYPE_CHECKING:
    from datetime import datetime

    from madoguchi.checkin.models import Family, Point, Scan, Visit

DOOR: Final = "checkin/resident/door.html"
GONE: Final = 410


@never_cache
@require_http_methods(["GET", "POST"])
@anyone
def door(request: EntrantRequest, point_id: UUID, token: str) -> HttpResponse:
    """Who came last time is chosen already: one button. A family that is not registered does that first."""
    point, now = queries.access_point(point_id), clock.now()
    if refusal := tokens.refuse_token(point, token, at=now):
        return _refused(request, point, refusal)
    if point.ended_at is not None:
        return page(request, "checkin/resident/ended.html", {"place": point.place}, status=GONE)
    if point.profile.use == Use.SHELTER:
        return shelter_door.door(request, point)
    if point.profile.use == Use.LECTURE:
        return lecture_door.door(request, point)
    if point.profile.use == Use.STAFF:
        return shift_door.door(request, point)
    family = family_at(request)
    if family is None or family.is_guest or family.valid_until <= calendar.local_day(now):
        return redirect(f"{reverse('checkin:register')}?{urlencode({'next': request.path})}")
    if request.method == "GET":
        return remembered(request, page(request, DOOR, _values(point, family)), family)
    said = forms.read_scan(request.POST)
    heard = Heard.by_server(
        id=said.id, direction=said.direction, members=said.members, adults=said.adults, now=now
    )
    try:
        scan = scanning.scan(
            point=point, family=family, heard=heard, source=Source.SELF, by=acting(request, family), now=now
        )
    except CannotScan:
        wrong = say("Please choose at least one child.")
        return retry(request, DOOR, {**_values(point, family), "wrong": wrong})
    return done(request, "checkin:done", scan_id=scan.pk)


@require_GET
@anyone
def start(request: EntrantRequest) -> HttpResponse:
    """The page as an app, opened without a poster: what to do."""
    return page(request, "checkin/resident/start.html")


@never_cache
@require_GET
@anyone
def entered(request: EntrantRequest, scan_id: UUID) -> HttpResponse:
    """What became of it: large and green, to be shown to staff."""
    family, now = family_at(request), clock.now()
    scan = queries.access_scan(scan_id=scan_id, family=family)
    visit = queries.visit_around(scan)
    if family is None or visit is None:
        return redirect("/")
    values = {**outcome(scan, visit, family, now), "left": queries.left_by(scan)}
    return page(request, "checkin/resident/done.html", values)


def outcome(scan: Scan, visit: Visit, family: Family, now: datetime) -> dict[str, Any]:
    """What became of what was said, as a phone and a tablet show it."""
    there, is_entry = set(visit.members), scan.direction == Direction.IN
    is_shelter = visit.point.profile.use == Use.SHELTER
    return {
        "people": shelters.household_of(visit).people if is_shelter else 0,
        "scan": scan,
        "visit": visit,
        "place": scan.point.place,
        "children": [each for each in queries.children_of(family) if each.pk in there],
        "is_entry": is_entry,
        "is_again": is_entry and visit.opened_at != scan.at,
        "may_undo": now - scan.received_at <= UNDO,
    }


@require_POST
@anyone
def undo(request: EntrantRequest, scan_id: UUID) -> HttpResponse:
    """It was a mistake; after half a minute staff put it right."""
    family = family_at(request)
    scan = queries.access_scan(scan_id=scan_id, family=family)
    if family is None or not scanning.undo(scan=scan, by=acting(request, family), now=clock.now()):
        return page(request, "checkin/resident/undone.html", {"is_late": True}, status=409)
    return page(request, "checkin/resident/undone.html", {"place": scan.point.place})


@require_GET
@resident_only
def visits(request: EntrantRequest) -> HttpResponse:
    """A family's own visits."""
    family = queries.family_of(request.resident)
    found, today = queries.list_visits(family) if family else [], clock.today()
    return page(request, "checkin/resident/visits.html", {"family": family, "visits": found, "today": today})


@require_POST
@resident_only
def forget(request: EntrantRequest) -> HttpResponse:
    """Let no phone check in any more without signing in."""
    family = queries.family_of(request.resident)
    if family is None:
        raise Http404
    registering.forget_phones(family=family, by=request.actor, now=clock.now())
    return done(request, "checkin:visits", notice=say_plain("Each phone has to sign in once more."))


@require_POST
@anyone
def leave(request: EntrantRequest) -> HttpResponse:
    """Say afterwards that one has left: the visit that is still open ends now."""
    family, now = family_at(request), clock.now()
    visit = queries.latest_open(family, calendar.local_day(now)) if family else None
    if family is None or visit is None:
        raise Http404
    members = [child.pk for child in queries.children_of(family)]  # those who came may not be theirs any more
    heard = Heard.by_server(direction=Direction.OUT, members=members, adults=visit.adults, now=now)
    scan = scanning.scan(
        point=visit.point, family=family, heard=heard, source=Source.SELF, by=acting(request, family), now=now
    )
    return done(request, "checkin:done", scan_id=scan.pk)


def _refused(request: EntrantRequest, point: Point, refusal: Refusal) -> HttpResponse:
    """An old poster says what to do; what we never printed is no page of ours."""
    if refusal is not Refusal.OLD_POSTER:
        raise Http404
    return page(request, "checkin/resident/old_poster.html", {"place": point.place}, status=GONE)


def _values(point: Point, family: Family) -> dict[str, Any]:
    children = queries.children_of(family)
    visit = queries.open_visit(family, point, clock.today())
    last = queries.last_visit(family)
    came = queries.usual_members(children, last)
    return {
        "point": point,
        "place": point.place,
        "children": [{"child": each, "chosen": each.pk in came} for each in children],
        "adults": last.adults if last else 1,
        "adults_to_choose": (1, 2, 3),
        "here": visit if visit and visit.point_id == point.pk else None,
        "elsewhere": visit if visit and visit.point_id != point.pk else None,
        "scan_id": uuid4(),
    }

"""Tablets at a door, seen from the desk: one is asked for with a code, one is ended."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.checkin import forms, queries
from madoguchi.checkin.actions import tablets as pairing
from madoguchi.checkin.wording import BOARDS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules.references import grouped
from madoguchi.rules.visits import Use

PAGE: Final = "checkin/officer/tablets.html"
LONGEST: Final = 50


@never_cache
@require_http_methods(["GET", "POST"])
@officer_only
def tablets(request: EntrantRequest, point_id: UUID) -> HttpResponse:
    """The tablets of a door; posted to, the code by which one more is paired, shown once."""
    point = queries.access_point_of(
        point_id=point_id, sections=reach_of(request), uses=list(map(Use, BOARDS))
    )
    values: dict[str, Any] = {"point": point, "board": BOARDS[point.profile.use], "now": clock.now()}
    if request.method == "GET":
        return page(request, PAGE, {**values, "tablets": queries.list_tablets(point)})
    name = forms.line(request.POST, "name", LONGEST)
    if not name:
        wrong = say("Please name the tablet, e.g. by where it stands.")
        return retry(request, PAGE, {**values, "tablets": queries.list_tablets(point), "wrong": wrong})
    made, code = pairing.expect_tablet(point=point, name=name, by=request.actor, now=clock.now())
    address = url_of(Entrance.PORTAL, reverse("checkin:tablet_pair"))
    told = {"made": made, "code": grouped(code), "address": address}
    return page(request, PAGE, {**values, "tablets": queries.list_tablets(point), **told})


@require_POST
@officer_only
def end(request: EntrantRequest, tablet_id: UUID) -> HttpResponse:
    """It is lost or taken away."""
    tablet = queries.access_tablet(tablet_id=tablet_id, sections=reach_of(request))
    pairing.end_tablet(tablet=tablet, by=request.actor, now=clock.now())
    notice = say_plain("Nobody checks in at that tablet any more.")
    return done(request, "checkin:tablets", point_id=tablet.point_id, notice=notice)

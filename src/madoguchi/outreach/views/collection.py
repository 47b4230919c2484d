"""ごみ収集日: what is collected when, for residents; and for administrators the files it comes from."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.outreach import queries
from madoguchi.outreach.actions import collecting
from madoguchi.outreach.wording import COLLECTION, MOMENTS, WASTE
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import administrator_only, anyone, resident_only
from madoguchi.rules.collection import Moment

LONGEST_ASKED: Final = 40
FILES: Final = ("area_days", "center", "target", "description")
PAGE: Final = "outreach/officer/collection.html"


@require_GET
@anyone
def calendar(request: EntrantRequest) -> HttpResponse:
    """The next days of one area: this week, and what follows within a month."""
    now = clock.now()
    wish = queries.wish_of(request.resident)
    asked = request.GET.get("area") or (wish.area if wish else "")
    areas, found = queries.collection(asked, localdate(now))
    days = [(day, [_said(kind) for kind in kinds]) for day, kinds in found]
    week = localdate(now) + timedelta(days=7)
    shown = {
        "asked": _typed(request),
        "has_guide": queries.has_guide(),
        "things": [
            (each, _said(each.goods.kind))
            for each in queries.things(_typed(request), area=asked, today=localdate(now))
        ],
        "areas": areas,
        "area": asked if asked in areas else "",
        "week": [each for each in days if each[0] < week],
        "later": [each for each in days if each[0] >= week],
        "moment": wish.moment if wish and wish.area == asked else "",
        "moments": MOMENTS.items(),
        "resident": request.resident,
    }
    return page(request, "outreach/resident/collection.html", shown)


@require_POST
@resident_only
def wish(request: EntrantRequest) -> HttpResponse:
    """Be reminded, or no longer; what was not on the page changes nothing."""
    area, moment = request.POST.get("area", ""), request.POST.get("moment", "")
    if moment and (
        moment not in list(Moment) or area not in queries.collection(area, localdate(clock.now()))[0]
    ):
        return done(request, "outreach:collection", notice=say_plain("Please choose again."))
    chosen = Moment(moment) if moment else None
    collecting.wish(resident=request.resident, area=area, moment=chosen, by=request.actor, now=clock.now())
    return done(request, "outreach:collection", notice=say_plain("Your settings are saved."))


def _typed(request: EntrantRequest) -> str:
    return request.GET.get("q", "").replace("\0", "")[:LONGEST_ASKED]


def _said(kind: str) -> str:
    return say(WASTE[kind]) if kind in WASTE else kind


@require_http_methods(["GET", "POST"])
@administrator_only
def take_in(request: EntrantRequest) -> HttpResponse:
    """Read the files in use, or take in others; what is wrong is said by line, and nothing typed is lost."""
    if request.method != "POST":
        return page(request, PAGE, {"said": queries.timetable_in_use(), "faults": ()})
    said: dict[str, Any] = {name: request.POST.get(name, "") for name in FILES}
    said["on_holidays"] = request.POST.get("on_holidays") == "yes"
    try:
        taken = collecting.take_in(**said, by=request.actor, now=clock.now())
    except collecting.CannotTakeIn as cannot:
        faults = [(each, say(COLLECTION[each.wrong])) for each in cannot.faults]
        return retry(request, PAGE, {"said": said, "faults": faults})
    notice = say_plain("{count} areas are shown from now on.", count=len(taken.areas))
    return done(request, "outreach:collection_files", notice=notice)

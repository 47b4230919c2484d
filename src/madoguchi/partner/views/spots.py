"""Who stayed longer today: ticked by the club, counted by the month's charge."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.enrolment import queries as enrolment
from madoguchi.enrolment.actions import ticking
from madoguchi.enrolment.chargeable import KIND
from madoguchi.partner import wording
from madoguchi.partner.reach import access
from madoguchi.payments import queries as payments
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules import calendar, spots
from madoguchi.rules.delegation import What

if TYPE_CHECKING:
    from madoguchi.places.models import Place
    from madoguchi.rules.fees.table import Spot

PAGE: Final = "partner/spots.html"


@require_http_methods(["GET", "POST"])
@member_only
def ticked(request: EntrantRequest, place: str) -> HttpResponse:
    """One day: who was there, and who stayed longer than was arranged."""
    there, _ = access(request, place, What.ROSTER, What.WORK)
    now = clock.now()
    today = calendar.local_day(now)
    day = _day(request.POST.get("on") or request.GET.get("on", ""), today)
    bands = payments.spots_in(KIND, day.replace(day=1), there.section_id or "")
    if request.method == "POST":
        return _keep(request, there, day, bands, now)
    return page(request, PAGE, _values(request, there, day, bands, now))


def _keep(request: EntrantRequest, there: Place, day: date, bands: list[Spot], now: datetime) -> HttpResponse:
    """Only what was changed on this page: a colleague may be ticking the same day."""
    known = {each.id for each in bands}
    seen, ticks = (_ticks(request.POST, name, known) for name in ("seen", "tick"))
    try:
        ticking.tick(
            place=there.pk, day=day, add=ticks - seen, take_back=seen - ticks, by=request.actor, now=now
        )
    except ticking.CannotTick as cannot:
        wrong = say(wording.TICKS[cannot.reason])
        return retry(request, PAGE, {**_values(request, there, day, bands, now), "wrong": wrong})
    to = f"{reverse('partner:spots', args=[there.pk])}?on={day.isoformat()}"
    return done(request, to, notice=say("The ticks of {day} are kept.", day=day))


def _ticks(given: QueryDict, name: str, bands: set[str]) -> set[tuple[UUID, str]]:
    """Place and band of each box; what is none is left out."""
    parts = (each.partition(":") for each in given.getlist(name))
    return {(UUID(pk), band) for pk, _, band in parts if band in bands and _is_id(pk)}


def _is_id(typed: str) -> bool:
    try:
        return str(UUID(typed)) == typed
    except ValueError:
        return False


def _values(
    request: EntrantRequest, there: Place, day: date, bands: list[Spot], now: datetime
) -> dict[str, Any]:
    today = calendar.local_day(now)
    is_open = spots.refuse(day, today) is None
    held = enrolment.list_there(place=there.pk, day=day) if is_open else []
    refs = [each.application.reference for each in held]
    audit.viewed(kind="application", refs=refs, by=request.actor, now=now)
    kept = enrolment.ticked_on(held=held, day=day)
    return {
        "place": there,
        "day": day,
        "today": today,
        "before": day - timedelta(days=1) if day > spots.first_day(today) else None,
        "after": day + timedelta(days=1) if day < today else None,
        "first_day": spots.first_day(today),
        "bands": bands,
        "children": [
            {
                "held": each,
                "grade": calendar.school_grade(each.child.birth_date, each.year),
                "boxes": [
                    {"band": band, "value": f"{each.pk}:{band.id}", "is_ticked": (each.pk, band.id) in kept}
                    for band in bands
                ],
            }
            for each in held
        ],
    }


def _day(typed: str, today: date) -> date:
    """The day that is asked for; today where none can be read."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return today

"""在籍: the clubs with their seats, what needs an officer, one club with its children."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.enrolment import checks, forms, queries
from madoguchi.enrolment import interviews as reader
from madoguchi.enrolment.actions import following, interviewing, offering
from madoguchi.enrolment.forms import Wrong
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.reading import row, rows
from madoguchi.enrolment.wording import BOOKINGS, REFUSALS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import officer_of, reach_of
from madoguchi.places.queries import access_place
from madoguchi.review.views.opening import open_application
from madoguchi.rules import calendar, interviews
from madoguchi.rules.enrolment import Source

if TYPE_CHECKING:
    from madoguchi.places.models import Place

KEYS = (("j", "down"), ("k", "up"))
CLUB = "enrolment/officer/club.html"


@require_GET
@officer_only
def clubs(request: EntrantRequest) -> HttpResponse:
    """Every club of a school year; above them only what does not go by itself."""
    today, reach = calendar.local_day(clock.now()), reach_of(request)
    year = _year(request, today)
    late = queries.list_overdue_offers(sections=reach, on=today)
    unseen = queries.list_unconfirmed(sections=reach, on=today)
    left = queries.list_leftovers(sections=reach)
    lines = queries.list_clubs(sections=reach, year=year, on=today)
    checked = checks.list_checked(sections=reach)
    shown = [*late, *unseen, *left, *checked]
    audit.viewed(
        kind="application",
        refs=sorted({each.application.reference for each in shown}),
        by=request.actor,
        now=clock.now(),
    )
    values = {
        "clubs": lines,
        "late": rows(late),
        "checked": checked,
        "unseen": rows(unseen),
        "left": [{"row": each, "why": say(REFUSALS[each.reason])} for each in left],
        "keys": KEYS,
        **_years(year, today),
    }
    return page(request, "enrolment/officer/clubs.html", values)


@require_GET
@officer_only
def club(request: EntrantRequest, code: str) -> HttpResponse:
    """The children of a club, and whom it is offered to."""
    return page(request, CLUB, _club(request, code))


@require_POST
@officer_only
def offer(request: EntrantRequest, code: str) -> HttpResponse:
    """Offer a free seat to the child of an application."""
    place = _access(request, code)
    try:
        reference = request.POST.get("reference", "").strip()
        opened = open_application(request, reference)
        made = offering.offer(
            application=opened.read.application,
            place=place.pk,
            starts_on=forms.day(request.POST, "starts_on"),
            source=Source.OFFICER,
            by=request.actor,
            now=clock.now(),
        )
    except Wrong as wrong:
        return retry(request, CLUB, {**_club(request, code), "wrong": {wrong.at: say(wrong.words)}})
    except CannotChangePlace as cannot:
        refused = {"reference": say(REFUSALS[cannot.refusal.reason])}
        return retry(request, CLUB, {**_club(request, code), "wrong": refused})
    notice = say("The place was offered. The family has until {day}.", day=made.reply_by)
    return done(request, "enrolment:club", code=code, notice=notice)


@require_POST
@officer_only
def open_times(request: EntrantRequest, code: str) -> HttpResponse:
    """Open times for interviews, one after the other: as the section in charge of the club."""
    place, now = _access(request, code), clock.now()
    try:
        found = interviews.times(**forms.times(request.POST), now=now)
    except Wrong as wrong:
        return retry(request, CLUB, {**_club(request, code), "wrong": {wrong.at: say(wrong.words)}})
    if isinstance(found, interviews.Refusal):
        refused = {"times": say(BOOKINGS[found.reason])}
        return retry(request, CLUB, {**_club(request, code), "wrong": refused})
    minutes = forms.times(request.POST)["minutes"]
    count = interviewing.open_times(place=place.pk, begins=found, minutes=minutes, by=request.actor, now=now)
    return done(request, "enrolment:club", code=code, notice=say("{count} times were opened.", count=count))


@require_POST
@officer_only
def settle(request: EntrantRequest, reference: str) -> HttpResponse:
    """A decision that could not be carried out by itself: seen to."""
    opened = open_application(request, reference)
    leftover = queries.access_leftover(application=opened.read.application)
    following.settle(leftover=leftover, officer=officer_of(request), by=request.actor, now=clock.now())
    return done(request, "enrolment:clubs", notice=say("Noted as seen to."))


def _club(request: EntrantRequest, code: str) -> dict[str, Any]:
    place = _access(request, code)
    now, reach = clock.now(), reach_of(request)
    today = calendar.local_day(now)
    year = _year(request, today)
    children = queries.list_club(place=place.pk, sections=reach, year=year, on=today)
    offers = queries.list_offers_of_club(place=place.pk, sections=reach, year=year)
    refs = {each.enrolment.application.reference for each in children}
    refs |= {each.application.reference for each in offers}
    audit.viewed(kind="application", refs=sorted(refs), by=request.actor, now=now)
    return {
        "place": place,
        "children": rows(children),
        "offers": rows(offers),
        "times": _booked_times(place.pk, reach, now),
        "free": queries.free_seats(place=place.pk, year=year, on=today),
        "typed": request.POST,
        "keys": (*KEYS, ("u", "back to the list")),
        **_years(year, today),
    }


def _access(request: EntrantRequest, code: str) -> Place:
    """A club of the officer's sections, or 404; one that names no section is everybody's."""
    place = access_place(code=code, kind="club")
    if place.section_id is not None and place.section_id not in reach_of(request):
        raise Http404
    return place


def _booked_times(place: str, reach: frozenset[str], now: datetime) -> list[dict[str, Any]]:
    """The times ahead, with the child who comes where it is one of the officer's sections."""
    found = reader.list_of_clubs(place_codes=[place], since=now)
    return [{"time": each, "who": row(each.enrolment) if _is_mine(each, reach) else None} for each in found]


def _is_mine(time: Any, reach: frozenset[str]) -> bool:
    return time.enrolment is not None and time.enrolment.application.section in reach


def _year(request: HttpRequest, today: date) -> int:
    """This school year, or the next if it is asked for."""
    this = calendar.fiscal_year(today)
    asked = request.GET.get("year", "")
    return this + 1 if asked == str(this + 1) else this


def _years(year: int, today: date) -> dict[str, Any]:
    this = calendar.fiscal_year(today)
    return {"year": year, "years": (this, this + 1), "today": today}

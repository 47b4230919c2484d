"""At the desk: what a section lets people book, and the weeks of it."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import opening
from madoguchi.booking.wording import GROUP, ONCE, STANDINGS, STATES, WAITING, WEEKDAYS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections
from madoguchi.people.reach import reach_of
from madoguchi.places.queries import access_place, find_places, opening_days
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Standing, State

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from madoguchi.booking.models import Offering, Session
    from madoguchi.places.models import Place
    from madoguchi.rules.slots import Terms

WEEK: Final = timedelta(days=7)
LEFT_OUT, OPENED = "left_out", "opened"  # what becomes of times on days on which the place is closed
NEW: Final = "booking/officer/new.html"


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """What the officer's sections let people book."""
    offerings = queries.list_offerings(sections=reach_of(request), now=clock.now())
    return page(request, "booking/officer/offerings.html", {"offerings": offerings})


@require_http_methods(["GET", "POST"])
@officer_only
def new(request: EntrantRequest) -> HttpResponse:
    """Put up something to be booked; its times follow on its own page."""
    reach, now = reach_of(request), clock.now()
    sections = [each for each in list_sections(on=localdate(now)) if each.code in reach]
    shown = {"sections": sections, "waitings": WAITING.items(), "onces": ONCE.items()}
    if request.method == "GET":
        typed = {"minutes": "60", "opens_days": "60"}
        return page(request, NEW, {**shown, **_typed(typed, {})})
    given, errors = forms.offering(request.POST)
    section = request.POST.get("section", "")
    if section not in reach:
        errors["section"] = "Please choose one of your sections."
    if errors:
        wrong = {name: say(words) for name, words in errors.items()}
        return retry(request, NEW, {**shown, **_typed(request.POST, wrong)})
    made = opening.offer(
        code=f"o-{secrets.token_hex(4)}", section=section, is_public=True, by=request.actor, now=now, **given
    )
    return done(request, "booking:week", offering=made.pk, notice=say("Now open its times below."))


@require_GET
@officer_only
def week(request: EntrantRequest, offering: str) -> HttpResponse:
    """One week of an offering: counts, nobody's data."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    return page(request, "booking/officer/week.html", _week(request, found, typed={}, wrong={}))


@require_POST
@officer_only
def open_times(request: EntrantRequest, offering: str) -> HttpResponse:
    """Open one session, or the same times for weeks."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    starts, errors = forms.times(request.POST)
    size = forms.read_count(request.POST.get("size", "") or "0", most=10_000)
    if size is None:
        errors["size"] = "Please enter a number in figures."
    place = request.POST.get("place", "")
    if place not in {each.place.pk for each in find_places(on=localdate(clock.now()))}:
        errors["place"] = "Please choose a place."
    if errors:
        return _week_again(request, found, {name: say(words) for name, words in errors.items()})
    closed = _closed_days(access_place(code=place), starts)
    if closed and request.POST.get("closed_days") not in (LEFT_OUT, OPENED):
        return _week_again(request, found, {"closed_days": closed})
    if request.POST.get("closed_days") == LEFT_OUT:
        starts = [each for each in starts if local_day(each) not in closed]
    if not starts:
        return _week_again(request, found, {"weekday": say("The place is closed on all of these days.")})
    capacities = dict.fromkeys(slots.common(queries.terms_of(found)), size) if size else {}
    count = opening.open_sessions(
        offering=found,
        place=access_place(code=place),
        starts=starts,
        capacities=capacities,
        by=request.actor,
        now=clock.now(),
    )
    week = local_day(min(starts)).isoformat()
    url = f"{reverse('booking:week', args=[found.pk])}?week={week}"
    return done(request, url, notice=say("{count} times can be reserved now.", count=count))


def _typed(typed: Mapping[str, Any], wrong: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed and what is wrong with it; of groups by row, each box with its words."""
    groups = [
        [
            (name := f"group_{part}_{at}", words, typed.get(name, ""), wrong.get(name, ""))
            for part, words in GROUP.items()
        ]
        for at in range(1, forms.MOST_GROUPS + 1)
    ]
    has_groups = any(value or why for row in groups for _, _, value, why in row)
    return {"typed": typed, "wrong": wrong, "groups": groups, "has_groups": has_groups}


def _closed_days(place: Place, starts: Sequence[datetime]) -> list[date]:
    """On which of these days the place does not open."""
    days = opening_days(place, sorted({local_day(each) for each in starts}))
    return [each.day for each in days if each.is_known and not each.is_open]


def _week_again(request: EntrantRequest, found: Offering, wrong: Mapping[str, Any]) -> HttpResponse:
    values = _week(request, found, typed=request.POST, wrong=wrong)
    return retry(request, "booking/officer/week.html", values)


def _week(
    request: EntrantRequest, offering: Offering, *, typed: Mapping[str, Any], wrong: Mapping[str, Any]
) -> dict[str, Any]:
    today = localdate(clock.now())
    asked = forms.read_day(request.GET.get("week", "")) or today
    monday = asked - timedelta(days=asked.weekday())
    sessions = queries.list_sessions(offering=offering, first=monday, until=monday + WEEK)
    days = [monday + timedelta(days=each) for each in range(7)]
    terms = queries.terms_of(offering)
    return {
        "offering": offering,
        "terms": terms,
        "days": [
            (day, [_row(each, terms) for each in sessions if local_day(each.starts_at) == day])
            for day in days
        ],
        "is_empty": not sessions,
        "hired": _hired(request, offering, monday) if terms.hire else [],
        "monday": monday,
        "before": _iso(monday - WEEK),
        "after": _iso(monday + WEEK),
        "today": today,
        "places": [each.place for each in find_places(on=today)],
        "weekdays": [(str(at), say_plain(name)) for at, name in enumerate(WEEKDAYS)],
        "chosen": typed.getlist("weekday") if hasattr(typed, "getlist") else [],
        "typed": typed,
        "wrong": wrong,
    }


def _hired(request: EntrantRequest, offering: Offering, monday: date) -> list[dict[str, Any]]:
    """Who has rooms in a week: names are shown, so it is on the record."""
    held = queries.list_hired(offering=offering, first=monday, until=monday + WEEK)
    audit.viewed(kind="reservation", refs=[each.code for each in held], by=request.actor, now=clock.now())
    return [
        {
            "held": each,
            "rooms": [block.resource.title for block in each.blocks.all()],
            "words": say(STATES[State(each.state)][0]),
            "tone": STATES[State(each.state)][1],
        }
        for each in held
    ]


def _iso(day: date) -> str:
    return day.isoformat()


def _row(session: Session, terms: Terms) -> dict[str, Any]:
    words, tone = STANDINGS[Standing(session.standing)]
    common = slots.common(terms)
    pools = [each for each in session.pools.all() if each.code in common]
    return {
        "session": session,
        "taken": sum(each.taken for each in pools),
        "capacity": sum(each.capacity for each in pools),
        "standing": say(words),
        "tone": tone,
    }

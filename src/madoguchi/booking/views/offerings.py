"""At the desk: what a section lets people book, and the weeks of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.booking import forms, queries
from madoguchi.booking.actions import opening
from madoguchi.booking.wording import STANDINGS, WEEKDAYS, row_with_rooms
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.places.queries import access_place, find_places, opening_days
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.utils.safestring import SafeString

    from madoguchi.audit.actions import Actor
    from madoguchi.booking.models import Offering, Session
    from madoguchi.places.models import Place
    from madoguchi.rules.slots import Terms

WEEK: Final = timedelta(days=7)
KEYS: Final = (("j", "down"), ("k", "up"), ("d", "the day"))
WEEK_KEYS: Final = (
    ("j", "down"),
    ("k", "up"),
    ("x", "tick"),
    ("p", "the week before"),
    ("n", "the week after"),
    ("e", "change"),
    ("u", "back to the list"),
)
HALL_KEYS: Final = tuple(each for each in WEEK_KEYS if each != ("x", "tick"))
CALL_OFF: Final = "call_off"
LONGEST_WHY: Final = 500
LEFT_OUT, OPENED = "left_out", "opened"  # what becomes of times on days on which the place is closed


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """What the officer's sections let people book."""
    offerings = queries.list_offerings(sections=reach_of(request), now=clock.now())
    return page(request, "booking/officer/offerings.html", {"offerings": offerings, "keys": KEYS})


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


@require_POST
@officer_only
def together(request: EntrantRequest, offering: str) -> HttpResponse:
    """Pause, open again or call off the ticked times of a week at once."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    act, why = request.POST.get("act", ""), forms.written(request.POST, "why")
    shown = _week(request, found, typed=request.POST, wrong={})
    ticked = [row["session"].pk for _, rows in shown["days"] for row in rows if row["is_ticked"]]
    if not ticked:
        return _week_again(request, found, {"ticked": say("Please tick the times first.")})
    if act == CALL_OFF and not 0 < len(why) <= LONGEST_WHY:
        return _week_again(request, found, {"off": say("Please write why, in up to 500 characters.")})
    notice = _all(ticked, act, why, request.actor)
    week = f"{reverse('booking:week', args=[found.pk])}?week={_iso(shown['monday'])}"
    return done(request, week, notice=notice)


def _all(ticked: Sequence[UUID], act: str, why: str, by: Actor) -> SafeString:
    now, count = clock.now(), len(ticked)
    if act == CALL_OFF:
        told = sum(opening.call_off(session_id=each, why=why, by=by, now=now) for each in ticked)
        return say(
            "{count} times are called off, {told} reservations are cancelled, and everybody is told.",
            count=count,
            told=told,
        )
    standing = Standing.PAUSED if act == Standing.PAUSED else Standing.OPEN
    for each in ticked:
        opening.set_standing(session_id=each, standing=standing, by=by, now=now)
    return say("{count} times are changed.", count=count)


def _closed_days(place: Place, starts: Sequence[datetime]) -> list[date]:
    """On which of these days the place does not open."""
    days = opening_days(place, sorted({local_day(each) for each in starts}))
    return [each.day for each in days if each.is_shut]


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
    ticked = typed.getlist("session") if hasattr(typed, "getlist") else []
    return {
        "offering": offering,
        "terms": terms,
        "days": [
            (day, [_row(each, terms, ticked) for each in sessions if local_day(each.starts_at) == day])
            for day in days
        ],
        "is_empty": not sessions,
        **(_halls(request, offering, monday) if terms.hire else {}),
        "monday": monday,
        "before": _iso(monday - WEEK),
        "after": _iso(monday + WEEK),
        "today": today,
        "places": [each.place for each in find_places(on=today)],
        "keys": HALL_KEYS if terms.hire else WEEK_KEYS,
        "weekdays": [(str(at), say_plain(name)) for at, name in enumerate(WEEKDAYS)],
        "chosen": typed.getlist("weekday") if hasattr(typed, "getlist") else [],
        "typed": typed,
        "wrong": wrong,
    }


def _halls(request: EntrantRequest, offering: Offering, monday: date) -> dict[str, Any]:
    """Who has rooms in a week, and who waits for any: names are shown, so it is on the record."""
    now = clock.now()
    hired = queries.list_hired(offering=offering, first=monday, until=monday + WEEK)
    asked = queries.list_asked(offering=offering, now=now)
    refs = {each.code for each in (*hired, *asked)}
    audit.viewed(kind="reservation", refs=sorted(refs), by=request.actor, now=now)
    return {
        "hired": [row_with_rooms(each) for each in hired],
        "asked": [row_with_rooms(each) for each in asked],
    }


def _iso(day: date) -> str:
    return day.isoformat()


def _row(session: Session, terms: Terms, ticked: Sequence[str]) -> dict[str, Any]:
    words, tone = STANDINGS[Standing(session.standing)]
    common = slots.common(terms)
    pools = [each for each in session.pools.all() if each.code in common]
    may_tick = session.ends_at > clock.now() and session.standing != Standing.CANCELLED
    return {
        "session": session,
        "taken": sum(each.taken for each in pools),
        "capacity": sum(each.capacity for each in pools),
        "standing": say(words),
        "tone": tone,
        "may_tick": may_tick,
        "is_ticked": may_tick and str(session.pk) in ticked,
    }

"""Residents: what can be reserved, a month and its days, and the reservation itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, say_plain
from madoguchi.base.throttle import allow
from madoguchi.booking import forms, queries, showing
from madoguchi.booking.actions import booking, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.wording import MARKS, REASONS, WEEKDAYS, refused
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone, resident_only
from madoguchi.rules import slots
from madoguchi.rules.slots import Mark, Reason, Refusal, Waiting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from madoguchi.booking.models import Offering, Session
    from madoguchi.rules.slots import Party, Terms

CALENDAR: Final = "booking/resident/calendar.html"
BOOK: Final = "booking/resident/book.html"
AGAIN: Final = REASONS[Reason.UNKNOWN_BAND]
GUESSES: Final = 10  # of numbers in an hour
FARTHEST: Final = timedelta(days=400)  # beyond it nothing opens
HOUR: Final = timedelta(hours=1)


@require_GET
@anyone
def catalogue(request: EntrantRequest) -> HttpResponse:
    """What the city lets people reserve."""
    return page(
        request, "booking/resident/catalogue.html", {"offerings": queries.list_public(now=clock.now())}
    )


@require_GET
@anyone
def calendar(request: EntrantRequest, offering: str) -> HttpResponse:
    """A month with what is left on each day, and the times of one of them."""
    found, now = queries.access_public(code=offering), clock.now()
    if queries.terms_of(found).hire is not None:
        return redirect("booking:rooms", found.pk)
    today = localdate(now)
    on = forms.read_day(request.GET.get("on", ""))
    asked = on or _month(request.GET.get("month", "")) or queries.next_day(found, now) or today
    first = min(max(asked, today), today + FARTHEST).replace(day=1)
    days = showing.month(found, first, now)
    return page(request, CALENDAR, _calendar(found, first, days, on or _first_free(days), today))


@require_http_methods(["GET", "POST"])
@resident_only
def book(request: EntrantRequest, slot_id: UUID) -> HttpResponse:
    """Reserve one time, or with it those that belong to it; what cannot be is said beside its place."""
    session, now = queries.access_open(session_id=slot_id), clock.now()
    if request.method == "GET":
        return page(request, BOOK, {**_book(request, session), "typed": {}, "wrong": {}})
    party, wrong = _read(request, session, now)
    if wrong or party is None:
        return _again(request, _book(request, session), wrong)
    wish = Wish(who=_who(request), party=party, key=f"{request.actor.ref}:{request.POST.get('key', '')[:64]}")
    try:
        made = booking.book(
            sessions=[session.pk, *_further(request)],
            wish=wish,
            number=request.POST.get("number", "")[:64],
            known=[session],
            by=request.actor,
            now=now,
        )
    except CannotBook as cannot:
        values = _book(request, session)
        values["is_full"] |= cannot.refusal.reason is Reason.FULL
        return _again(request, values, _beside(cannot.refusal))
    return done(request, "booking:reservation", reservation_id=made[0].pk)


@require_POST
@resident_only
def wait(request: EntrantRequest, slot_id: UUID) -> HttpResponse:
    """Be told, or be kept a place, as soon as somebody gives theirs back."""
    session, now = queries.access_open(session_id=slot_id), clock.now()
    party, wrong = _read(request, session, now)
    if wrong or party is None:
        return _again(request, _book(request, session), wrong)
    try:
        waiting.wait(
            session_id=session.pk,
            who=_who(request),
            party=party,
            number=request.POST.get("number", "")[:64],
            by=request.actor,
            now=now,
        )
    except CannotBook as cannot:
        return _again(request, _book(request, session), _beside(cannot.refusal))
    return done(request, "booking:mine", notice=say("You are on the waiting list. We will tell you."))


def _read(request: EntrantRequest, session: Session, now: datetime) -> tuple[Party | None, dict[str, Any]]:
    """How many come, and what is wrong with that, their name or their number, by its place."""
    terms = queries.terms_of(session.offering)
    party, errors = forms.party(request.POST, terms), forms.who_comes(request.POST, terms)
    errors |= _guesses(request, terms, now)
    wrong = {name: say(words) for name, words in errors.items()}
    if party is None:
        wrong["party"] = say(AGAIN)
    elif refusal := slots.refuse_party(terms, party):
        wrong["party"] = refused(refusal)
    return party, wrong


def _guesses(request: EntrantRequest, terms: Terms, now: datetime) -> forms.Errors:
    if not terms.entitlement or allow(f"entitlement:{request.actor.ref}", limit=GUESSES, per=HOUR, now=now):
        return {}
    return {"number": "There were too many attempts. Please try again in an hour, or call the section."}


def _beside(refusal: Refusal) -> dict[str, Any]:
    return {"number" if refusal.reason is Reason.NO_ENTITLEMENT else "party": refused(refusal)}


def _again(request: EntrantRequest, values: dict[str, Any], wrong: Mapping[str, Any]) -> HttpResponse:
    return retry(request, BOOK, {**values, "typed": request.POST, "wrong": wrong})


def _resident(request: EntrantRequest) -> Any:
    if request.resident is None:
        raise Http404
    return request.resident


def _who(request: EntrantRequest) -> Who:
    resident = _resident(request)
    name, kana = forms.written(request.POST, "name"), forms.read_kana(request.POST)
    return Who(resident=resident, language=resident.language, name=name, kana=kana)


def _further(request: EntrantRequest) -> list[UUID]:
    """The later times of a series, as they were chosen."""
    try:
        return [UUID(each) for each in request.POST.getlist("then") if each]
    except ValueError:
        raise Http404 from None


def _book(request: EntrantRequest, session: Session) -> dict[str, Any]:
    terms, now = queries.terms_of(session.offering), clock.now()
    here = showing.one(session, now)
    refusal = here.refusal if here else Refusal(reason=Reason.CLOSED)  # called off
    return {
        "session": session,
        "offering": session.offering,
        "terms": terms,
        "bands": forms.bands(terms, request.POST, first="0"),
        "many": [str(each) for each in range(terms.largest_party + 1)],
        "refusal": refused(refusal) if refusal else "",
        "is_full": here is not None and here.mark is Mark.NONE,
        "can_wait": terms.waiting is not Waiting.NONE,
        "then": queries.list_then(session=session, terms=terms) if terms.gap else [],
        "key": uuid4().hex,
    }


def _month(written: str) -> date | None:
    return forms.read_day(f"{written}-01") if written else None


def _first_free(days: Mapping[date, list[showing.Shown]]) -> date | None:
    return min((day for day, times in days.items() if any(each.is_free for each in times)), default=None)


def _calendar(
    offering: Offering, first: date, days: Mapping[date, list[showing.Shown]], on: date | None, today: date
) -> dict[str, Any]:
    start = first - timedelta(days=(first.weekday() + 1) % 7)  # weeks begin on Sunday, as calendars here do
    cells = [start + timedelta(days=each) for each in range(42)]
    weeks = [cells[at : at + 7] for at in range(0, 42, 7)]
    return {
        "offering": offering,
        "first": first,
        "before": f"{first - timedelta(days=1):%Y-%m}" if first > today.replace(day=1) else "",
        "after": f"{first + timedelta(days=32):%Y-%m}",
        "weekdays": [say(WEEKDAYS[at]) for at in (6, 0, 1, 2, 3, 4, 5)],
        "weeks": [
            [_cell(day, first, days.get(day, [])) for day in week] for week in weeks if _touches(week, first)
        ],
        "on": on,
        "times": [(each, *_mark(each)) for each in days.get(on, [])] if on else [],
        "is_empty": not days,
        "marks": [(sign, say(words)) for sign, words in MARKS.values()],
    }


def _touches(week: list[date], first: date) -> bool:
    return any(day.month == first.month for day in week)


def _cell(day: date, first: date, times: list[showing.Shown]) -> dict[str, Any]:
    mark = showing.best(times)
    sign, words = MARKS[mark]
    return {
        "day": day if day.month == first.month else None,
        "has_times": bool(times),
        "is_free": mark is not Mark.NONE,
        "sign": sign,
        "words": say_plain(words),
        "iso": day.isoformat(),
    }


def _mark(each: showing.Shown) -> tuple[str, Any]:
    sign, words = MARKS[each.mark]
    return sign, refused(each.refusal) if each.refusal else say(words)

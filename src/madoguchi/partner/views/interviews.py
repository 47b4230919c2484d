"""C-7: interviews with families who are to come, their notes, and the first look at longer hours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.enrolment import checks, forms
from madoguchi.enrolment import interviews as reading
from madoguchi.enrolment.actions import checking, interviewing
from madoguchi.enrolment.actions.interviewing import CannotBook, Noted
from madoguchi.enrolment.forms import LONGEST, Wrong
from madoguchi.enrolment.wording import BOOKINGS, KINDS, TOPICS
from madoguchi.partner.reach import access, list_reached
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import member_only
from madoguchi.rules import interviews
from madoguchi.rules.delegation import What
from madoguchi.rules.interviews import Topic

if TYPE_CHECKING:
    from madoguchi.enrolment.models import Interview
    from madoguchi.places.models import Place

ALL: Final = "partner/interviews.html"
ONE: Final = "partner/interview.html"
TOO_LONG: Final = "Please write at most 500 characters."


@require_GET
@member_only
def times(request: EntrantRequest) -> HttpResponse:
    """The times ahead at one's facilities, and what waits for a word; whom it named stands in the record."""
    return page(request, ALL, _values(request))


@require_POST
@member_only
def open_times(request: EntrantRequest, place: str) -> HttpResponse:
    """Open times, one after the other."""
    there, _ = access(request, place, What.WORK)
    now = clock.now()
    try:
        typed = forms.times(request.POST)
    except Wrong as wrong:
        return _again(request, there, {wrong.at: say(wrong.words)})
    found = interviews.times(**typed, now=now)
    if isinstance(found, interviews.Refusal):
        return _again(request, there, {"on": say(BOOKINGS[found.reason])})
    minutes = typed["minutes"]
    count = interviewing.open_times(place=there.pk, begins=found, minutes=minutes, by=request.actor, now=now)
    return done(request, "partner:interviews", notice=say("{count} times were opened.", count=count))


@require_http_methods(["GET", "POST"])
@member_only
def interview(request: EntrantRequest, interview_id: UUID) -> HttpResponse:
    """One interview: who comes, and what is noted of it."""
    found = _access(request, interview_id)
    if found.enrolment is None:
        raise Http404
    refs = [found.enrolment.application.reference]
    audit.viewed(kind="application", refs=refs, by=request.actor, now=clock.now())
    if request.method == "GET":
        return page(request, ONE, _one(found))
    noted = {
        topic: Noted(
            words=request.POST.get(topic.value, "").replace("\0", ""),
            is_shared=request.POST.get(f"share:{topic.value}") == "on",
        )
        for topic in Topic
    }
    if any(len(each.words) > LONGEST for each in noted.values()):
        return retry(request, ONE, {**_one(found, noted), "wrong": say(TOO_LONG)})
    try:
        interviewing.note(interview_id=found.pk, noted=noted, by=request.actor, now=clock.now())
    except CannotBook as cannot:
        return retry(request, ONE, {**_one(found, noted), "wrong": say(BOOKINGS[cannot.refusal.reason])})
    return done(request, "partner:interviews", notice=say("The notes are kept."))


@require_POST
@member_only
def close(request: EntrantRequest, interview_id: UUID) -> HttpResponse:
    """Take back a time that nobody booked."""
    found = _access(request, interview_id)
    is_gone = interviewing.close_time(interview_id=found.pk, by=request.actor, now=clock.now())
    notice = say("The time was taken back.") if is_gone else say("A family has booked this time.")
    return done(request, "partner:interviews", notice=notice)


@require_POST
@member_only
def check(request: EntrantRequest, reference: str) -> HttpResponse:
    """Say whether longer hours can be done."""
    now = clock.now()
    codes = [place.pk for place in _mine(request)]
    asked = checks.access_to_check(reference=reference, place_codes=codes, now=now)
    fits, words = request.POST.get("fits"), request.POST.get("words", "").replace("\0", "")[:LONGEST]
    if fits not in ("yes", "no"):
        raise Http404
    checking.check(asked=asked, fits=fits == "yes", words=words, by=request.actor, now=now)
    return done(request, "partner:interviews", notice=say("The section reads what you say."))


def _mine(request: EntrantRequest) -> list[Place]:
    """The facilities at which the member does the club's work."""
    return [place for place, whats in list_reached(request) if What.WORK in whats]


def _access(request: EntrantRequest, interview_id: UUID) -> Interview:
    codes = [place.pk for place in _mine(request)]
    return reading.access_of_clubs(interview_id=interview_id, place_codes=codes)


def _values(request: EntrantRequest) -> dict[str, Any]:
    now, mine = clock.now(), _mine(request)
    codes = [place.pk for place in mine]
    found = reading.list_of_clubs(place_codes=codes, since=now)
    asked = checks.list_to_check(place_codes=codes, now=now)
    booked = [each.enrolment.application.reference for each in found if each.enrolment]
    refs = sorted({*booked, *(each.application.reference for each in asked)})
    audit.viewed(kind="application", refs=refs, by=request.actor, now=now)
    return {
        "places": [{"place": place, "times": [e for e in found if e.place_id == place.pk]} for place in mine],
        "asked": [
            {"row": each, "lines": [(say(KINDS[k]), v.words.get("ja", "")) for k, v in each.wanted.items()]}
            for each in asked
        ],
    }


def _again(request: EntrantRequest, there: Place, wrong: dict[str, Any]) -> HttpResponse:
    return retry(request, ALL, {**_values(request), "at": there.pk, "wrong": wrong, "typed": request.POST})


def _one(found: Interview, noted: dict[Topic, Noted] | None = None) -> dict[str, Any]:
    held: Any = found.enrolment
    kept: dict[Topic, Any] = {each.topic: each for each in reading.list_notes(held=held, only_shared=False)}
    shown = noted or kept
    return {
        "interview": found,
        "topics": [(topic, say(TOPICS[topic]), shown.get(topic)) for topic in Topic],
    }

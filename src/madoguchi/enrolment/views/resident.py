"""What a family does with a place: answer the offer, look at it, begin a procedure about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications.actions import drafts
from madoguchi.applications.views.visitor import remember_begun
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import language, say
from madoguchi.enrolment import beginning, interviews, queries, reading
from madoguchi.enrolment.actions import answering, interviewing
from madoguchi.enrolment.actions.interviewing import CannotBook
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.wording import BOOKINGS, REFUSALS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.rules import calendar

OFFER = "enrolment/resident/offer.html"
PLACE = "enrolment/resident/place.html"
TIMES = "enrolment/resident/interview.html"
CHOOSE = "Please choose a time."
TAKEN = "You have taken the place. What is to be done next stands below."
DECLINED = "You have declined the place. It goes to the next family."
FILLED_IN = "What the city knows is filled in. Please check each page, and answer what is empty."


@resident_only
@require_GET
def offer(request: EntrantRequest, offer_id: UUID) -> HttpResponse:
    """A place that is offered: what, from when, what to do by when."""
    found = queries.access_own_offer(offer_id=offer_id, resident=request.resident)
    return page(request, OFFER, reading.of_offer(found, clock.now()))


@resident_only
@require_POST
def accept(request: EntrantRequest, offer_id: UUID) -> HttpResponse:
    """「利用する」."""
    found = queries.access_own_offer(offer_id=offer_id, resident=request.resident)
    now = clock.now()
    try:
        held = answering.accept(offer=found.pk, by=request.actor, now=now)
    except CannotChangePlace as cannot:
        found.refresh_from_db()
        wrong = say(REFUSALS[cannot.refusal.reason])
        return retry(request, OFFER, {**reading.of_offer(found, now), "wrong": wrong})
    return done(request, "enrolment:enrolment", enrolment_id=held.pk, notice=say(TAKEN))


@resident_only
@require_http_methods(["GET", "POST"])
def decline(request: EntrantRequest, offer_id: UUID) -> HttpResponse:
    """「辞退する」, after saying what follows."""
    found = queries.access_own_offer(offer_id=offer_id, resident=request.resident)
    if request.method == "GET":
        return page(request, "enrolment/resident/decline.html", reading.of_offer(found, clock.now()))
    try:
        answering.decline(offer=found.pk, by=request.actor, now=clock.now())
    except CannotChangePlace as cannot:
        messages.error(request, say(REFUSALS[cannot.refusal.reason]))
        return redirect("enrolment:offer", offer_id)
    return done(request, "enrolment:offer", offer_id=offer_id, notice=say(DECLINED))


@resident_only
@require_GET
def enrolment(request: EntrantRequest, enrolment_id: UUID) -> HttpResponse:
    """The place of a child: until when, what is arranged, what can be changed, what happened."""
    return page(request, PLACE, _place(request, enrolment_id))


@resident_only
@require_http_methods(["GET", "POST"])
def interview(request: EntrantRequest, enrolment_id: UUID) -> HttpResponse:
    """Choose a time for the interview, or another one."""
    held = queries.access_own(enrolment_id=enrolment_id, resident=request.resident)
    now = clock.now()
    if request.method == "GET":
        return page(request, TIMES, _times(held, now))
    try:
        chosen = UUID(request.POST.get("time", ""))
        booked = interviewing.book(interview_id=chosen, enrolment_id=held.pk, by=request.actor, now=now)
    except ValueError:
        return retry(request, TIMES, {**_times(held, now), "wrong": say(CHOOSE)})
    except CannotBook as cannot:
        return retry(request, TIMES, {**_times(held, now), "wrong": say(BOOKINGS[cannot.refusal.reason])})
    notice = say("The interview is booked: {instant}.", instant=booked.begins_at)
    return done(request, "enrolment:enrolment", enrolment_id=held.pk, notice=notice)


@resident_only
@require_POST
def give_back(request: EntrantRequest, enrolment_id: UUID) -> HttpResponse:
    """Not to come at the time that was booked."""
    held = queries.access_own(enrolment_id=enrolment_id, resident=request.resident)
    interviewing.give_back(enrolment_id=held.pk, by=request.actor, now=clock.now())
    notice = say("The time is given back. Please choose another one.")
    return done(request, "enrolment:interview", enrolment_id=held.pk, notice=notice)


@resident_only
@require_POST
def begin(request: EntrantRequest, enrolment_id: UUID, slug: str) -> HttpResponse:
    """Begin a procedure about this place with all that is known of it."""
    held = queries.access_own(enrolment_id=enrolment_id, resident=request.resident)
    now = clock.now()
    offered, known = beginning.access_begin(held, slug, now)
    draft = drafts.begin(
        version_id=offered.version_id,
        resident=request.resident,
        language=language(),
        by=request.actor,
        now=now,
        known=known,
    )
    remember_begun(request, draft.pk)
    return done(request, "applications:draft", draft_id=draft.pk, notice=say(FILLED_IN))


def _times(held: Any, now: datetime) -> dict[str, Any]:
    return {
        "held": held,
        "booked": interviews.booked_by(held=held),
        "times": interviews.list_free(held=held, now=now),
    }


def _place(request: EntrantRequest, enrolment_id: UUID) -> dict[str, Any]:
    held = queries.access_own(enrolment_id=enrolment_id, resident=request.resident)
    now = clock.now()
    seated = queries.arranged_for(held, calendar.local_day(now))
    values = {**reading.of_place(seated, now), "procedures": beginning.list_procedures(held, now)}
    return {**values, **_times(held, now), "now": now}

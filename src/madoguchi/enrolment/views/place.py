"""One child's place or offer at the desk: its history, and what an officer does for a family by telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.enrolment import forms, interviews, queries, reading
from madoguchi.enrolment.actions import answering, arranging, attending
from madoguchi.enrolment.forms import Wrong
from madoguchi.enrolment.history import history
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.noting import NOTED
from madoguchi.enrolment.wording import KINDS, REFUSALS, TOPICS
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.review.views.opening import open_application
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import Side
from madoguchi.rules.lifecycle import Role

if TYPE_CHECKING:
    from madoguchi.enrolment.models import Enrolment, Offer

PLACE = "enrolment/officer/place.html"
OFFER = "enrolment/officer/offer.html"
KEYS = (("u", "back to the list"),)


@require_GET
@officer_only
def place(request: EntrantRequest, enrolment_id: UUID) -> HttpResponse:
    """Everything about a child's place; that it was looked at stands in the record."""
    held = _place(request, enrolment_id)
    _looked(request, held.application.reference)
    return page(request, PLACE, _values(request, held))


@require_POST
@officer_only
def act(request: EntrantRequest, enrolment_id: UUID, act: str) -> HttpResponse:
    """End, pause, confirm, decline, arrange, take back: said by telephone, written down here."""
    held = _place(request, enrolment_id)
    does = ACTS.get(act)
    if does is None or act == "cancel" and not _may_cancel(request, held):
        raise Http404
    try:
        does(request, held, clock.now())
    except Wrong as wrong:
        return _again(request, held, act, {wrong.at: say(wrong.words)})
    except CannotChangePlace as cannot:
        return _again(request, held, act, {"act": say(REFUSALS[cannot.refusal.reason])})
    notice = say("Written down. The family is told that something has changed.")
    return done(request, "enrolment:place", enrolment_id=held.pk, notice=notice)


@require_GET
@officer_only
def offer(request: EntrantRequest, offer_id: UUID) -> HttpResponse:
    """An offer, and how it stands."""
    found = _offer(request, offer_id)
    _looked(request, found.application.reference)
    return page(request, OFFER, _of_offer(found))


@require_POST
@officer_only
def answer(request: EntrantRequest, offer_id: UUID, act: str) -> HttpResponse:
    """What a family says by telephone, also on the day after the last."""
    found, now = _offer(request, offer_id), clock.now()
    if act not in ("accept", "decline"):
        raise Http404
    says = answering.accept if act == "accept" else answering.decline
    try:
        says(offer=found.pk, by=request.actor, now=now, side=Side.CITY)
    except CannotChangePlace as cannot:
        values = {**_of_offer(found), "wrong": say(REFUSALS[cannot.refusal.reason])}
        return retry(request, OFFER, values)
    return done(
        request, "enrolment:desk_offer", offer_id=offer_id, notice=say("The answer was written down.")
    )


def _cancel(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    attending.cancel(enrolment_id=held.pk, by=request.actor, now=now)


def _decline(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    answering.decline(offer=held.offer_id, by=request.actor, now=now, side=Side.CITY)


def _arrange(request: EntrantRequest, held: Enrolment, now: datetime) -> None:
    told, starts_on = forms.told(request.POST), forms.day(request.POST, "from_day")
    arranging.arrange(enrolment_id=held.pk, told=told, starts_on=starts_on, by=request.actor, now=now)


ACTS: Final[dict[str, Callable[[EntrantRequest, Any, datetime], None]]] = {
    **NOTED,
    "cancel": _cancel,
    "decline": _decline,
    "arrange": _arrange,
}


def _place(request: EntrantRequest, enrolment_id: UUID) -> Enrolment:
    """The place; of a protected household only after its application was opened with a reason."""
    held = queries.access_at_desk(enrolment_id=enrolment_id, sections=reach_of(request))
    open_application(request, held.application.reference)
    return held


def _offer(request: EntrantRequest, offer_id: UUID) -> Offer:
    found = queries.access_offer_at_desk(offer_id=offer_id, sections=reach_of(request))
    open_application(request, found.application.reference)
    return found


def _looked(request: EntrantRequest, reference: str) -> None:
    audit.record(
        verb="application.viewed",
        about=("application", reference),
        by=request.actor,
        now=clock.now(),
        details={"part": "place"},
    )


def _may_cancel(request: EntrantRequest, held: Enrolment) -> bool:
    """Taking a place back is for those who approve."""
    return open_application(request, held.application.reference).by.role is Role.APPROVER


def _values(request: EntrantRequest, held: Enrolment) -> dict[str, Any]:
    now = clock.now()
    seated = queries.arranged_for(held, calendar.local_day(now))
    return {
        **reading.of_place(seated, now),
        "kinds": [(kind, say(label)) for kind, label in KINDS.items()],
        "booked": interviews.booked_by(held=held),
        "notes": [
            (say(TOPICS[each.topic]), each) for each in interviews.list_notes(held=held, only_shared=True)
        ],
        "may_cancel": _may_cancel(request, held),
        "typed": request.POST,
        "today": calendar.local_day(now),
        "keys": KEYS,
    }


def _again(request: EntrantRequest, held: Enrolment, act: str, wrong: dict[str, Any]) -> HttpResponse:
    held.refresh_from_db()
    return retry(request, PLACE, {**_values(request, held), "tried": act, "wrong": wrong})


def _of_offer(found: Offer) -> dict[str, Any]:
    return {**reading.of_offer(found, clock.now()), "events": history(found), "keys": KEYS}

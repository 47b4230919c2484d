"""Residents: their own reservations: looked at, moved, given back, answered, kept in the phone's calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say, text_plain
from madoguchi.booking import papers, queries
from madoguchi.booking.actions import changing, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.wording import NEWS, party_of, refused, row_of
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import resident_only
from madoguchi.rules import slots
from madoguchi.rules.calendar_file import calendar_file
from madoguchi.rules.slots import State

if TYPE_CHECKING:
    from collections.abc import Mapping

    from madoguchi.booking.models import Reservation

IS_NEW: Final = timedelta(minutes=1)  # said without being remembered, which every reservation would write
ONE: Final = "booking/resident/reservation.html"


@require_GET
@resident_only
def mine(request: EntrantRequest) -> HttpResponse:
    """What lies ahead, what is offered and waits for an answer, and what one waits for."""
    now = clock.now()
    held = queries.list_mine(resident=request.resident, now=now)
    return page(
        request,
        "booking/resident/mine.html",
        {
            "offered": [each for each in held if each.state == State.OFFERED and each.number == 1],
            "rows": [row_of(each) for each in held if each.state != State.OFFERED],
            "waits": queries.list_my_waits(resident=request.resident, now=now),
        },
    )


@require_GET
@resident_only
def reservation(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """One reservation, and what can be done with it."""
    held = _access(request, reservation_id)
    if news := _news(held):
        messages.success(request, say(news))
    return page(request, ONE, _one(held))


@require_POST
@resident_only
def answer(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """Take what was offered, or let the next of the list have it."""
    held = _access(request, reservation_id)
    try:
        if request.POST.get("take") == "yes":
            changing.confirm(reservation_id=held.pk, by=request.actor, now=clock.now())
        else:
            changing.cancel(reservation_id=held.pk, by=request.actor, now=clock.now(), is_answer=True)
    except CannotBook as cannot:
        return _again(request, held, {"act": refused(cannot.refusal)})
    return done(request, "booking:reservation", reservation_id=held.pk, notice=say("We have your answer."))


@require_POST
@resident_only
def cancel(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """Give it back, for whoever waits."""
    held = _access(request, reservation_id)
    try:
        changing.cancel(reservation_id=held.pk, by=request.actor, now=clock.now())
    except CannotBook as cannot:
        return _again(request, held, {"act": refused(cannot.refusal)})
    return done(request, "booking:mine", notice=say("Your reservation is cancelled."))


@require_POST
@resident_only
def move(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """Come at another time: the new one is taken before the old one is given back."""
    held = _access(request, reservation_id)
    to = {str(each.pk): each for each in queries.list_to_move_to(reservation=held, now=clock.now())}
    chosen = to.get(request.POST.get("to", ""))
    if chosen is None:
        return _again(request, held, {"to": say("Please choose another time.")})
    try:
        changing.move(reservation_id=held.pk, session_id=chosen.pk, by=request.actor, now=clock.now())
    except CannotBook as cannot:
        return _again(request, held, {"to": refused(cannot.refusal)})
    return done(request, "booking:reservation", reservation_id=held.pk, notice=say("The time is changed."))


@require_POST
@resident_only
def wait_no_more(request: EntrantRequest, entry_id: UUID) -> HttpResponse:
    """Leave the waiting list."""
    entry = queries.access_wait(entry_id=entry_id, resident=request.resident)
    waiting.leave(entry_id=entry.pk, by=request.actor, now=clock.now())
    return done(request, "booking:mine", notice=say("You wait no longer."))


@require_GET
@resident_only
def calendar_entry(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """The reservation for the phone's calendar."""
    held = _access(request, reservation_id)
    written = calendar_file(
        uid=f"{held.pk}@madoguchi",
        title=text_plain(held.offering.title),
        place=text_plain(held.place.title),
        starts_at=held.starts_at,
        ends_at=held.ends_at,
        now=clock.now(),
    )
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{held.code}.ics"'
    return response


@require_GET
@resident_only
def paper(request: EntrantRequest, reservation_id: UUID) -> HttpResponse:
    """The permit or the receipt for a room, to print."""
    held = _access(request, reservation_id)
    return papers.answer(held, now=clock.now())


def _news(held: Reservation) -> str:
    """What somebody is told who reserved it themselves a moment ago."""
    is_new = clock.now() - held.booked_at < IS_NEW and not (held.booked_by or held.application)
    return NEWS.get(State(held.state), "") if is_new else ""


def _access(request: EntrantRequest, reservation_id: UUID) -> Reservation:
    return queries.access_mine(reservation_id=reservation_id, resident=request.resident)


def _again(request: EntrantRequest, held: Reservation, wrong: Mapping[str, Any]) -> HttpResponse:
    fresh = _access(request, held.pk)
    return retry(request, ONE, {**_one(fresh), "wrong": wrong})


def _one(held: Reservation) -> dict[str, Any]:
    terms, state, now = queries.terms_of(held.offering), State(held.state), clock.now()
    when: Any = {"state": state, "starts_at": held.starts_at, "by_officer": False, "now": now}
    refusal = slots.refuse_cancelling(terms, **when)
    stays = slots.refuse_moving(terms, is_of_series=held.series_id is not None, **when)
    is_ahead = state in slots.AHEAD and held.starts_at > now
    beside = queries.list_beside(reservation=held)
    can_move = stays is None and held.session_id is not None
    to = queries.list_to_move_to(reservation=held, now=now) if can_move else []
    return {
        **row_of(held),
        "party": party_of(held),
        "is_offered": state is State.OFFERED,
        "is_ahead": is_ahead,
        "can_cancel": refusal is None and is_ahead,
        "late": refused(refusal) if refusal and is_ahead else "",
        "to": [each for each in to if any(each.free.values())],
        "rooms": queries.list_rooms_of(reservation=held),
        "beside": beside,
        "is_together": slots.stands_as_one(terms) and any(each.state in slots.AHEAD for each in beside),
        "paper": papers.link_words(held),
        "wrong": {},
    }

"""Answering an offer: accepted, declined, or left until it lapses."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.enrolment.actions import arranging
from madoguchi.enrolment.keeping import (
    CannotChangePlace,
    Done,
    belong,
    changed,
    free,
    let_know,
    note,
    settled,
)
from madoguchi.enrolment.models import Enrolment, Interview, Offer
from madoguchi.people.models import Child
from madoguchi.places.actions import belonging
from madoguchi.rules import enrolment, reminders
from madoguchi.rules.enrolment import LIVING, Act, Offered, Reason, Refusal, Side, State


@transaction.atomic
def accept(*, offer: UUID, by: Actor, now: datetime, side: Side = Side.FAMILY) -> Enrolment:
    """Take the place. Pressed twice, it stays one. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = _lock(offer)
    if held.state == Offered.ACCEPTED:
        return held.enrolment
    _answer(held, Act.ACCEPT, done, side)
    Child.objects.select_for_update(no_key=True).get(pk=held.child_id)
    _only_place(held)
    place = Enrolment.objects.create(
        offer=held,
        application=held.application,
        child=held.child,
        place=held.place,
        year=held.year,
        starts_on=held.starts_on,
    )
    belong(place, done)
    arranging.take_over(held=place, by=by, now=now)
    changed(place, Act.ACCEPT, done)
    return place


@transaction.atomic
def decline(*, offer: UUID, by: Actor, now: datetime, side: Side = Side.FAMILY) -> Offer:
    """辞退: give back an offer, or a place before its first day; the seat goes to the next.

    Raises CannotChangePlace; after the first day one leaves instead.
    """
    done = Done(by=by, now=now)
    held = _lock(offer)
    if held.state in (Offered.DECLINED, Offered.LAPSED):
        return held
    if held.state == Offered.ACCEPTED:
        _give_up(held.enrolment, done)
    else:
        _answer(held, Act.DECLINE, done, side)
        note(held, Act.DECLINE, done)
    free(held, max(held.starts_on, done.today), done)
    return held


@transaction.atomic
def lapse(*, offer: UUID, by: Actor, now: datetime) -> bool:
    """Nobody answered: the seat goes to the next. False where it was answered meanwhile."""
    done = Done(by=by, now=now)
    held = _lock(offer)
    if held.state != Offered.OPEN:
        return False
    _answer(held, Act.LAPSE, done, Side.CITY)
    note(held, Act.LAPSE, done)
    let_know(held, "offer_lapsed", done)
    free(held, max(held.starts_on, done.today), done)
    return True


@transaction.atomic
def remind(*, offer: UUID, by: Actor, now: datetime) -> None:
    """Say once that the day to answer by is near."""
    done = Done(by=by, now=now)
    held = _lock(offer)
    if held.state == Offered.OPEN and held.reminded_at is None:
        Offer.objects.filter(pk=held.pk).update(reminded_at=now)
        expires_at = reminders.end_of(held.reply_by)
        let_know(held, "offer_due", done, due_on=held.reply_by, expires_at=expires_at)
        note(held, Act.REMIND, done)


def _lock(offer: UUID) -> Offer:
    held = Offer.objects.select_for_update(of=("self",))
    return held.select_related("application__resident", "child").get(pk=offer)


def _answer(held: Offer, act: Act, done: Done, side: Side) -> None:
    to = enrolment.answered(
        state=Offered(held.state), act=act, reply_by=held.reply_by, today=done.today, side=side
    )
    if isinstance(to, Refusal):
        raise CannotChangePlace(to)
    held.state, held.answered_at = to, done.now
    held.save(update_fields=["state", "answered_at"])
    settled(held, done)


def _only_place(held: Offer) -> None:
    others = Enrolment.objects.filter(child=held.child, year=held.year, state__in=LIVING)
    if others.exclude(leaves_on__lte=held.starts_on).exists():
        raise CannotChangePlace(Refusal(Reason.ELSEWHERE, Act.ACCEPT))


def _give_up(place: Enrolment, done: Done) -> None:
    locked = Enrolment.objects.select_for_update().get(pk=place.pk)
    to = enrolment.moved(
        state=State(locked.state), act=Act.DECLINE, starts_on=locked.starts_on, today=done.today
    )
    if isinstance(to, Refusal):
        raise CannotChangePlace(to)
    locked.state = to
    locked.save(update_fields=["state"])
    Interview.objects.filter(enrolment=locked).update(enrolment=None, booked_at=None)
    belonging.not_belong(
        child=locked.child, place=locked.place_id, starts_on=locked.starts_on, by=done.by, now=done.now
    )
    changed(locked, Act.DECLINE, done)

"""Living in a place: begin, be seen by the club, pause, leave, end."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.enrolment import queries
from madoguchi.enrolment.keeping import CannotChangePlace, Done, belong, changed, day_after, free
from madoguchi.enrolment.models import Enrolment
from madoguchi.rules import enrolment
from madoguchi.rules.enrolment import Act, Refusal, State


@transaction.atomic
def begin(*, enrolment_id: UUID, by: Actor, now: datetime) -> Enrolment:
    """The first day has come. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    _move(held, Act.BEGIN, done)
    changed(held, Act.BEGIN, done, is_told=False)
    return held


@transaction.atomic
def confirm(*, enrolment_id: UUID, by: Actor, now: datetime) -> Enrolment:
    """利用開始の確認: the club has seen the child. Pressed twice, the first time counts."""
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    if held.confirmed_at is None:
        if held.state == State.ACCEPTED:
            _move(held, Act.BEGIN, done)
        _move(held, Act.CONFIRM, done)
        held.confirmed_at = now
        held.save(update_fields=["confirmed_at"])
        changed(held, Act.CONFIRM, done, is_told=False)
    return held


@transaction.atomic
def end(*, enrolment_id: UUID, last_day: date, by: Actor, now: datetime, application: str = "") -> Enrolment:
    """退会: write down the last day; the seat is offered to the next from the day after.

    `application`: the number of the notice it follows from. Raises CannotChangePlace.
    """
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    refusal = enrolment.refuse_last_day(
        last_day, starts_on=held.starts_on, year=held.year, leaves_on=held.leaves_on
    )
    if refusal is not None:
        raise CannotChangePlace(refusal)
    _move(held, Act.LEAVE, done)
    held.leaves_on = day_after(last_day)
    held.save(update_fields=["leaves_on"])
    belong(held, done)
    changed(held, Act.LEAVE, done, last_day=last_day.isoformat(), application=application)
    if held.leaves_on <= done.today:
        _end(held, done)
    free(held.offer, max(held.leaves_on, done.today), done)
    return held


@transaction.atomic
def pause(  # noqa: PLR0913 - a period, whose, and by whom
    *,
    enrolment_id: UUID,
    first_day: date,
    last_day: date,
    by: Actor,
    now: datetime,
    application: str = "",
) -> Enrolment:
    """休会: stay away from one day to another and keep the place. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    refusal = enrolment.refuse_pause(first_day, last_day, starts_on=held.starts_on, year=held.year)
    if refusal is not None:
        raise CannotChangePlace(refusal)
    _move(held, Act.PAUSE, done)
    held.pauses_on, held.returns_on = first_day, day_after(last_day)
    held.save(update_fields=["pauses_on", "returns_on"])
    changed(
        held,
        Act.PAUSE,
        done,
        application=application,
        first_day=first_day.isoformat(),
        last_day=last_day.isoformat(),
    )
    follow(enrolment_id=held.pk, by=by, now=now)
    held.refresh_from_db()
    return held


@transaction.atomic
def cancel(*, enrolment_id: UUID, by: Actor, now: datetime) -> Enrolment:
    """取消: the city takes the place back, since what it rested on is gone. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    _move(held, Act.CANCEL, done)
    held.leaves_on = max(held.starts_on, done.today)
    held.save(update_fields=["leaves_on"])
    belong(held, done)
    changed(held, Act.CANCEL, done)
    free(held.offer, held.leaves_on, done)
    return held


@transaction.atomic
def follow(*, enrolment_id: UUID, by: Actor, now: datetime) -> Act | None:
    """Do what the calendar asks for today, if anything; nobody is told what they know."""
    done = Done(by=by, now=now)
    held = _lock(enrolment_id)
    act = enrolment.due(queries.standing(held), done.today)
    if act is Act.END:
        _end(held, done)
    elif act is not None:
        _move(held, act, done)
        changed(held, act, done, is_told=False)
    return act


def _lock(enrolment_id: UUID) -> Enrolment:
    held = Enrolment.objects.select_for_update(of=("self",))
    return held.select_related("offer__application__resident", "child").get(pk=enrolment_id)


def _move(held: Enrolment, act: Act, done: Done) -> None:
    to = enrolment.moved(state=State(held.state), act=act, starts_on=held.starts_on, today=done.today)
    if isinstance(to, Refusal):
        raise CannotChangePlace(to)
    held.state = to
    held.save(update_fields=["state"])


def _end(held: Enrolment, done: Done) -> None:
    _move(held, Act.END, done)
    changed(held, Act.END, done, is_told=False)

"""What becomes of a reservation: confirmed, moved, given back, ticked at the door. It is locked first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import jobs
from madoguchi.base.announce import announce
from madoguchi.booking import making, queries
from madoguchi.booking.actions import claiming, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.announcements import ReservationMoves
from madoguchi.booking.models import Reservation, Session, Unit
from madoguchi.booking.queries import terms_of
from madoguchi.booking.telling import key_of, tell, tell_together
from madoguchi.messaging import queries as messages
from madoguchi.rules import slots
from madoguchi.rules.messages import Template
from madoguchi.rules.slots import Act, Reason, Refusal, Standing, State, Terms
from madoguchi.rules.waiting import Turn

MOVED: Final = "moved"
BESIDE: Final = ("offering", "place", "resident__account")
ANSWERED: Final = "answered"  # an application asks its questions


@transaction.atomic
def confirm(*, reservation_id: UUID, by: Actor, now: datetime) -> Reservation:
    """Take what is held or offered, while it is, both doses; or ask for it, where the section approves each.

    Raises CannotBook; pressed twice, it stays one.
    """
    asked = queries.reservation(reservation_id)
    if asked.session is not None:
        _announce_move(asked, asked.session, by, now)  # an application that waited for it waits no more
    them = _hold_together(reservation_id)
    held = next(each for each in them if each.pk == reservation_id)
    if held.state in (State.REQUESTED, State.CONFIRMED):
        return held
    if refusal := slots.refuse_answering(answer_by=held.answer_by, now=now):
        raise CannotBook(refusal)
    terms = terms_of(held.offering)
    waiting.wait_no_more(made=them[0], terms=terms)
    for each in them:
        _take(each, terms, by, now)
    return held


def take_offered(*, application: str, offering: str, by: Actor, now: datetime) -> None:
    """An application chooses the time that it was offered; nothing where it was offered none."""
    for each in queries.list_offered(application, offering):
        confirm(reservation_id=each, by=by, now=now)


@transaction.atomic
def settle(*, reservation_id: UUID, act: Act, by: Actor, now: datetime, why: str = "") -> Reservation:
    """Approve, decline, or note who came. Raises CannotBook where another was faster."""
    held = _hold(reservation_id)
    _settle([held], act, by, now, why)
    return held


@transaction.atomic
def settle_series(
    *, reservation_ids: Collection[UUID], act: Act, by: Actor, now: datetime, why: str = ""
) -> Sequence[Reservation]:
    """Approve or decline these of one series, all or none, in one message. Raises CannotBook.

    What was given back meanwhile need not be declined: it is left as it is.
    """
    locked = Reservation.objects.select_for_update(of=("self",)).select_related(*BESIDE)
    held = list(locked.filter(pk__in=reservation_ids).order_by("number"))
    them = [each for each in held if slots.concerns(act, State(each.state))]
    _settle(them, act, by, now, why)
    return them


@transaction.atomic
def cancel(
    *,
    reservation_id: UUID,
    by: Actor,
    now: datetime,
    by_officer: bool = False,
    is_answer: bool = False,
    why: str = "",
) -> Sequence[Reservation]:
    """Give back a reservation and what belongs to it, at once for whoever comes next. Raises CannotBook.

    Cancelled before, it stays cancelled, and nothing is given back twice. Whoever answers an offer with no
    may do so until it begins.
    """
    them = _hold_together(reservation_id)
    held = next(each for each in them if each.pk == reservation_id)
    if held.state == State.CANCELLED:
        return [held]
    refusal = slots.refuse_cancelling(
        terms_of(held.offering),
        state=State(held.state),
        starts_at=held.starts_at,
        by_officer=by_officer or (is_answer and held.state == State.OFFERED),
        now=now,
    )
    if refusal is not None:
        raise CannotBook(refusal)
    given_back = [each for each in them if each.state in slots.AHEAD]
    for each in given_back:
        _note(each, State.CANCELLED, Act.CANCEL, by, now, why)
        if by_officer:
            tell(reservation=each, template=Template.RESERVATION_OFF, now=now, why=why)
    _record("reservation.cancelled", given_back, by, now)
    _free(given_back)
    return given_back


@transaction.atomic
def give_back(*, application: str, by: Actor, now: datetime) -> int:
    """An application comes to nothing: what it reserved, or waits for, is somebody else's. How many were.

    Whoever ended it has told its people. What took place stays as it was.
    """
    held = Reservation.objects.select_for_update(of=("self",)).select_related("offering")
    given_back = list(held.filter(application=application, state__in=slots.AHEAD).order_by("pk"))
    for each in given_back:
        _note(each, State.CANCELLED, Act.CANCEL, by, now)
    left = waiting.give_up(application=application, by=by, now=now)
    if given_back:
        _record("reservation.cancelled", given_back, by, now)
        _free(given_back)
    return len(given_back) + left


def expire(*, now: datetime, by: Actor) -> int:
    """Give back what was held or offered and is not answered in time; how many went."""
    return sum(_expire(each, by, now) for each in queries.list_unanswered(now))


def move(
    *,
    reservation_id: UUID,
    session_id: UUID,
    by: Actor,
    now: datetime,
    by_officer: bool = False,
    is_answer: bool = False,
) -> Reservation:
    """Go to another session of the same offering: the new places first, then the old ones free, or nothing.

    With `is_answer`, that is also what they answer to a time they were only offered. Raises CannotBook.
    """
    try:
        return _move(reservation_id, session_id, by, now, by_officer, is_answer)
    except IntegrityError as double:
        raise CannotBook(Refusal(reason=Reason.ALREADY)) from double


@transaction.atomic
def adopt(
    *, reservation_id: UUID, application: str, session_id: UUID, by: Actor, now: datetime
) -> Reservation:
    """An application asks the questions of what was reserved before, and may move it. Raises CannotBook."""
    held = _hold(reservation_id)
    if held.application or held.state not in slots.AHEAD:
        raise CannotBook(Refusal(reason=Reason.NOT_FROM_HERE))
    held.application = application
    held.save(update_fields=["application"])
    making.event(held, ANSWERED, by, now).save()
    _record("reservation.answered", [held], by, now)
    return move(reservation_id=reservation_id, session_id=session_id, by=by, now=now)


def move_of_application(
    *, application: str, session_id: UUID, by: Actor, now: datetime, by_officer: bool = False
) -> Reservation:
    """Go to another session with what an application reserved, or was offered. Raises CannotBook."""
    held = queries.held_by(application, session_id)
    if held is None:
        raise CannotBook(Refusal(reason=Reason.NOT_FROM_HERE))
    how = {"by_officer": by_officer, "is_answer": True}
    return move(reservation_id=held.pk, session_id=session_id, by=by, now=now, **how)


def remind(*, by: Actor, now: datetime) -> int:
    """Tell those whose reservation is near, once for each time it has; how many were told."""
    near = queries.list_near(now)
    told = messages.promised(map(_reminder, near))
    untold = [each for each in near if _reminder(each) not in told]
    for each in untold:
        _remind(each, by, now)
    return len(untold)


def _take(held: Reservation, terms: Terms, by: Actor, now: datetime) -> None:
    is_asked = slots.wanted_as(terms, by_officer=False) is State.REQUESTED
    _settle([held], Act.ASK if is_asked else Act.CONFIRM, by, now)


def _reminder(held: Reservation) -> str:
    return key_of(held, Template.RESERVATION_SOON)


@transaction.atomic
def _remind(held: Reservation, by: Actor, now: datetime) -> None:
    tell(reservation=held, template=Template.RESERVATION_SOON, now=now, expires_at=held.starts_at)
    _record("reservation.reminded", [held], by, now)


@transaction.atomic
def _move(
    reservation_id: UUID, session_id: UUID, by: Actor, now: datetime, by_officer: bool, is_answer: bool
) -> Reservation:
    [to] = queries.sessions_to_book([session_id])
    _announce_move(queries.reservation(reservation_id), to, by, now)
    held = _hold(reservation_id)
    if held.session_id == session_id:
        return held
    if refusal := _refuse_moving(held, to, by_officer, is_answer, now):
        raise CannotBook(refusal)
    terms, before = terms_of(held.offering), list(held.units.all())
    left = held.session_id
    _set_to(held, to, terms, by_officer)
    if held.answer_by is not None:
        held.answer_by = None
        held.waited.update(state=Turn.LAPSED)
        waiting.wait_no_more(made=held, terms=terms)
    held.save()
    held.units.all().delete()
    units = Unit.objects.bulk_create(making.units(held, to.pools.all(), terms))
    making.event(held, MOVED, by, now).save()
    _record("reservation.moved", [held], by, now)
    if held.state == State.CONFIRMED:
        key = f"{key_of(held, Template.RESERVED)}:{now.isoformat()}"  # back at the first time, told again
        tell(reservation=held, template=Template.RESERVED, now=now, key=key, expires_at=held.starts_at)
    _promise_to_offer([left])
    with claiming.refusing():
        claiming.exchange(new=units, old=before)
    return held


def _set_to(held: Reservation, to: Session, terms: Terms, by_officer: bool) -> None:
    held.session, held.place, held.starts_at, held.ends_at = to, to.place, to.starts_at, to.ends_at
    held.once = making.once(terms, to, making.Who(resident=held.resident)) if held.once else None
    held.delete_on = making.deleted_on(to.ends_at)
    if held.state in (State.CONFIRMED, State.OFFERED):
        held.state = slots.wanted_as(terms, by_officer=by_officer)  # approved was the time before


def _announce_move(asked: Reservation, to: Session, by: Actor, now: datetime) -> None:
    """Before the reservation is locked: whoever has an application locks that first, here as everywhere."""
    if asked.application:
        announce(
            ReservationMoves(
                application=asked.application,
                offering=asked.offering_id,
                starts_at=to.starts_at,
                place=to.place_id,
                by=by,
                at=now,
            )
        )


def _refuse_moving(
    held: Reservation, to: Session, by_officer: bool, is_answer: bool, now: datetime
) -> Refusal | None:
    terms = terms_of(held.offering)
    if to.offering_id != held.offering_id:
        return Refusal(reason=Reason.NOT_FROM_HERE)
    return (
        slots.refuse_moving(
            terms,
            state=State(held.state),
            is_of_series=held.series_id is not None,
            starts_at=held.starts_at,
            by_officer=by_officer,
            now=now,
            is_answer=is_answer,
        )
        or slots.refuse_answering(answer_by=held.answer_by, now=now)
        or slots.refuse_time(
            terms,
            starts_at=to.starts_at,
            ends_at=to.ends_at,
            is_open=to.standing == Standing.OPEN,
            by_officer=by_officer,
            now=now,
        )
    )


@transaction.atomic
def _expire(reservation_id: UUID, by: Actor, now: datetime) -> int:
    them = [each for each in _hold_together(reservation_id) if _is_over(each, now)]
    if not them:
        return 0
    for each in them:
        _note(each, State.EXPIRED, Act.EXPIRE, by, now)
    _record("reservation.expired", them, by, now)
    _free(them)
    return len(them)


def _is_over(held: Reservation, now: datetime) -> bool:
    """Whether it was held or offered until now, and nobody answered."""
    return held.state in (State.HELD, State.OFFERED) and held.answer_by is not None and held.answer_by <= now


def _hold(reservation_id: UUID) -> Reservation:
    held = Reservation.objects.select_for_update(of=("self",)).select_related(*BESIDE)
    return held.get(pk=reservation_id)


def _hold_together(reservation_id: UUID) -> list[Reservation]:
    """The reservation and those it stands or falls with: all doses, but not every week of a hall."""
    asked = queries.reservation(reservation_id)
    locked = Reservation.objects.select_for_update(of=("self",)).select_related(*BESIDE)
    if asked.series_id is None or not slots.stands_as_one(terms_of(asked.offering)):
        return [locked.get(pk=reservation_id)]
    return list(locked.filter(series=asked.series_id).order_by("number"))


def _settle(them: Sequence[Reservation], act: Act, by: Actor, now: datetime, why: str = "") -> None:
    to = slots.next_states([State(each.state) for each in them], act)
    if isinstance(to, Refusal):
        raise CannotBook(to)
    _tell_settled(them, act, now, why)
    for each in them:
        _note(each, to, act, by, now, why)
    _record(f"reservation.{act}", them, by, now)
    if to not in slots.TAKING:
        _free(them)


def _tell_settled(them: Sequence[Reservation], act: Act, now: datetime, why: str) -> None:
    if act in (Act.APPROVE, Act.CONFIRM):
        expires_at = them[-1].starts_at
        tell_together(reservations=them, template=Template.RESERVED, now=now, expires_at=expires_at)
    if act is Act.DECLINE:
        tell_together(reservations=them, template=Template.RESERVATION_OFF, now=now, why=why)


def _note(held: Reservation, to: State, act: Act, by: Actor, now: datetime, why: str = "") -> None:
    held.state, held.answer_by = to, None
    held.save(update_fields=["state", "answer_by"])
    held.waited.update(state=Turn.TAKEN if held.is_taking else Turn.LAPSED)
    making.event(held, act, by, now, why).save()


def _free(them: Sequence[Reservation]) -> None:
    """Give places back, the last thing before the commit; who waits for them is seen to afterwards."""
    _promise_to_offer([each.session_id for each in them])
    claiming.free(reservations=them)


def _promise_to_offer(sessions: Iterable[UUID | None]) -> None:
    for each in {each for each in sessions if each is not None}:
        jobs.defer("booking.offer", key=f"booking.offer:{each}", session=str(each))


def _record(verb: str, them: Sequence[Reservation], by: Actor, now: datetime) -> None:
    details = {"references": [each.code for each in them]}
    audit.record(verb=verb, about=("reservation", them[0].code), by=by, now=now, details=details)

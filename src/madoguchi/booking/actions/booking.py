"""Booking places and rooms, for oneself or for who calls: looked at, written, and claimed last."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import rows
from madoguchi.booking import making, queries
from madoguchi.booking.actions import claiming, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Wish
from madoguchi.booking.models import Entitlement, Reservation, Session, Unit
from madoguchi.booking.queries import terms_of
from madoguchi.booking.telling import tell_together
from madoguchi.places import queries as places
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.messages import Template
from madoguchi.rules.slots import Range, Reason, Refusal, Slot, Standing, State, Terms

BOOKED: Final = "booked"
REDUCED: Final = "reduced"


def book(
    *,
    sessions: Sequence[UUID],
    wish: Wish,
    by: Actor,
    now: datetime,
    number: str = "",
    known: Collection[Session] = (),
) -> Sequence[Reservation]:
    """Reserve places of one session, or of several that belong together, all or none. Raises CannotBook.

    `number` is that of the entitlement, where one is needed. The same key again gives what it gave first.
    What the caller read of the sessions for this very request is `known`: whether there is a place still, and
    whether they are open, is asked of the counter alone.
    """
    try:
        there = queries.sessions_to_book(sessions, known=known)
        return _book(there, wish, number, by, now)
    except (CannotBook, IntegrityError) as no:
        return _first(wish, no)


def hire(
    *, resource: str, hours: Sequence[Range], wish: Wish, by: Actor, now: datetime
) -> Sequence[Reservation]:
    """Reserve a room for these hours, all or none. Raises CannotBook. The same key again changes nothing."""
    try:
        return _hire(resource, hours, wish, by, now)
    except (CannotBook, IntegrityError) as no:
        return _first(wish, no)


def _book(
    sessions: Sequence[Session], wish: Wish, number: str, by: Actor, now: datetime
) -> Sequence[Reservation]:
    terms = terms_of(sessions[0].offering)
    entitlement = queries.entitlement(terms, number, sessions[0])
    if refusal := _refuse(terms, wish, sessions, entitlement, now):
        raise CannotBook(refusal)
    wish = _asked(terms, wish)
    made, units = making.of_sessions(sessions, terms, wish, entitlement=entitlement, now=now)
    if any(each.quantity > each.pool.free for each in units):  # no need to write and claim to know that
        raise CannotBook(Refusal(reason=Reason.ALREADY if queries.has_already(made[0]) else Reason.FULL))
    with claiming.refusing(), rows.alone():
        _write(made, units, by, now)
        waiting.wait_no_more(made=made[0], terms=terms)
        claiming.claim(units=units)
    return made


def _hire(
    resource: str, hours: Sequence[Range], wish: Wish, by: Actor, now: datetime
) -> Sequence[Reservation]:
    room = queries.room_to_hire(resource)
    terms = terms_of(room.offering)
    days = places.opening_days(room.place, [local_day(each.starts_at) for each in hours])
    if refusal := _refuse_hours(terms, wish, hours, now) or slots.refuse_closed(hours, days):
        raise CannotBook(refusal)
    wish = _asked(terms, wish)
    made = making.numbered(
        [making.reservation(room.offering, wish, each, room.place, now=now) for each in hours]
    )
    if terms.hire is not None and terms.hire.yen_an_hour:
        for each, asked in zip(made, hours, strict=True):
            each.price = slots.price(terms.hire, [asked], wish.reduction)
    with claiming.refusing(), rows.alone():
        _write(made, [], by, now)
        if wish.reduction and wish.why:
            rows.add(*(making.event(each, REDUCED, by, now, wish.why) for each in made))
        claiming.claim(blocks=[making.block(each, room, terms) for each in made])
    return made


def _asked(terms: Terms, wish: Wish) -> Wish:
    """What is only held or offered stays so."""
    if wish.state is not State.CONFIRMED:
        return wish
    return replace(wish, state=slots.wanted_as(terms, by_officer=wish.who.by_officer))


def _refuse(
    terms: Terms, wish: Wish, sessions: Sequence[Session], entitlement: Entitlement | None, now: datetime
) -> Refusal | None:
    refusal = slots.refuse_party(terms, wish.party)
    times = [_refuse_time(terms, wish, each, each.standing == Standing.OPEN, now) for each in sessions]
    series = slots.refuse_series(
        terms.gap, [Slot(starts_at=each.starts_at, place=each.place_id) for each in sessions]
    )
    found = [each for each in (refusal, *times, series) if each is not None]
    if not found and terms.entitlement and entitlement is None:
        return Refusal(reason=Reason.NO_ENTITLEMENT)
    return found[0] if found else None


def _refuse_hours(terms: Terms, wish: Wish, hours: Sequence[Range], now: datetime) -> Refusal | None:
    times = (_refuse_time(terms, wish, each, True, now) for each in hours)
    return slots.refuse_party(terms, wish.party) or next(filter(None, times), None)


def _refuse_time(
    terms: Terms, wish: Wish, asked: Session | Range, is_open: bool, now: datetime
) -> Refusal | None:
    return slots.refuse_time(
        terms,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        is_open=is_open,
        by_officer=wish.who.by_officer,
        now=now,
    )


def _write(made: Sequence[Reservation], units: Sequence[Unit], by: Actor, now: datetime) -> None:
    """Everything but the claim."""
    rows.add(*making.rows_of(made, units, BOOKED, by, now))
    if made[0].state == State.CONFIRMED and not made[0].application:  # which is told of itself
        _tell(made, now)
    details = {"references": [each.code for each in made]}
    audit.record(
        verb="reservation.booked", about=("reservation", made[0].code), by=by, now=now, details=details
    )


def _tell(made: Sequence[Reservation], now: datetime) -> None:
    """A room every week is one message; of doses each has its own, for each may be elsewhere."""
    for them in [made] if made[0].session_id is None else [[each] for each in made]:
        expires_at = them[-1].starts_at
        tell_together(reservations=them, template=Template.RESERVED, now=now, expires_at=expires_at)


def _first(wish: Wish, no: CannotBook | IntegrityError) -> Sequence[Reservation]:
    """What the other press of the same button made; or the refusal, where there was none.

    Nobody looks for it beforehand: a key that is there lets no second row in.
    """
    if before := queries.list_of_key(wish.key, wish.who.resident):
        return before
    raise no

"""What is written when somebody books: rows as they will stand, before anything is claimed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Model

from madoguchi.audit.actions import Actor
from madoguchi.base import objects
from madoguchi.booking.models import (
    Entitlement,
    Offering,
    Pool,
    Reservation,
    ReservationEvent,
    Resource,
    ResourceBlock,
    Series,
    Session,
    Unit,
)
from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.rules import retention, slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.doors import Medium
from madoguchi.rules.references import RESERVATION, reservation_code
from madoguchi.rules.slots import Once, Party, Range, State, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Whom a reservation is for: a resident who signed in, or somebody who called or walked in."""

    resident: Resident | None = None
    name: str = ""
    kana: str = ""
    contact_kind: str = ""
    contact: str = ""
    language: str = "ja"
    medium: Medium = Medium.ONLINE
    booked_by: str = ""  # number of the officer who books for them

    @property
    def by_officer(self) -> bool:
        """Whether an officer books, who may do so until it ends and has places of their own."""
        return bool(self.booked_by)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room as it shall be hired; without a code it is a new one."""

    code: str
    place: Place
    title: Mapping[str, str]
    seats: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who wants to come, how many, and the key by which a second press is known."""

    who: Who
    party: Party
    key: str
    state: State = State.CONFIRMED
    answer_by: datetime | None = None  # of what is held or offered
    application: str = ""  # number of the application that asks its questions
    reduction: str = ""
    why: str = ""  # they pay less, as an officer notes it


def reservation(offering: Offering, wish: Wish, hours: Range, place: Place, *, now: datetime) -> Reservation:
    """One reservation, not of a session yet, nor of a series."""
    who = wish.who
    made = objects.new(
        Reservation,
        code=reservation_code(secrets.token_bytes(RESERVATION)),
        key=wish.key,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        name=who.name,
        kana=who.kana,
        contact_kind=who.contact_kind,
        contact=who.contact,
        language=who.language,
        party=dict(wish.party),
        size=sum(wish.party.values()),
        state=wish.state,
        reduction=wish.reduction,
        answer_by=wish.answer_by,
        medium=who.medium,
        application=wish.application,
        booked_by=who.booked_by,
        booked_at=now,
        delete_on=deleted_on(hours.ends_at),
    )
    made.offering, made.place, made.resident = offering, place, who.resident
    return made


def deleted_on(ends_at: datetime) -> date:
    """When a reservation goes."""
    return local_day(ends_at + retention.RESERVATIONS_ARE_KEPT)


def of_sessions(
    sessions: Sequence[Session], terms: Terms, wish: Wish, *, entitlement: Entitlement | None, now: datetime
) -> tuple[Sequence[Reservation], Sequence[Unit]]:
    """A reservation of each of these sessions, which are had together or not at all, and what they take."""
    made = numbered([of_session(each, terms, wish, entitlement=entitlement, now=now) for each in sessions])
    pairs = zip(made, sessions, strict=True)
    return made, [unit for each, session in pairs for unit in units(each, session.pools.all(), terms)]


def of_session(
    session: Session, terms: Terms, wish: Wish, *, entitlement: Entitlement | None, now: datetime
) -> Reservation:
    """A reservation of a session."""
    hours = Range(starts_at=session.starts_at, ends_at=session.ends_at)
    made = reservation(session.offering, wish, hours, session.place, now=now)
    made.session, made.entitlement = session, entitlement
    made.once = once(terms, session, wish.who)
    return made


def numbered(made: Sequence[Reservation]) -> Sequence[Reservation]:
    """The same, each with its place in the series; what is allowed once counts for the first of them."""
    for at, each in enumerate(made[1:], start=2):
        each.number, each.key, each.once = at, f"{each.key}:{at}", None
    return made


def rows_of(
    made: Sequence[Reservation], taken: Sequence[Unit], act: str, by: Actor, now: datetime
) -> list[Model]:
    """All that is written of reservations that are new: what holds them together and what they take, too."""
    return [*_series_of(made, now), *made, *taken, *(event(each, act, by, now) for each in made)]


def _series_of(made: Sequence[Reservation], now: datetime) -> list[Series]:
    """What holds these together, for all to be had or none; nothing for a single one."""
    if len(made) == 1:
        return []
    series = Series(offering=made[0].offering, made_at=now)
    for each in made:
        each.series = series
    return [series]


def once(terms: Terms, session: Session, who: Who) -> str | None:
    """What stands for "this person has one already"; None where nobody counts, or nobody is known."""
    if terms.once is Once.NEVER_MIND or who.resident is None:
        return None
    what = session.pk if terms.once is Once.SESSION else session.offering_id
    return f"{what}:{who.resident.pk}"


def units(made: Reservation, pools: Iterable[Pool], terms: Terms) -> Iterator[Unit]:
    """What a reservation takes of a session's pools; an officer's of what is held back, if that is enough."""
    there = list(pools)
    for code, quantity in slots.needs(terms, made.party).items():
        alike = [each for each in there if each.code == code]
        chosen = [each for each in alike if each.is_held_back and made.booked_by and each.free >= quantity]
        for pool in [*chosen, *(each for each in alike if not each.is_held_back)][:1]:
            unit = objects.new(Unit, reservation_id=made.pk, quantity=quantity)
            unit.pool = pool
            yield unit


def block(made: Reservation, room: Resource, terms: Terms) -> ResourceBlock:
    """The hours a room is taken, with its margins."""
    taken = slots.with_margins(terms, Range(starts_at=made.starts_at, ends_at=made.ends_at))
    return ResourceBlock(
        resource=room, reservation=made, during=DateTimeTZRange(taken.starts_at, taken.ends_at, "[)")
    )


def event(made: Reservation, act: str, by: Actor, now: datetime, why: str = "") -> ReservationEvent:
    """What happened, as it is never changed again."""
    return objects.new(
        ReservationEvent,
        reservation_id=made.pk,
        at=now,
        act=act,
        state=made.state,
        by_kind=by.kind,
        by_ref=by.ref,
        why=why,
    )

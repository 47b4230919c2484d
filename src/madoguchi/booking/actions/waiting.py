"""Waiting lists: asking for a place that is none yet; what becomes free is offered to the first who waits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import rows
from madoguchi.booking import making, queries
from madoguchi.booking.actions import claiming
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.models import Entitlement, Reservation, Session, WaitEntry
from madoguchi.booking.queries import terms_of
from madoguchi.booking.telling import tell, tell_waiting
from madoguchi.people.models import Resident
from madoguchi.rules import slots, waiting
from madoguchi.rules.messages import Template
from madoguchi.rules.slots import Once, Party, Refusal, Standing, State, Terms
from madoguchi.rules.slots import Waiting as Kind
from madoguchi.rules.waiting import Turn

OFFERED: Final = "offered"
TOLD_FOR_EACH: Final = 3  # of those who wait, for a place of the same day
_NO_MORE: Final = """
UPDATE booking_waitentry SET state = CASE WHEN session_id = %s THEN 'taken' ELSE 'left' END
WHERE resident_id = %s AND state = 'waiting'
AND session_id IN (SELECT id FROM booking_session WHERE id = %s OR offering_id = %s)
"""
_LOCK: Final = 4_812_071  # one who offers at a time for each session, on however many machines


@transaction.atomic
def wait(
    *,
    session_id: UUID,
    who: Who,
    party: Party,
    by: Actor,
    now: datetime,
    number: str = "",
    application: str = "",
) -> WaitEntry:
    """Ask for a place that becomes free; asked twice, it is one wish, the first. Raises CannotBook.

    `who` is a resident, whom alone we can tell. `number` is that of the entitlement, where nobody has a
    place without one.
    """
    [session] = queries.sessions_to_book([session_id])
    entitlement = queries.entitlement(terms_of(session.offering), number, session)
    if refusal := _refuse(session, party, entitlement, now):
        raise CannotBook(refusal)
    asked, is_new = WaitEntry.objects.get_or_create(
        session=session,
        resident=who.resident,
        state=Turn.WAITING,
        defaults={
            "name": who.name,
            "kana": who.kana,
            "party": dict(party),
            "size": sum(party.values()),
            "asked_at": now,
            "application": application,
            "entitlement": entitlement,
        },
    )
    if is_new:
        audit.record(verb="waiting.asked", about=("session", str(session.pk)), by=by, now=now)
    return asked


def _refuse(session: Session, party: Party, entitlement: Entitlement | None, now: datetime) -> Refusal | None:
    return slots.refuse_waiting(
        terms_of(session.offering),
        party,
        is_entitled=entitlement is not None,
        capacity=session.sizes,
        starts_at=session.starts_at,
        is_open=session.standing == Standing.OPEN,
        now=now,
    )


@transaction.atomic
def leave(*, entry_id: UUID, by: Actor, now: datetime) -> None:
    """Wait no longer; whoever was offered a place meanwhile answers that instead."""
    gone = WaitEntry.objects.filter(pk=entry_id, state=Turn.WAITING)
    if gone.update(state=Turn.LEFT):
        audit.record(verb="waiting.left", about=("waiting", str(entry_id)), by=by, now=now)


@transaction.atomic
def wait_once(*, kept: Resident, given_up: Resident, by: Actor, now: datetime) -> None:
    """Two accounts become one: where both wait for a session, the one stays that asked first."""
    waits = WaitEntry.objects.filter(resident__in=(kept, given_up), state=Turn.WAITING)
    asked: set[object] = set()
    for each in waits.order_by("asked_at", "pk"):
        if each.session_id in asked:
            leave(entry_id=each.pk, by=by, now=now)
        asked.add(each.session_id)


def give_up(*, application: str, by: Actor, now: datetime, but: Collection[UUID] = ()) -> int:
    """An application waits no longer, but for these sessions; for how many it did."""
    waits = WaitEntry.objects.filter(application=application, state=Turn.WAITING).exclude(session__in=but)
    if left := waits.update(state=Turn.LEFT):
        audit.record(verb="waiting.left", about=("application", application), by=by, now=now)
    return left


def wait_no_more(*, made: Reservation, terms: Terms) -> None:
    """Whoever has a place waits no longer for it, nor for others, where one is all they may have."""
    if terms.waiting is Kind.NONE or made.resident is None:
        return
    offering = made.offering_id if terms.once is Once.OFFERING else None
    rows.also(_NO_MORE, made.session_id, made.resident.pk, made.session_id, offering)


def offer_freed(*, session_id: UUID, by: Actor, now: datetime) -> int:
    """Offer what is free to those who wait, one after the other; how many were offered a place, or told."""
    offered = _tell_all(session_id, by, now)
    while _offer_next(session_id, by, now):
        offered += 1
    return offered


def _offer_next(session_id: UUID, by: Actor, now: datetime) -> bool:
    try:
        return _offer(session_id, by, now)
    except (CannotBook, IntegrityError):  # somebody else was faster, or they have one by now
        return False


@transaction.atomic
def _tell_all(session_id: UUID, by: Actor, now: datetime) -> int:
    """Where the first answer wins: tell some of those who wait, three for each place, the first who asked."""
    [session] = queries.sessions_to_book([session_id])
    terms = terms_of(session.offering)
    is_ahead = session.standing == Standing.OPEN and session.starts_at > now
    if terms.waiting is not Kind.FIRST_ANSWER or not is_ahead:
        return 0
    waits = queries.list_waits(session, terms)
    them = waiting.who_hears(waits, free=session.free, for_each=TOLD_FOR_EACH)
    time = queries.count_given_back(session)
    for each in them:
        tell_waiting(entry=each.ref, session=session, time=time, now=now)
    if them:
        audit.record(verb="waiting.told", about=("session", str(session_id)), by=by, now=now)
    return len(them)


@transaction.atomic
def _offer(session_id: UUID, by: Actor, now: datetime) -> bool:
    """Keep places for the next of the list. One at a time, so that nobody is offered two."""
    _alone(session_id)
    [session] = queries.sessions_to_book([session_id])
    terms = terms_of(session.offering)
    if terms.waiting is not Kind.IN_ORDER or session.standing != Standing.OPEN or session.starts_at <= now:
        return False
    served = queries.list_served(session, terms)  # they wait on, in case they give theirs back
    turn, further = queries.turn(session, but=served)
    if turn.next is None:
        return False
    _keep_for(turn.next.ref, turn.overtaken, [session, *further], by, now)
    return True


def _keep_for(
    entry: WaitEntry, overtaken: Iterable[WaitEntry], sessions: Sequence[Session], by: Actor, now: datetime
) -> None:
    terms = terms_of(sessions[0].offering)
    until = min(now + timedelta(minutes=terms.answer_minutes), sessions[0].starts_at)
    wish = Wish(
        who=Who(resident=entry.resident, name=entry.name, kana=entry.kana, language=entry.resident.language),
        party=entry.party,
        key=f"offer:{uuid4()}",
        state=State.OFFERED,
        application=entry.application,
        answer_by=until,
    )
    made, units = making.of_sessions(sessions, terms, wish, entitlement=entry.entitlement, now=now)
    WaitEntry.objects.filter(pk__in=[each.pk for each in overtaken]).update(overtaken=F("overtaken") + 1)
    with rows.together():
        rows.add(*making.rows_of(made, units, OFFERED, by, now))
        tell(reservation=made[0], template=Template.SLOT_OFFERED, now=now, answer_at=until, expires_at=until)
        rows.change(entry, state=Turn.OFFERED, reservation_id=made[0].pk)
        audit.record(verb="reservation.offered", about=("reservation", made[0].code), by=by, now=now)
        claiming.claim(units=units)


def _alone(session_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, str(session_id)])

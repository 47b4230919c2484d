"""What a section offers: offerings, their sessions and rooms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import jobs
from madoguchi.booking import making, queries
from madoguchi.booking.actions import claiming
from madoguchi.booking.making import Room
from madoguchi.booking.models import Offering, Pool, Reservation, ReservationEvent, Resource, Session, Unit
from madoguchi.booking.queries import terms_of
from madoguchi.booking.telling import tell, tell_off
from madoguchi.places.models import Place
from madoguchi.rules import slots
from madoguchi.rules.messages import Template
from madoguchi.rules.slots import Act, Standing, State, Terms
from madoguchi.rules.waiting import Turn


@transaction.atomic
def offer(
    *, code: str, section: str, title: Mapping[str, str], terms: Terms, by: Actor, now: datetime, **more: Any
) -> Offering:
    """Put up something to be booked, or change its words and terms; reservations keep what they have."""
    given = {"section": section, "title": dict(title), "terms": terms.model_dump(mode="json"), **more}
    offering, _ = Offering.objects.update_or_create(code=code, defaults=given)
    audit.record(verb="offering.offered", about=("offering", code), by=by, now=now)
    return offering


@transaction.atomic
def change(*, offering: Offering, terms: Terms, resizes: bool, by: Actor, now: datetime, **more: Any) -> int:
    """Change words and terms; with `resizes`, the places of times ahead that have as many as the terms said.

    How many pools were resized. Raises CannotShrink or GroupInUse, and then nothing is changed.
    """
    before = terms_of(Offering.objects.select_for_update(no_key=True).get(pk=offering.pk))
    _require_unused(offering, before, terms)
    offer(code=offering.pk, section=offering.section, terms=terms, by=by, now=now, **more)
    return _resize_ahead(offering, before, terms, now) if resizes else 0


@transaction.atomic
def open_sessions(
    *,
    offering: Offering,
    place: Place,
    starts: Sequence[datetime],
    by: Actor,
    now: datetime,
    capacities: Mapping[str, int] | None = None,
) -> int:
    """Open sessions at these times, with as many places as the terms say or `capacities` says.

    One that is there already stays as it is. How many are new.
    """
    terms = terms_of(offering)
    length = timedelta(minutes=terms.minutes)
    there = set(
        Session.objects.filter(offering=offering, place=place, starts_at__in=starts).values_list(
            "starts_at", flat=True
        )
    )
    new = Session.objects.bulk_create(
        Session(offering=offering, place=place, starts_at=at, ends_at=at + length)
        for at in starts
        if at not in there
    )
    Pool.objects.bulk_create(pool for each in new for pool in _pools(each, terms, capacities or {}))
    details = {"count": len(new), "place": place.pk}
    audit.record(verb="sessions.opened", about=("offering", offering.pk), by=by, now=now, details=details)
    return len(new)


@transaction.atomic
def open_room(
    *,
    code: str,
    offering: Offering,
    place: Place,
    title: Mapping[str, str],
    by: Actor,
    now: datetime,
    seats: int | None = None,
) -> Resource:
    """Put up a room to be hired."""
    given = {"offering": offering, "place": place, "title": dict(title), "seats": seats}
    room, _ = Resource.objects.update_or_create(code=code, defaults=given)
    audit.record(verb="room.opened", about=("room", code), by=by, now=now)
    return room


@transaction.atomic
def offer_hall(*, code: str, rooms: Sequence[Room], by: Actor, now: datetime, **more: Any) -> Offering:
    """Put up rooms that are hired by the hour, or change them; reservations keep what they have.

    A room that is not named any more goes, unless it was ever reserved.
    """
    offering = offer(code=code, by=by, now=now, **more)
    gone = Resource.objects.filter(offering=offering, blocks=None).exclude(
        pk__in=[each.code for each in rooms]
    )
    gone.delete()
    taken = set(Resource.objects.filter(offering=offering).values_list("pk", flat=True))
    codes = (new for at in range(1, 1_000) if (new := f"{code}-{at:02}") not in taken)  # listed in this order
    for each in rooms:
        open_room(
            code=each.code or next(codes),
            offering=offering,
            place=each.place,
            title=each.title,
            seats=each.seats,
            by=by,
            now=now,
        )
    return offering


def _pools(session: Session, terms: Terms, capacities: Mapping[str, int]) -> list[Pool]:
    common: dict[str, Any] = {"session": session, "is_open": session.standing == Standing.OPEN}
    ordinary = [
        Pool(code=each.id, capacity=capacities.get(each.id, each.capacity), **common) for each in terms.pools
    ]
    kept = [
        Pool(code=each.id, capacity=each.held_back, is_held_back=True, **common)
        for each in terms.pools
        if each.held_back
    ]
    return ordinary + kept


class CannotShrink(Exception):
    """More places are taken than there would be; `pool` says where."""

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool.code)
        self.pool = pool


@transaction.atomic
def set_standing(*, session_id: UUID, standing: Standing, by: Actor, now: datetime) -> Session:
    """Pause a session or open it again. One that was called off stays so."""
    session = _lock(session_id)
    if session.standing == Standing.CANCELLED or standing not in (Standing.OPEN, Standing.PAUSED):
        return session
    _stand(session, standing)
    audit.record(verb=f"session.{standing}", about=("session", str(session_id)), by=by, now=now)
    return session


@transaction.atomic
def resize(*, session_id: UUID, sizes: Mapping[int, int], by: Actor, now: datetime) -> None:
    """Change how many places there are, by pool. Raises CannotShrink, and then nothing is changed."""
    for pool in queries.lock_pools(session=session_id):
        size = sizes.get(pool.pk, pool.capacity)
        if size < pool.taken:
            raise CannotShrink(pool)
        Pool.objects.filter(pk=pool.pk).update(capacity=size)
    about = ("session", str(session_id))
    audit.record(verb="session.resized", about=about, by=by, now=now, details={"sizes": dict(sizes)})
    jobs.defer("booking.offer", key=f"booking.offer:{session_id}", session=str(session_id))


class GroupInUse(Exception):
    """People of a group have places or wait, so it stays; `at` is its place among the groups, from 0."""

    def __init__(self, at: int, count: int) -> None:
        super().__init__(at)
        self.at, self.count = at, count


def _require_unused(offering: Offering, before: Terms, after: Terms) -> None:
    """A list of who comes without the name of their group would say less than they told."""
    stay = {each.id for each in after.bands}
    for at, each in enumerate(before.bands):
        count = 0 if each.id in stay else queries.count_in_group(offering=offering, group=each.id)
        if count:
            raise GroupInUse(at, count)


def _resize_ahead(offering: Offering, before: Terms, after: Terms, now: datetime) -> int:
    sizes = slots.resized(before, after)
    there = Session.objects.filter(offering=offering, starts_at__gt=now).exclude(standing=Standing.CANCELLED)
    ahead = list(there.select_for_update(of=("self",), no_key=True).order_by("pk"))
    added = {each.id for each in after.pools} - {each.id for each in before.pools}
    made = [pool for each in ahead for pool in _pools(each, after, {})]
    new = [each for each in made if each.is_held_back or each.code in added]
    Pool.objects.bulk_create(new, ignore_conflicts=True)  # of whoever had none held back before
    _resize_left(ahead, [each for each in after.pools if each.id in added])
    _count_in(ahead, added, after)
    locked = Pool.objects.select_for_update(of=("self",)).filter(session__in=ahead).select_related("session")
    changed = [
        pool
        for pool in locked.order_by("pk")
        if (size := sizes.get((pool.code, pool.is_held_back))) and pool.capacity == size[0]
    ]
    for pool in changed:
        pool.capacity = sizes[pool.code, pool.is_held_back][1]
        if pool.capacity < pool.taken:
            raise CannotShrink(pool)
    Pool.objects.bulk_update(changed, ["capacity"], batch_size=500)
    return len(changed)


def _resize_left(sessions: Sequence[Session], added: Sequence[slots.Pool]) -> None:
    """Pools that are left of a group that was there before are as large as it is now. Raises CannotShrink."""
    for each in added:
        left = Pool.objects.select_for_update(of=("self",)).select_related("session").order_by("pk")
        left = left.filter(session__in=sessions, code=each.id, is_held_back=False)
        for pool in left:
            if pool.taken > each.capacity:
                raise CannotShrink(pool)
            pool.capacity = each.capacity
        Pool.objects.bulk_update(left, ["capacity"])


def _count_in(sessions: Sequence[Session], added: Collection[str], terms: Terms) -> None:
    """Who has a place already takes one of pools that are new, too. Raises CannotShrink."""
    if not added:
        return
    taking = Reservation.objects.filter(session__in=sessions, state__in=slots.TAKING)
    held = taking.select_for_update(of=("self",)).prefetch_related("units").order_by("pk")
    pools = Pool.objects.filter(session__in=sessions, code__in=added, is_held_back=False)
    there: dict[tuple[UUID | None, str], Pool]
    there = {(each.session_id, each.code): each for each in pools.select_related("session")}
    for each in held:
        counted = {unit.pool_id for unit in each.units.all()}
        for code, count in slots.needs(terms, each.party).items():
            pool = there.get((each.session_id, code))
            if pool is not None and pool.pk not in counted:
                _take(pool, each, count)


def _take(pool: Pool, held: Reservation, count: int) -> None:
    pool.taken += count
    if pool.taken > pool.capacity:
        raise CannotShrink(pool)
    Unit.objects.create(reservation=held, pool=pool, quantity=count)
    Pool.objects.filter(pk=pool.pk).update(taken=F("taken") + count)


@transaction.atomic
def call_off(*, session_id: UUID, why: str, by: Actor, now: datetime) -> int:
    """The session does not take place: everybody who has a reservation, or waits for one, is told why.

    How many had one.

    Whoever claims at this moment is done before the pools are closed, and told as well, or refused.
    """
    session = _lock(session_id)
    if session.standing == Standing.CANCELLED:
        return 0
    queries.list_ahead(session)  # locked before the pools, as by whoever gives one back
    _send_away(session, why, now)  # and they, as by whoever books what they waited for
    _stand(session, Standing.CANCELLED)
    held = queries.list_ahead(session)  # with what was claimed meanwhile
    for each in held:
        each.state, each.answer_by = State.CANCELLED, None
        tell(reservation=each, template=Template.RESERVATION_OFF, now=now, why=why)
    Reservation.objects.bulk_update(held, ["state", "answer_by"])
    ReservationEvent.objects.bulk_create(making.event(each, Act.CANCEL, by, now, why) for each in held)
    details = {"references": [each.code for each in held]}
    audit.record(
        verb="session.called_off", about=("session", str(session_id)), by=by, now=now, details=details
    )
    claiming.free(reservations=held)
    return len(held)


def _lock(session_id: UUID) -> Session:
    """One at a time opens, pauses or calls off. Reservations are still made: they only refer to it."""
    return Session.objects.select_for_update(of=("self",), no_key=True).get(pk=session_id)


def _send_away(session: Session, why: str, now: datetime) -> None:
    """Nobody waits any longer, and everybody who did is told."""
    waits = session.waiting.select_for_update(of=("self",)).filter(state=Turn.WAITING)
    for each in waits.select_related("resident__account").order_by("pk"):
        tell_off(entry=each, session=session, why=why, now=now)
    session.waiting.filter(state=Turn.WAITING).update(state=Turn.LEFT)


def _stand(session: Session, standing: Standing) -> None:
    session.standing = standing
    session.save(update_fields=["standing"])
    queries.lock_pools(session=session.pk)
    Pool.objects.filter(session=session).update(is_open=standing is Standing.OPEN)

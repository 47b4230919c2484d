"""Reading what can be booked, and what is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce
from django.http import Http404

from madoguchi.base import objects
from madoguchi.base.crypto import salted_hash
from madoguchi.base.prepared import Prepared
from madoguchi.booking.models import (
    TAKES,
    Entitlement,
    MonthShown,
    Offering,
    Pool,
    Reservation,
    ReservationEvent,
    Resource,
    ResourceBlock,
    Session,
    WaitEntry,
)
from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.places.queries import opening_days
from madoguchi.rules import reminders, slots
from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.names import kana_order, search_key
from madoguchi.rules.opening_days import OpeningDay
from madoguchi.rules.slots import Once, Standing, State, Terms, Waiting
from madoguchi.rules.waiting import NextTurn, Turn, Waits, Why, next_turn

MOST: Final = 200  # in one round of a job
TO_CHOOSE: Final = 60  # times in one list
NEXT: Final = 5  # of what a resident has ahead, among all else that is theirs
SHUT_AT_MOST: Final = 14  # days on end that a place is looked at for one on which it opens


def terms_of(offering: Offering) -> Terms:
    """What an offering goes by; read once for every writing of it."""
    return _terms(json.dumps(offering.terms, sort_keys=True))


@lru_cache(maxsize=256)
def _terms(written: str) -> Terms:
    return Terms.model_validate_json(written)


def sessions_to_book(ids: Sequence[UUID], *, known: Collection[Session] = ()) -> list[Session]:
    """These sessions with their pools, in the order of time; 404 for an unknown one, or two offerings.

    What is `known` of them was read a moment ago, and is not read again.
    """
    read = {each.pk: each for each in known}
    found = [read.get(each) or _with_pools(each) for each in set(ids)]
    sessions = sorted((each for each in found if each is not None), key=lambda each: each.starts_at)
    if not sessions or len(sessions) != len(ids) or len({each.offering_id for each in sessions}) > 1:
        raise Http404
    return sessions


def _with_pools(session_id: UUID) -> Session | None:
    """In one query where it has pools, as nearly every session does."""
    pools = _POOLS.all(session_id)
    if not pools:
        return _SESSION.first(session_id)
    session: Session = pools[0].session
    objects.keep(session, "pools", pools)
    return session


_SESSION: Final = Prepared(
    lambda key: Session.objects.filter(pk=key).select_related("offering", "place"), blank=UUID(int=0)
)
_POOLS: Final = Prepared(
    lambda key: Pool.objects.filter(session=key).select_related("session__offering", "session__place"),
    blank=UUID(int=0),
)


def room_to_hire(code: str) -> Resource:
    """The room of that code; 404 for an unknown one."""
    found = Resource.objects.filter(pk=code).select_related("offering", "place").first()
    if found is None:
        raise Http404
    return found


def list_of_key(key: str, resident: Resident | None) -> list[Reservation]:
    """What was made under that key; another's key is an unknown one."""
    first = _BY_KEY.first(key)
    if first is None:
        return []
    if first.resident_id != (resident.pk if resident else None):
        raise Http404
    if first.series_id is None:
        return [first]
    return list(Reservation.objects.filter(series=first.series_id).order_by("number"))


def has_already(made: Reservation) -> bool:
    """Whether what `made` would be, and what one may have once, is somebody's already."""
    if made.once is None and made.entitlement_id is None:
        return False
    the_same = Q(once__isnull=False, once=made.once)
    the_same |= Q(entitlement__isnull=False, entitlement=made.entitlement_id, number=made.number)
    return Reservation.objects.filter(TAKES, the_same).exists()


_BY_KEY: Final = Prepared(lambda key: Reservation.objects.filter(key=key), blank="nobody's")


def reservation(reservation_id: UUID) -> Reservation:
    """The reservation, without a lock, for an action that somebody found it for."""
    return Reservation.objects.select_related("offering").get(pk=reservation_id)


def reserved_before(*, resident: Resident, offering: str, now: datetime) -> Reservation | None:
    """What a resident reserved of an offering, as long as no application asks its questions yet."""
    held = Reservation.objects.filter(resident=resident, offering=offering, application="")
    ahead = held.filter(state__in=[State.REQUESTED, State.CONFIRMED], starts_at__gt=now, series=None)
    return ahead.order_by("starts_at").first()


def held_by(application: str, session_id: UUID) -> Reservation | None:
    """What an application holds of the offering that a session is of."""
    held = Reservation.objects.filter(application=application, state__in=slots.TAKING)
    return held.filter(offering__sessions=session_id).first()


def list_offered(application: str, offering: str) -> list[UUID]:
    """What an application was offered of an offering and did not answer yet."""
    held = Reservation.objects.filter(application=application, offering=offering, state=State.OFFERED)
    return list(held.values_list("pk", flat=True))


def list_of_application(*, application: str) -> list[Reservation]:
    """What an application reserved, whatever became of it, in the order of time."""
    held = Reservation.objects.filter(application=application).exclude(state=State.EXPIRED)
    return list(held.select_related("offering", "place").order_by("starts_at"))


def list_waits_of(*, application: str) -> list[WaitEntry]:
    """The times for which an application waits."""
    waits = WaitEntry.objects.filter(application=application, state=Turn.WAITING)
    return list(waits.select_related("session__offering", "session__place").order_by("session__starts_at"))


def hash_of_number(kind: str, number: str) -> str:
    """As the number of an entitlement is kept, however it was typed."""
    return salted_hash("entitlement", kind, search_key(number))


def entitlement(terms: Terms, number: str, first: Session) -> Entitlement | None:
    """The entitlement of that number, where one is needed and holds on the day of the session."""
    if terms.entitlement is None or not number.strip():
        return None
    known = Entitlement.objects.filter(
        kind=terms.entitlement, number_hash=hash_of_number(terms.entitlement, number)
    )
    day = local_day(first.starts_at)
    return known.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day).first()


def count_numbers(*, kind: str, on: date) -> int:
    """How many numbers of that kind hold on a day, or later."""
    known = Entitlement.objects.filter(kind=kind)
    return known.filter(Q(valid_until=None) | Q(valid_until__gte=on)).count()


def count_known_numbers(*, kind: str, numbers: Iterable[str]) -> int:
    """How many of these were taken in before."""
    hashes = [hash_of_number(kind, each) for each in numbers]
    return Entitlement.objects.filter(kind=kind, number_hash__in=hashes).count()


def list_unanswered(now: datetime) -> list[UUID]:
    """The reservations that were held or offered until now."""
    waits = Reservation.objects.filter(state__in=[State.HELD, State.OFFERED], answer_by__lte=now)
    return list(waits.order_by("answer_by").values_list("pk", flat=True)[:MOST])


def list_miscounted() -> list[Pool]:
    """The pools whose counter is not what their units say; each with what they say: `counted`."""
    taken = Sum("units__quantity", filter=Q(units__reservation__state__in=slots.TAKING))
    pools = Pool.objects.annotate(counted=Coalesce(taken, 0)).exclude(taken=F("counted"))
    return list(pools.select_related("session__offering"))


def list_waits(session: Session, terms: Terms) -> list[Waits]:
    """Who waits for a session, as far as turns go; `ref` is the entry."""
    waiting = WaitEntry.objects.filter(session=session, state=Turn.WAITING).select_related(
        "resident__account"
    )
    return [
        Waits(
            ref=each,
            needs=slots.needs(terms, each.party),
            asked_at=each.asked_at,
            overtaken=each.overtaken,
        )
        for each in waiting.order_by("asked_at", "pk")
    ]


def list_served(session: Session, terms: Terms) -> set[UUID]:
    """The entries of its waiting list whose people, or number, have already what they may have once."""
    held = Reservation.objects.filter(state__in=slots.TAKING)
    by_number = held.filter(entitlement=OuterRef("entitlement"), number=1)
    theirs = held.filter(offering=session.offering_id, resident=OuterRef("resident")).exclude(once=None)
    if terms.once is Once.SESSION:
        theirs = theirs.filter(session=session)
    if terms.once is Once.NEVER_MIND:
        theirs = theirs.none()
    waiting = WaitEntry.objects.filter(session=session, state=Turn.WAITING)
    return set(waiting.filter(Exists(theirs) | Exists(by_number)).values_list("pk", flat=True))


def further_times(session: Session, terms: Terms, *needed: slots.Party) -> list[Sequence[Session] | None]:
    """For each of these parties the soonest times that make a series with a session; None where none do.

    Without a gap nothing has to follow.
    """
    if terms.gap is None:
        return [() for _ in needed]
    first, later = _slot(session), _list_after(session, terms.gap)
    return [_completed(terms, terms.gap, party, first, later) for party in needed]


def _list_after(session: Session, gap: slots.Gap) -> list[Session]:
    day = local_day(session.starts_at)
    found = Session.objects.filter(
        offering=session.offering_id,
        standing=Standing.OPEN,
        starts_at__gte=midnight(day + timedelta(days=gap.least_days)),
        starts_at__lt=midnight(day + timedelta(days=gap.most_days * (gap.count - 1) + 1)),
    )
    there = found.exclude(pk=session.pk).select_related("offering", "place").prefetch_related("pools")
    return list(there.order_by("starts_at"))


def _completed(
    terms: Terms, gap: slots.Gap, party: slots.Party, first: slots.Slot, later: Sequence[Session]
) -> Sequence[Session] | None:
    needs = slots.needs(terms, party).items()
    fitting = {_slot(each): each for each in later if all(each.free.get(pool, 0) >= n for pool, n in needs)}
    found = slots.completed(gap, first, fitting)
    return None if found is None else [fitting[each] for each in found[1:]]


def _slot(session: Session) -> slots.Slot:
    return slots.Slot(starts_at=session.starts_at, place=session.place_id)


def turn(session: Session, *, but: Collection[UUID] = ()) -> tuple[NextTurn, Sequence[Session]]:
    """Who is next of its list, and who is passed over and why; and the times that are offered with it.

    `but`: entries that are not asked.
    """
    terms = terms_of(session.offering)
    waits = [each for each in list_waits(session, terms) if each.ref.pk not in but]
    times = further_times(session, terms, *(each.ref.party for each in waits))
    further = {each.ref: there for each, there in zip(waits, times, strict=True)}
    found = next_turn(
        waits,
        free=session.free,
        capacity=session.sizes,
        overtaken_at_most=terms.overtaken_at_most,
        alone=[ref for ref, there in further.items() if there is None],
    )
    return found, (further[found.next.ref] or ()) if found.next else ()


def list_to_offer(now: datetime) -> list[UUID]:
    """The sessions ahead with places free for which somebody waits in order."""
    waits = WaitEntry.objects.filter(state=Turn.WAITING, session__starts_at__gt=now)
    free = waits.filter(
        session__standing=Standing.OPEN,
        session__offering__terms__waiting=Waiting.IN_ORDER.value,
        session__pools__is_held_back=False,
        session__pools__capacity__gt=F("session__pools__taken"),
    )
    return list(free.values_list("session", flat=True).distinct()[:MOST])


def list_ahead(session: Session) -> list[Reservation]:
    """What is reserved of a session and did not happen yet, locked, in the order of keys."""
    held = Reservation.objects.select_for_update(of=("self",)).filter(session=session, state__in=slots.AHEAD)
    return list(held.select_related("offering", "place", "resident__account").order_by("pk"))


def lock_pools(*, session: UUID) -> list[Pool]:
    """All pools of a session, locked in the order in which claims lock them: nobody waits in a ring."""
    return list(Pool.objects.select_for_update().filter(session=session).order_by("pk"))


def list_offerings(*, sections: Collection[str], now: datetime) -> list[Offering]:
    """What these sections offer; each with what lies ahead: `sessions_ahead`, `reserved`, `to_approve`."""
    ahead = Q(sessions__starts_at__gte=now) & ~Q(sessions__standing=Standing.CANCELLED)
    found = Offering.objects.filter(section__in=sections).annotate(
        sessions_ahead=Count("sessions", filter=ahead, distinct=True),
    )
    booked = Reservation.objects.filter(starts_at__gte=now).values_list("offering", "state")
    counted = Counter(booked.filter(offering__section__in=sections))
    offerings: list[Offering] = list(found.order_by("section", "code"))
    for each in offerings:
        each.reserved = sum(counted[each.pk, state] for state in slots.AHEAD)  # type: ignore[attr-defined]
        each.to_approve = counted[each.pk, State.REQUESTED]  # type: ignore[attr-defined]
    return offerings


def count_ahead(*, offering: Offering, now: datetime) -> tuple[int, int]:
    """How many times of an offering lie ahead, and how many reservations."""
    sessions = Session.objects.filter(offering=offering, starts_at__gt=now)
    held = Reservation.objects.filter(offering=offering, starts_at__gt=now, state__in=slots.AHEAD)
    return sessions.exclude(standing=Standing.CANCELLED).count(), held.count()


def count_in_group(*, offering: Offering, group: str) -> int:
    """How many reservations that take places, and waits, have people of a group."""
    held = Reservation.objects.filter(TAKES, offering=offering)
    waits = WaitEntry.objects.filter(session__offering=offering, state=Turn.WAITING)
    people = KeyTransform(group, "party")
    return sum(each.annotate(people=people).filter(people__gt=0).count() for each in (held, waits))


def access_offering(*, code: str, sections: Collection[str]) -> Offering:
    """An offering of one of these sections; 404 for any other."""
    found = Offering.objects.filter(pk=code, section__in=sections).first()
    if found is None:
        raise Http404
    return found


def access_session(*, session_id: UUID, sections: Collection[str]) -> Session:
    """A session of one of these sections, with its pools; 404 for any other."""
    found = Session.objects.filter(pk=session_id, offering__section__in=sections)
    session = found.select_related("offering", "place").prefetch_related("pools").first()
    if session is None:
        raise Http404
    return session


def access_reservation(*, reservation_id: UUID, sections: Collection[str]) -> Reservation:
    """A reservation of one of these sections; 404 for any other."""
    found = Reservation.objects.filter(pk=reservation_id, offering__section__in=sections)
    reservation = found.select_related("offering", "place", "session").first()
    if reservation is None:
        raise Http404
    return reservation


def list_sessions(*, offering: Offering, first: date, until: date) -> list[Session]:
    """The sessions of some days (`until` exclusive) with their pools; each with `waits`, who wait."""
    there = Session.objects.filter(
        offering=offering, starts_at__gte=midnight(first), starts_at__lt=midnight(until)
    )
    waits = Count("waiting", filter=Q(waiting__state=Turn.WAITING))
    return list(
        there.annotate(waits=waits)
        .select_related("place")
        .prefetch_related("pools")
        .order_by("starts_at", "place__kana")
    )


def list_reserved(*, session: Session) -> list[Reservation]:
    """Who comes to a session, those whose places are taken first, by reading."""
    held = list(Reservation.objects.filter(session=session).select_related("offering").order_by("booked_at"))
    return sorted(held, key=lambda each: (not each.is_taking, kana_order(each.kana), each.booked_at))


def list_day(*, sections: Collection[str], day: date) -> list[Reservation]:
    """What these sections have reserved on a day, rooms and times, in the order of time."""
    held = Reservation.objects.filter(
        offering__section__in=sections,
        state__in=slots.TAKING,
        starts_at__gte=midnight(day),
        starts_at__lt=midnight(day + timedelta(days=1)),
    )
    rows = held.select_related("offering", "place").prefetch_related("blocks__resource")
    return sorted(rows, key=lambda each: (each.starts_at, each.offering_id, kana_order(each.kana)))


def list_waiting(*, session: Session) -> list[tuple[WaitEntry, Why | None]]:
    """Who waits for a session, in order, and why nobody has offered them what is free."""
    found, _ = turn(session)
    return [
        (each.ref, found.passed.get(each.ref)) for each in list_waits(session, terms_of(session.offering))
    ]


def list_to_move_to(*, reservation: Reservation, now: datetime) -> list[Session]:
    """The open sessions ahead to which a reservation could be moved."""
    ahead = Session.objects.filter(
        offering=reservation.offering_id, starts_at__gt=now, standing=Standing.OPEN
    )
    if reservation.session_id is not None:
        ahead = ahead.exclude(pk=reservation.session_id)
    return list(
        ahead.select_related("offering", "place").prefetch_related("pools").order_by("starts_at")[:TO_CHOOSE]
    )


def list_events(*, reservation: Reservation) -> list[ReservationEvent]:
    """What happened to a reservation, the latest first."""
    return list(reservation.events.order_by("-at", "-pk"))


def stands_since(*, reservation: Reservation) -> datetime:
    """Since when a reservation stands as it does: it was booked, moved, taken or approved then."""
    found = reservation.events.filter(state=reservation.state).exclude(act="reduced").order_by("-at").first()
    return found.at if found else reservation.booked_at


def midnight(day: date) -> datetime:
    """When a day begins in the city."""
    return datetime.combine(day, time(), TOKYO)


def list_near(now: datetime) -> list[Reservation]:
    """The confirmed reservations of today and tomorrow whose people should hear of them."""
    soon = (now, now + timedelta(days=2))
    booked = Reservation.objects.filter(state=State.CONFIRMED, starts_at__range=soon).exclude(resident=None)
    return [
        each
        for each in booked.select_related("offering", "place", "resident__account").order_by("starts_at")
        if reminders.is_talk_near(begins_at=each.starts_at, booked_at=each.booked_at, now=now)
    ]


def list_public(*, now: datetime) -> list[Offering]:
    """What residents can reserve; each with `next_at`, when the next time begins that is open."""
    ahead = Session.objects.filter(
        offering=OuterRef("pk"), starts_at__gt=now, standing=Standing.OPEN
    ).order_by("starts_at")
    found = Offering.objects.filter(is_public=True).annotate(next_at=Subquery(ahead.values("starts_at")[:1]))
    offerings: list[Offering] = list(found.order_by(F("next_at").asc(nulls_last=True), "code"))
    return offerings


def access_public(*, code: str) -> Offering:
    """An offering that residents see; 404 for any other."""
    found = Offering.objects.filter(pk=code, is_public=True).first()
    if found is None:
        raise Http404
    return found


def next_day(offering: Offering, now: datetime) -> date | None:
    """The day of the next session ahead; None without one."""
    ahead = Session.objects.filter(offering=offering, starts_at__gt=now, standing=Standing.OPEN)
    first = ahead.order_by("starts_at").values_list("starts_at", flat=True).first()
    return local_day(first) if first else None


def access_open(*, session_id: UUID) -> Session:
    """A session that residents see, called off or not, with its pools; 404 for any other."""
    session = _with_pools(session_id)
    if session is None or not session.offering.is_public or session.standing == Standing.DRAFT:
        raise Http404
    return session


def list_shown(offering: Offering, first: date, last: date) -> list[MonthShown]:
    """What somebody who looked at these months was shown last."""
    return _MONTHS.all(offering.pk, first, last)


_MONTHS: Final = Prepared(
    lambda offering, first, last: MonthShown.objects.filter(
        offering=offering, month__gte=first, month__lte=last
    ),
    blank=("nobody's", date.min, date.max),
)


def list_then(*, session: Session, terms: Terms) -> list[Session]:
    """The sessions that may follow as the second of two, by the terms."""
    if terms.gap is None:
        return []
    day = local_day(session.starts_at)
    found = Session.objects.filter(
        offering=session.offering_id,
        standing=Standing.OPEN,
        starts_at__gte=midnight(day + timedelta(days=terms.gap.least_days)),
        starts_at__lt=midnight(day + timedelta(days=terms.gap.most_days + 1)),
        pools__is_held_back=False,
        pools__capacity__gt=F("pools__taken"),
    )
    if terms.gap.same_place:
        found = found.filter(place=session.place_id)
    return list(found.distinct().select_related("place").order_by("starts_at")[:TO_CHOOSE])


def list_mine(*, resident: Resident | None, now: datetime) -> list[Reservation]:
    """What a resident has ahead, the next first, and what was cancelled or declined of it."""
    return list(_mine(resident, now).exclude(state=State.EXPIRED))


def list_ahead_of(*, resident: Resident | None, now: datetime) -> list[Reservation]:
    """What a resident has ahead, or was offered, the next first."""
    return list(_mine(resident, now).filter(state__in=slots.AHEAD)[:NEXT])


def _mine(resident: Resident | None, now: datetime) -> QuerySet[Reservation]:
    held = Reservation.objects.filter(resident=resident, ends_at__gt=now)
    return held.select_related("offering", "place").order_by("starts_at")


def access_mine(*, reservation_id: UUID, resident: Resident | None) -> Reservation:
    """A resident's own reservation; 404 for any other."""
    found = Reservation.objects.filter(pk=reservation_id, resident=resident, resident__isnull=False)
    held = found.select_related("offering", "place").first()
    if held is None:
        raise Http404
    return held


def list_beside(*, reservation: Reservation) -> list[Reservation]:
    """The others of its series."""
    if reservation.series_id is None:
        return []
    beside = Reservation.objects.filter(series=reservation.series_id).exclude(pk=reservation.pk)
    return list(beside.order_by("number"))


def list_to_approve(*, reservation: Reservation) -> list[Reservation]:
    """What waits for approval of the series a reservation is of; none where it waits alone."""
    if reservation.series_id is None:
        return []
    asked = Reservation.objects.filter(series=reservation.series_id, state=State.REQUESTED)
    found = list(asked.order_by("number"))
    return found if len(found) > 1 else []


def list_of_series(*, reservation: Reservation, ids: Collection[str]) -> list[UUID]:
    """Which of these are of the series a reservation is of; what is no such id is none."""
    of_series = Reservation.objects.filter(series=reservation.series_id, series__isnull=False)
    return [each for each in of_series.values_list("pk", flat=True) if str(each) in ids]


def list_my_waits(*, resident: Resident | None, now: datetime) -> list[WaitEntry]:
    """What a resident waits for."""
    waits = WaitEntry.objects.filter(resident=resident, state=Turn.WAITING, session__starts_at__gt=now)
    return list(waits.select_related("session__offering").order_by("session__starts_at"))


def access_wait(*, entry_id: UUID, resident: Resident | None) -> WaitEntry:
    """A wait of a resident's own; 404 for any other."""
    found = WaitEntry.objects.filter(pk=entry_id, resident=resident, resident__isnull=False).first()
    if found is None:
        raise Http404
    return found


def count_given_back(session: Session) -> int:
    """How often places of a session were given back: each time is told of once."""
    return Reservation.objects.filter(session=session, state__in=[State.CANCELLED, State.EXPIRED]).count()


def first_day_to_hire(offering: Offering, now: datetime) -> date:
    """The first day that can still be asked for and on which a place of its rooms opens."""
    soonest = slots.soonest_day(terms_of(offering), now)
    days = [soonest + timedelta(days=each) for each in range(SHUT_AT_MOST)]
    places = {room.place for room in list_all_rooms(offering=offering)}
    opening = opening_of(places, days)
    return next((day for day in days if any(not opening[each.pk, day].is_shut for each in places)), soonest)


def list_rooms(*, offering: Offering, day: date) -> list[tuple[Resource, list[ResourceBlock]]]:
    """The rooms of an offering, each with the hours of a day that are taken. Nobody's data."""
    return _with_blocks(offering, day, day + timedelta(days=1), ResourceBlock.objects.all())


def opening_of(places: Collection[Place], days: Sequence[date]) -> dict[tuple[str, date], OpeningDay]:
    """What each of these days is like at each place. One query for each place."""
    return {(each.pk, day.day): day for each in places for day in opening_days(each, days)}


def list_hours(*, offering: Offering, first: date, until: date) -> list[tuple[Resource, list[ResourceBlock]]]:
    """The rooms of an offering, each with who has it on these days (`until` exclusive). Two queries."""
    return _with_blocks(offering, first, until, ResourceBlock.objects.select_related("reservation"))


def _with_blocks(
    offering: Offering, first: date, until: date, blocks: QuerySet[ResourceBlock]
) -> list[tuple[Resource, list[ResourceBlock]]]:
    during = DateTimeTZRange(midnight(first), midnight(until), "[)")
    taken = blocks.filter(is_taking=True, during__overlap=during).order_by("during")
    found = _rooms(offering).prefetch_related(Prefetch("blocks", queryset=taken))
    return [(room, list(room.blocks.all())) for room in found]


def _rooms(offering: Offering) -> QuerySet[Resource]:
    rooms = Resource.objects.filter(offering=offering)
    return rooms.select_related("place").order_by("place__kana", "code")


def list_all_rooms(*, offering: Offering) -> list[Resource]:
    """The rooms of an offering; each with `is_used`, whether it was ever reserved."""
    used = Exists(ResourceBlock.objects.filter(resource=OuterRef("pk")))
    return list(_rooms(offering).annotate(is_used=used))


def list_rooms_of(*, reservation: Reservation) -> list[dict[str, str]]:
    """What the rooms of a reservation are called; none where it is of a session."""
    if reservation.session_id is not None:
        return []
    return list(reservation.blocks.values_list("resource__title", flat=True))


def list_clashes(*, room: str, hours: Sequence[slots.Range], terms: Terms) -> list[slots.Range]:
    """Which of these hours of a room are taken by others, with setting up and clearing away."""
    wanted = [(each, slots.with_margins(terms, each)) for each in hours]
    span = DateTimeTZRange(wanted[0][1].starts_at, wanted[-1][1].ends_at, "[)")
    taken = ResourceBlock.objects.filter(resource=room, is_taking=True, during__overlap=span)
    theirs = list(taken.values_list("during", flat=True))
    return [
        each
        for each, kept in wanted
        if any(one.lower < kept.ends_at and kept.starts_at < one.upper for one in theirs)
    ]


def list_hired(*, offering: Offering, first: date, until: date) -> list[Reservation]:
    """Who has, or asked for, rooms of an offering on these days (`until` exclusive), in the order of time."""
    held = Reservation.objects.filter(
        offering=offering, starts_at__gte=midnight(first), starts_at__lt=midnight(until)
    )
    rows = held.filter(state__in=slots.TAKING).prefetch_related("blocks__resource")
    return list(rows.order_by("starts_at", "pk"))


def list_asked(*, offering: Offering, now: datetime) -> list[Reservation]:
    """What waits for approval in whatever week, the soonest first.

    A series is one line, its first time; each with `times`, how many wait.
    """
    asked = Reservation.objects.filter(offering=offering, starts_at__gt=now, state=State.REQUESTED)
    rows = list(asked.prefetch_related("blocks__resource").order_by("starts_at", "pk"))
    waiting = Counter(each.series_id or each.pk for each in rows)
    for each in rows:
        each.times = waiting.pop(each.series_id or each.pk, 0)  # type: ignore[attr-defined]
    return [each for each in rows if each.times]  # type: ignore[attr-defined]

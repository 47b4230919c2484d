"""Reading what can be booked, and what is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from madoguchi.base.crypto import salted_hash
from madoguchi.booking.models import Entitlement, Offering, Pool, Reservation, Resource, Session, WaitEntry
from madoguchi.people.models import Resident
from madoguchi.rules import slots
from madoguchi.rules.calendar import local_day
from madoguchi.rules.names import search_key
from madoguchi.rules.slots import Standing, State, Terms, Waiting
from madoguchi.rules.waiting import Turn, Waits

MOST: Final = 200  # in one round of a job


def terms_of(offering: Offering) -> Terms:
    """What an offering goes by; read once for every writing of it."""
    return _terms(json.dumps(offering.terms, sort_keys=True))


@lru_cache(maxsize=256)
def _terms(written: str) -> Terms:
    return Terms.model_validate_json(written)


def sessions_to_book(ids: Sequence[UUID]) -> list[Session]:
    """These sessions with their pools, in the order of time; 404 for an unknown one, or two offerings."""
    found = Session.objects.filter(pk__in=ids).select_related("offering").prefetch_related("pools")
    sessions = list(found.order_by("starts_at"))
    if not sessions or len(sessions) != len(ids) or len({each.offering_id for each in sessions}) > 1:
        raise Http404
    return sessions


def room_to_hire(code: str) -> Resource:
    """The room of that code; 404 for an unknown one."""
    found = Resource.objects.filter(pk=code).select_related("offering").first()
    if found is None:
        raise Http404
    return found


def list_of_key(key: str, resident: Resident | None) -> list[Reservation]:
    """What was made under that key; another's key is an unknown one."""
    first = Reservation.objects.filter(key=key).first()
    if first is None:
        return []
    if first.resident_id != (resident.pk if resident else None):
        raise Http404
    if first.series_id is None:
        return [first]
    return list(Reservation.objects.filter(series=first.series_id).order_by("number"))


def reservation(reservation_id: UUID) -> Reservation:
    """The reservation, without a lock, for an action that somebody found it for."""
    return Reservation.objects.select_related("offering").get(pk=reservation_id)


def held_by(application: str, session_id: UUID) -> Reservation | None:
    """What an application holds of the offering that a session is of."""
    held = Reservation.objects.filter(application=application, state__in=slots.TAKING)
    return held.filter(offering__sessions=session_id).first()


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


def list_unanswered(now: datetime) -> list[UUID]:
    """The reservations that were held or offered until now."""
    waits = [State.HELD.value, State.OFFERED.value]
    found = Reservation.objects.filter(state__in=waits, answer_by__lte=now).order_by("answer_by")
    return list(found.values_list("pk", flat=True)[:MOST])


def list_miscounted() -> list[Pool]:
    """The pools whose counter is not what their units say; each with what they say: `counted`."""
    taken = Sum(
        "units__quantity", filter=Q(units__reservation__state__in=[each.value for each in slots.TAKING])
    )
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


def list_to_offer(now: datetime) -> list[UUID]:
    """The sessions ahead with places free for which somebody waits in order."""
    waits = WaitEntry.objects.filter(state=Turn.WAITING, session__starts_at__gt=now)
    free = waits.filter(
        session__standing=Standing.OPEN,
        session__offering__terms__waiting=Waiting.IN_ORDER.value,
        session__pools__capacity__gt=F("session__pools__taken"),
    )
    return list(free.values_list("session", flat=True).distinct()[:MOST])

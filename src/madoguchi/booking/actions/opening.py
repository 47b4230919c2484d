"""What a section offers: offerings, their sessions and rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.booking.models import Offering, Pool, Resource, Session
from madoguchi.booking.queries import terms_of
from madoguchi.places.models import Place
from madoguchi.rules.slots import Terms


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


def _pools(session: Session, terms: Terms, capacities: Mapping[str, int]) -> list[Pool]:
    ordinary = [
        Pool(session=session, code=each.id, capacity=capacities.get(each.id, each.capacity))
        for each in terms.pools
    ]
    kept = [
        Pool(session=session, code=each.id, capacity=each.held_back, is_held_back=True)
        for each in terms.pools
        if each.held_back
    ]
    return ordinary + kept

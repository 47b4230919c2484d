"""What can be chosen of an offering, as facts for the question that asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from madoguchi.booking import queries
from madoguchi.booking.models import Offering, Pool, Reservation, Session
from madoguchi.booking.queries import terms_of
from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.rules import slots
from madoguchi.rules.questions.slots import Chosen, written
from madoguchi.rules.slots import Mark, Standing, Terms, Waiting


def places_of(offering: str) -> dict[str, Any]:
    """Where it happens, by code: {name, names}. One query."""
    there = Place.objects.filter(pk__in=Session.objects.filter(offering=offering).values("place"))
    return {
        code: {"name": name, "names": names} for code, name, names in there.values_list("pk", "name", "names")
    }


def timetable(
    offering: str, *, now: datetime, application: str = "", resident: Resident | None = None
) -> dict[str, Any]:
    """What can be chosen now: `places` and `times`, and what an `application` holds. Three queries."""
    known = {"places": places_of(offering), "times": {}}
    found = Offering.objects.filter(pk=offering).first()
    if found is None:
        return known
    terms = terms_of(found)
    held = set(list_held(application, offering)) if application else _reserved(resident, offering, now)
    for (starts_at, place), left in sorted(_left(offering, terms, now).items()):
        answer = written(starts_at, place)
        mark = slots.mark_of(terms, left)
        is_free = mark is not Mark.NONE or answer in held
        known["times"][answer] = {
            "mark": mark if mark is not Mark.NONE or not is_free else Mark.SOME,
            "is_free": is_free,
            "may_wait": terms.waiting is Waiting.IN_ORDER and resident is not None and not is_free,
        }
    kept = {answer: {"mark": Mark.SOME, "is_free": True, "may_wait": False} for answer in held}
    return {**known, "times": {**kept, **known["times"]}}


def _reserved(resident: Resident | None, offering: str, now: datetime) -> set[str]:
    answer = answer_before(resident, offering, now)
    return {answer} if answer else set()


def answer_before(resident: Resident | None, offering: str, now: datetime) -> str:
    """What a resident reserved before an application asks for it, as its answer; empty where nothing is."""
    if resident is None:
        return ""
    held = queries.reserved_before(resident=resident, offering=offering, now=now)
    return written(held.starts_at, held.place_id) if held else ""


def list_held(application: str, offering: str) -> list[str]:
    """What an application holds of an offering, as answers say it."""
    held = Reservation.objects.filter(application=application, offering=offering, state__in=slots.TAKING)
    return [
        written(starts_at, place)
        for starts_at, place in held.values_list("starts_at", "place").order_by("number")
    ]


def find_sessions(offering: str, times: Sequence[Chosen]) -> list[Session]:
    """The sessions that answers name, as far as there are any, in the order of time."""
    found = Session.objects.filter(offering=offering, starts_at__in=[each.starts_at for each in times])
    wanted = {(each.starts_at, each.place) for each in times}
    return [each for each in found.order_by("starts_at") if (each.starts_at, each.place_id) in wanted]


def _left(
    offering: str, terms: Terms, now: datetime
) -> Mapping[tuple[datetime, str], dict[str, tuple[int, int]]]:
    """Of each session that can be booked now, what is free of its pools, and of how many."""
    first, last = now + timedelta(minutes=terms.closes_minutes), now + timedelta(days=terms.opens_days)
    pools = Pool.objects.filter(
        session__offering=offering,
        session__standing=Standing.OPEN,
        session__starts_at__gt=first,
        session__starts_at__lte=last,
        is_held_back=False,
    )
    left: dict[tuple[datetime, str], dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = pools.values_list("session__starts_at", "session__place", "code", "capacity", "taken")
    for starts_at, place, code, capacity, taken in rows:
        left[starts_at, place][code] = (capacity - taken, capacity)
    return left

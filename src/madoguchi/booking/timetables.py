"""What can be chosen of an offering, as facts for the question that asks for it: as everybody is shown it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from madoguchi.booking import queries, showing
from madoguchi.booking.models import Offering, Reservation, Session
from madoguchi.booking.queries import terms_of
from madoguchi.people.models import Resident
from madoguchi.places.models import Place
from madoguchi.rules import slots
from madoguchi.rules.questions.slots import Chosen, written
from madoguchi.rules.slots import Mark, Waiting


def places_of(offering: str) -> dict[str, Any]:
    """Where it happens, by code: {name, names}. One query."""
    there = Place.objects.filter(pk__in=Session.objects.filter(offering=offering).values("place"))
    return {
        code: {"name": name, "names": names} for code, name, names in there.values_list("pk", "name", "names")
    }


def timetable(
    offering: str, *, now: datetime, application: str = "", resident: Resident | None = None
) -> dict[str, Any]:
    """What can be chosen now: `places` and `times`, and what an `application` holds.

    Four queries while somebody looked a moment ago: see booking.showing.
    """
    known = {"places": places_of(offering), "times": {}}
    found = Offering.objects.filter(pk=offering).first()
    if found is None:
        return known
    terms = terms_of(found)
    waits = resident is not None and terms.waiting is Waiting.IN_ORDER and terms.gap is None
    held = set(list_held(application, offering)) if application else _reserved(resident, offering, now)
    kept = {answer: {"mark": Mark.SOME, "is_free": True, "may_wait": False} for answer in held}
    there = {written(each.starts_at, each.place_code): each.mark for each in showing.open_now(found, now)}
    times = {
        answer: {
            "mark": Mark.SOME if mark is Mark.NONE and answer in held else mark,
            "is_free": mark is not Mark.NONE or answer in held,
            "may_wait": waits and mark is Mark.NONE and answer not in held,
        }
        for answer, mark in there.items()
    }
    return {**known, "times": {**kept, **times}}


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

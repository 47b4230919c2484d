"""At the desk: the rooms of a hall by the hour, a day or a week; a free hour leads to reserving it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.booking import forms, queries
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules import hour_grid
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.hour_grid import Kind, Stretch, Taken
from madoguchi.rules.slots import Range, State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from madoguchi.booking.models import Offering, Resource, ResourceBlock
    from madoguchi.rules.opening_days import OpeningDay
    from madoguchi.rules.slots import Hire

WEEK: Final = "week"
KEYS: Final = (
    ("j", "down"),
    ("k", "up"),
    ("p", "before"),
    ("n", "after"),
    ("w", "day or week"),
    ("u", "back to the list"),
)


@require_GET
@officer_only
def grid(request: EntrantRequest, offering: str) -> HttpResponse:
    """Rooms by the hour; names are shown, so it is on the record."""
    found = queries.access_offering(code=offering, sections=reach_of(request))
    hire = queries.terms_of(found).hire
    if hire is None:
        raise Http404
    now = clock.now()
    on = forms.read_day(request.GET.get("on", "")) or localdate(now)
    is_week = request.GET.get("span") == WEEK
    days = [on + timedelta(days=each - on.weekday()) for each in range(7)] if is_week else [on]
    rooms = queries.list_hours(offering=found, first=days[0], until=days[-1] + timedelta(days=1))
    shown = {each.reservation.code for _, blocks in rooms for each in blocks if each.reservation}
    audit.viewed(kind="reservation", refs=sorted(shown), by=request.actor, now=now)
    opening = queries.opening_of({room.place for room, _ in rooms}, days)
    values = {
        "offering": found,
        "hours": hour_grid.hours(hire, on),
        "days": [
            (
                day,
                [_row(found, hire, opening[room.place_id, day], room, blocks, now) for room, blocks in rooms],
            )
            for day in days
        ],
        "steps": len(hour_grid.steps(hire, on)),
        "on": on,
        "today": localdate(now),
        "span": WEEK if is_week else "",
        "before": (on - timedelta(days=len(days))).isoformat(),
        "after": (on + timedelta(days=len(days))).isoformat(),
        "keys": KEYS,
    }
    return page(request, "booking/officer/hours.html", values)


def _row(
    offering: Offering,
    hire: Hire,
    day: OpeningDay,
    room: Resource,
    blocks: Sequence[ResourceBlock],
    now: datetime,
) -> dict[str, Any]:
    stretches = hour_grid.row(hire, day, [_taken(each) for each in blocks])
    cells = [_cell(offering, room, each, now) for each in stretches]
    first = next((each for each in cells if each["held"] or each["reserve"]), None)
    if first is not None:
        first["is_first"] = True  # where j and k lead
    return {"room": room, "cells": cells}


def _taken(block: ResourceBlock) -> Taken:
    kept = Range(starts_at=block.during.lower, ends_at=block.during.upper)
    held = block.reservation
    asked = Range(starts_at=held.starts_at, ends_at=held.ends_at) if held else kept
    return Taken(ref=block, asked=asked, kept=kept)


def _cell(offering: Offering, room: Resource, stretch: Stretch, now: datetime) -> dict[str, Any]:
    held = stretch.taken.ref.reservation if stretch.taken else None
    return {
        "kind": stretch.kind,
        "steps": stretch.steps,
        "at": stretch.starts_at,
        "held": held if stretch.kind is Kind.TAKEN else None,
        "is_asked": held is not None and held.state == State.REQUESTED,
        "reserve": _reserve(offering, room, stretch)
        if stretch.kind is Kind.FREE and stretch.ends_at > now
        else "",
    }


def _reserve(offering: Offering, room: Resource, stretch: Stretch) -> str:
    """To the page where it is reserved for who calls, with this hour chosen."""
    begins, ends = (each.astimezone(TOKYO) for each in (stretch.starts_at, stretch.ends_at))
    chosen = {"on": begins.date(), "room": room.pk, "opens": f"{begins:%H:%M}", "closes": f"{ends:%H:%M}"}
    return f"{reverse('booking:hire', args=[offering.pk])}?{urlencode(chosen)}"

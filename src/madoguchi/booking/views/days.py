"""At the desk: everybody who comes on a day, whatever they reserved, to look at, print and take along."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from madoguchi.audit import actions as audit
from madoguchi.base import clock, handouts
from madoguchi.base.handouts import Kind
from madoguchi.base.pages import page
from madoguchi.base.sheets import Sheet
from madoguchi.base.texts import say_plain, text_plain
from madoguchi.booking import forms, queries
from madoguchi.booking.wording import STATES, rooms_of, row_with_rooms
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules.slots import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from madoguchi.booking.models import Reservation

DAY: Final = timedelta(days=1)
KEYS: Final = (("j", "down"), ("k", "up"), ("p", "the day before"), ("n", "the day after"), ("u", "all"))
COLUMNS: Final = (
    "Begins at", "Ends at", "What can be reserved", "Place", "Room", "Reservation number", "Name", "Reading",
    "People", "How to reach", "State",
)  # fmt: skip


@require_GET
@officer_only
def day(request: EntrantRequest) -> HttpResponse:
    """Who comes today, or on another day."""
    on = _day(request)
    held = queries.list_day(sections=reach_of(request), day=on)
    audit.viewed(kind="reservation", refs=[each.code for each in held], by=request.actor, now=clock.now())
    values = {
        "on": on,
        "rows": [row_with_rooms(each) for each in held],
        "people": sum(each.size for each in held),
        "before": (on - DAY).isoformat(),
        "after": (on + DAY).isoformat(),
        "keys": KEYS,
    }
    return page(request, "booking/officer/day.html", values)


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The same as a file, on the record."""
    if kind not in set(Kind):
        raise Http404
    on = _day(request)
    held = queries.list_day(sections=reach_of(request), day=on)
    details = {"references": [each.code for each in held]}
    about = ("reservations", on.isoformat())
    audit.record(verb="day.exported", about=about, by=request.actor, now=clock.now(), details=details)
    return handouts.attached(
        handouts.written(_sheet(held), kind=Kind(kind), name=f"reservations-{on:%Y%m%d}")
    )


def _day(request: EntrantRequest) -> date:
    return forms.read_day(request.GET.get("on", "")) or localdate(clock.now())


def _sheet(held: Sequence[Reservation]) -> Sheet:
    return Sheet(
        title=say_plain("Reservations of the day"),
        columns=[say_plain(each) for each in COLUMNS],
        rows=[
            [
                each.starts_at,
                each.ends_at,
                text_plain(each.offering.title),
                each.place.name,
                " ".join(map(text_plain, rooms_of(each))),
                each.code,
                each.name,
                each.kana,
                each.size,
                each.contact,
                say_plain(STATES[State(each.state)][0]),
            ]
            for each in held
        ],
    )

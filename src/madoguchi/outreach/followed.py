"""What followed from a broadcast: reservations of what its buttons lead to, and who came to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, Sum

from madoguchi.base.charts import Bar, bars
from madoguchi.base.texts import say_plain
from madoguchi.booking.models import Offering, Reservation
from madoguchi.outreach.models import Broadcast, Opening, Recipient
from madoguchi.rules import following as rules
from madoguchi.rules.slots import BOOKED, State

RESERVE: Final = "/reserve/"
PROCEDURES: Final = "/procedures/"
STEPS: Final = ("Told (people)", "Opened (times)", "Reserved (people)", "Came (people)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """From being told to coming, for one thing that can be reserved."""

    title: Mapping[str, str]
    bars: list[Bar]
    is_covered: bool  # something is not for this reader


def list_funnels(row: Broadcast, *, told: int, sections: Collection[str]) -> list[Funnel]:
    """One for each offering that a button leads to, itself or by the procedure that asks its questions."""
    offerings = list(_led_to(row)) if told else []
    opened = _openings(row) if offerings else {}
    return [_funnel(row, each, told, opened, sections) for each in offerings]


def _led_to(row: Broadcast) -> Collection[Offering]:
    codes, slugs = (
        {_last(each) for each in row.targets if each.startswith(of)} for of in (RESERVE, PROCEDURES)
    )
    return Offering.objects.filter(Q(pk__in=codes) | Q(procedure__in=slugs)).order_by("pk")


def _last(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


def _openings(row: Broadcast) -> dict[int, int]:
    """How often each button was followed, whoever it was."""
    by_button = Opening.objects.filter(wave__broadcast=row).order_by().values_list("button")
    return dict(by_button.annotate(all=Sum("count")))


def _funnel(
    row: Broadcast, offering: Offering, told: int, opened: Mapping[int, int], sections: Collection[str]
) -> Funnel:
    counted = _counted(row, offering)
    seen = rules.followed(told=told, **counted, is_owner=offering.section in sections)
    leads = {offering.pk, offering.procedure} - {""}
    clicks = sum(opened.get(at, 0) for at, each in enumerate(row.targets, 1) if _last(each) in leads)
    counts = (told, clicks, seen.booked, seen.came)
    return Funnel(
        title=offering.title,
        bars=bars((say_plain(words), count) for words, count in zip(STEPS, counts, strict=True)),
        is_covered=None in (seen.booked, seen.came),
    )


def _counted(row: Broadcast, offering: Offering) -> dict[str, Any]:
    """Who reserved it after being told, and who of them came. One query, begun at the reservations."""
    told_before = Recipient.objects.filter(
        broadcast=row,
        resident=OuterRef("resident"),
        told_at__lte=OuterRef("booked_at"),
        told_at__gte=OuterRef("booked_at") - rules.COUNTED_FOR,
    )
    after = Reservation.objects.filter(Exists(told_before), offering=offering, state__in=BOOKED)
    return after.aggregate(
        booked=Count("resident", distinct=True),
        came=Count("resident", distinct=True, filter=Q(state=State.ATTENDED)),
    )

"""What an officer wants to see of the queue: which pile, which filter, which words, in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from madoguchi.applications import queries as applications
from madoguchi.applications.models import Application
from madoguchi.rules import calendar, names, references
from madoguchi.rules.doors import Door
from madoguchi.rules.lifecycle import ENDED, State


class Pile(StrEnum):
    """The piles an officer works through."""

    TO_DO = "to_do"
    RETURNED = "returned"
    PROPOSED = "proposed"
    SETTLED = "settled"
    DECIDED = "decided"
    NOTED = "noted"
    WITHDRAWN = "withdrawn"
    ALL = "all"


class Years(StrEnum):
    """Which 年度 an officer looks at, when it is not a single one."""

    CURRENT = "current"  # this year's and those already applied for; an earlier one is looked at by name
    ALL = "all"


class Order(StrEnum):
    """How rows are sorted."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    KANA = "kana"


STATES: Final[Mapping[Pile, tuple[State, ...]]] = {
    Pile.TO_DO: (State.ARRIVED, State.ACCEPTED, State.CORRECTED),
    Pile.RETURNED: (State.RETURNED,),
    Pile.PROPOSED: (State.PROPOSED,),
    Pile.SETTLED: (State.SETTLED,),
    Pile.DECIDED: (State.DECIDED,),
    Pile.NOTED: (State.NOTED,),
    Pile.WITHDRAWN: (State.WITHDRAWN,),
    Pile.ALL: tuple(State),
}
OURS: Final = (*STATES[Pile.TO_DO], State.PROPOSED)  # the city has to act: a due day may be missed
FINISHED: Final = ENDED
ORDERS: Final[Mapping[Order, tuple[str, ...]]] = {
    Order.DUE: ("due_on", "arrived_at", "pk"),
    Order.OLDEST: ("arrived_at", "pk"),
    Order.NEWEST: ("-arrived_at", "-pk"),
    Order.KANA: ("kana_order", "arrived_at", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an officer wants to see."""

    pile: Pile = Pile.TO_DO
    state: State | None = None
    door: Door | None = None
    procedure: str = ""  # slug
    year: int | Years = Years.CURRENT
    overdue: bool = False
    due_within: int | None = None  # days from today
    arrived_from: date | None = None
    arrived_until: date | None = None
    search: str = ""
    order: Order = Order.DUE


def on_pile(wanted: Wanted, pile: Pile) -> Wanted:
    """The same filter on another pile."""
    return replace(wanted, pile=pile, state=None, overdue=False, due_within=None)


def ordered(sections: Collection[str], wanted: Wanted, on: date) -> QuerySet[Application]:
    """The applications of these sections that are wanted, sorted."""
    return narrowed(sections, wanted, on).order_by(*ORDERS[wanted.order])


def narrowed(sections: Collection[str], wanted: Wanted, on: date) -> QuerySet[Application]:
    """The applications of these sections that are wanted."""
    states = (wanted.state,) if wanted.state else STATES[wanted.pile]
    found = applications.of_sections(sections).filter(state__in=states)
    if wanted.procedure:
        found = found.filter(version__procedure_id=wanted.procedure)
    found = _of_year(found, wanted, on)
    if wanted.door:
        found = found.filter(door=wanted.door)
    if wanted.overdue:
        found = found.filter(state__in=OURS, due_on__lt=on)
    if wanted.due_within is not None:
        found = found.filter(state__in=OURS, due_on__lte=on + timedelta(days=wanted.due_within))
    if wanted.arrived_from:
        found = found.filter(arrived_at__gte=_begin(wanted.arrived_from))
    if wanted.arrived_until:
        found = found.filter(arrived_at__lt=_begin(wanted.arrived_until + timedelta(days=1)))
    return found.filter(_matching(wanted.search.strip())) if wanted.search.strip() else found


def _of_year(found: QuerySet[Application], wanted: Wanted, on: date) -> QuerySet[Application]:
    match wanted.year:
        case Years.ALL:
            return found
        case Years.CURRENT:
            return found.filter(fiscal_year__gte=calendar.fiscal_year(on))
    return found.filter(fiscal_year=wanted.year)


def _matching(search: str) -> Q:
    """A receipt number, a day, or else a part of a name, a reading or a number."""
    if number := references.read_receipt_number(search):  # as one may read some mobile numbers, too
        return Q(reference=number) | Q(search_key__contains=names.search_key(search))
    if day := typed_day(search):
        return Q(arrived_at__gte=_begin(day), arrived_at__lt=_begin(day + timedelta(days=1))) | Q(
            accepted_on=day
        )
    key = names.search_key(search)
    return Q(search_key__contains=key) | Q(reference__contains=key)


def typed_day(typed: str) -> date | None:
    """2026-12-25, 2026/12/25 or R8.12.25 as a day; None when there is no such day."""
    parts = calendar.parse_day(typed[:40])
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

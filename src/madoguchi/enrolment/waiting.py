"""Who is next where a seat becomes free, and how many seats there are; `config.wiring` names whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Final, Protocol

from django.db.models import Q

from madoguchi.applications.models import Application
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.places.models import Place
from madoguchi.rules.enrolment import LIVING, Offered, Source
from madoguchi.selection.queries.seats import seats_in_year

GIVEN_BACK: Final = (Offered.DECLINED, Offered.LAPSED, Offered.CANCELLED)


class Queue(Protocol):
    """Gives the applications that wait for a seat of a place, the first to be offered it first.

    `there`: who has a seat by now and where; `away`: who is not asked any more; both by reference.
    """

    def __call__(
        self, *, place: str, year: int, there: Mapping[str, str], away: Collection[str]
    ) -> Iterable[Application]: ...


class Seats(Protocol):
    """Says how many seats places have in a school year; a place is left out where nobody counts them."""

    def __call__(self, *, places: Collection[str], year: int) -> Mapping[str, int]: ...


def nobody(
    *, place: str, year: int, there: Mapping[str, str], away: Collection[str]
) -> Iterable[Application]:
    """No queue is kept: whatever becomes free is offered by an officer."""
    return ()


def capacity_of(*, places: Collection[str], year: int) -> Mapping[str, int]:
    """The seats of the year's first round; before there is one, those that stand with the places."""
    counted = Place.objects.filter(pk__in=places, capacity__isnull=False)
    return {**dict(counted.values_list("pk", "capacity")), **seats_in_year(places=places, year=year)}


_asked: dict[str, Queue | Seats] = {}


def wire(*, queue: Queue = nobody, seats: Seats = capacity_of) -> None:
    """Say who is asked. Called once at start."""
    _asked.update(queue=queue, seats=seats)


def next_for(*, place: str, year: int, on: date) -> Iterable[Application]:
    """Those to be offered a seat of the place that is free from that day, in order."""
    there, away = _seated(year, on), _passed_over(place, year)
    asked = _asked.get("queue", nobody)
    return asked(place=place, year=year, there=there, away=away)  # type: ignore[call-arg, return-value]


def _seated(year: int, on: date) -> dict[str, str]:
    """Who has a seat on that day, or is offered one."""
    offered = Offer.objects.filter(year=year, state=Offered.OPEN)
    living = Enrolment.objects.filter(year=year, state__in=LIVING).exclude(leaves_on__lte=on)
    rows = (found.values_list("application__reference", "place") for found in (offered, living))
    return dict(chain.from_iterable(rows))


def _passed_over(place: str, year: int) -> set[str]:
    """Who gave back this place, or what was decided for them; and who had a place and left it."""
    gone = Q(state__in=GIVEN_BACK) & (Q(place=place) | Q(source=Source.DECISION))
    left = Q(enrolment__isnull=False) & ~Q(enrolment__state__in=LIVING)
    found = Offer.objects.filter(gone | left | Q(enrolment__leaves_on__isnull=False), year=year)
    return set(found.values_list("application__reference", flat=True))


def seats_of(*, places: Collection[str], year: int) -> Mapping[str, int]:
    """How many seats places have that year."""
    return _asked.get("seats", capacity_of)(places=places, year=year)  # type: ignore

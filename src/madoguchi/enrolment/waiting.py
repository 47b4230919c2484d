"""Who is next where a seat becomes free, and how many seats there are; `config.wiring` names whom to ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from madoguchi.applications.models import Application
from madoguchi.places.models import Place
from madoguchi.selection.queries.seats import seats_in_year


class Queue(Protocol):
    """Gives the applications that wait for a seat of a place, the first to be offered it first."""

    def __call__(self, *, place: str, year: int) -> Iterable[Application]: ...


class Seats(Protocol):
    """Says how many seats places have in a school year; a place is left out where nobody counts them."""

    def __call__(self, *, places: Collection[str], year: int) -> Mapping[str, int]: ...


def nobody(*, place: str, year: int) -> Iterable[Application]:
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


def next_for(*, place: str, year: int) -> Iterable[Application]:
    """Those who wait for a seat of the place, in order."""
    return _asked.get("queue", nobody)(place=place, year=year)  # type: ignore[return-value]


def seats_of(*, places: Collection[str], year: int) -> Mapping[str, int]:
    """How many seats places have that year."""
    return _asked.get("seats", capacity_of)(places=places, year=year)  # type: ignore

"""Who is next where a seat becomes free, and how many seats there are; `config.wiring` names whom to ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from madoguchi.applications.models import Application
from madoguchi.places.models import Place


class Queue(Protocol):
    """Gives the applications that wait for a seat of a place, the first to be offered it first."""

    def __call__(self, *, place: str, year: int) -> Iterable[Application]: ...


class Seats(Protocol):
    """Says how many seats a place has in a school year; None where nobody counts them."""

    def __call__(self, *, place: str, year: int) -> int | None: ...


def nobody(*, place: str, year: int) -> Iterable[Application]:
    """No queue is kept: whatever becomes free is offered by an officer."""
    return ()


def capacity_of(*, place: str, year: int) -> int | None:
    """The seats that stand with the place itself."""
    return Place.objects.filter(pk=place).values_list("capacity", flat=True).first()


_asked: dict[str, Queue | Seats] = {}


def wire(*, queue: Queue = nobody, seats: Seats = capacity_of) -> None:
    """Say who is asked. Called once at start."""
    _asked.update(queue=queue, seats=seats)


def next_for(*, place: str, year: int) -> Iterable[Application]:
    """Those who wait for a seat of the place, in order."""
    return _asked.get("queue", nobody)(place=place, year=year)  # type: ignore[return-value]


def seats_of(*, place: str, year: int) -> int | None:
    """How many seats the place has that year."""
    return _asked.get("seats", capacity_of)(place=place, year=year)  # type: ignore[return-value]

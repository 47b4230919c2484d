"""The one way places are taken and given back: by the statement that writes who has them.

Everything that can be looked at and worked out comes before. Then rows are written and counters moved in one
go, the counters last, and constraints say no: then nothing was written. So a hot pool is locked only as long
as its own commit takes, and nobody reads a number that another is about to change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import IntegrityError

from madoguchi.base import rows, statements
from madoguchi.booking.models import Reservation, ResourceBlock, Unit
from madoguchi.rules.slots import Reason, Refusal

# A pool that is closed is as full as can be: one constraint says no to both.
_ONE: Final = """
UPDATE booking_pool SET taken = CASE WHEN is_open THEN taken + %s ELSE capacity + 1 END WHERE id = %s
"""
# Several pools are locked in the order of their keys: two who want the same ones never wait in a ring.
_ALL: Final = """
WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS wanted (pool, quantity)),
locked AS MATERIALIZED (
    SELECT pool.id, wanted.quantity FROM booking_pool AS pool JOIN wanted ON wanted.pool = pool.id
    ORDER BY pool.id FOR NO KEY UPDATE OF pool
)
UPDATE booking_pool AS pool
SET taken = CASE WHEN is_open OR quantity < 0 THEN taken + quantity ELSE capacity + 1 END
FROM locked WHERE pool.id = locked.id
"""
# Two who write hours of one room at the same moment would each wait to see what becomes of the other's.
_ROOM: Final = "UPDATE booking_resource SET seats = seats WHERE code = %s"
# What each constraint means to whoever wanted a place.
_SAYS: Final = {
    "never_one_too_many": Reason.FULL,
    "a_room_is_one_partys": Reason.TAKEN,
    "one_at_a_time": Reason.ALREADY,
    "one_for_an_entitlement": Reason.ALREADY,
}


class CannotBook(Exception):
    """There is no place, or no right to one, and nothing was written; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


@contextmanager
def refusing() -> Iterator[None]:
    """Whatever a constraint says of places is a refusal. Raises CannotBook."""
    try:
        yield
    except IntegrityError as no:
        reason = _SAYS.get(statements.broken(no))
        if reason is None:
            raise
        raise CannotBook(Refusal(reason=reason)) from no


def claim(*, units: Iterable[Unit] = (), blocks: Iterable[ResourceBlock] = ()) -> None:
    """Take rooms and places, all or none, the last of what is written together. Raises IntegrityError.

    Whoever wants the same waits for the other's commit: the constraints themselves are the claim. The units
    are written by the caller before, with the reservation they are of.
    """
    taken = sorted(blocks, key=lambda each: (each.resource_id, each.during.lower))
    for room in dict.fromkeys(each.resource_id for each in taken):
        rows.also(_ROOM, room)
    rows.add(*taken)
    _count(_by_pool(units))


def exchange(*, new: Iterable[Unit], old: Iterable[Unit]) -> None:
    """Take new places and give old ones back in one go, all or none. Raises IntegrityError."""
    wanted = _by_pool(new)
    wanted.subtract(_by_pool(old))
    _count(wanted)


def free(*, reservations: Iterable[Reservation]) -> None:
    """Give back what these took. The caller has seen to it that each is given back once."""
    ids = [each.pk for each in reservations]
    ResourceBlock.objects.filter(reservation__in=ids, is_taking=True).update(is_taking=False)
    taken = _by_pool(Unit.objects.filter(reservation__in=ids))
    _count(Counter({pool: -quantity for pool, quantity in taken.items()}))


def _by_pool(units: Iterable[Unit]) -> Counter[int]:
    taken = Counter[int]()
    for unit in units:
        taken[unit.pool_id] += unit.quantity
    return taken


def _count(wanted: Counter[int]) -> None:
    moved = {pool: quantity for pool, quantity in wanted.items() if quantity}
    if len(moved) == 1 and min(moved.values()) > 0:
        [(pool, quantity)] = moved.items()
        rows.also(_ONE, quantity, pool)
    elif moved:
        rows.also(_ALL, list(moved), list(moved.values()))

"""The one way places are taken and given back. A claim is the last statement before the commit.

Everything that can be looked at, worked out and written comes before. Then the counters are asked in one
short statement, always in the same order, and say yes or no; a no rolls everything back. So a hot pool is
locked only as long as its own commit takes, and nobody reads a number that another is about to change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from django.db import IntegrityError
from psycopg.errors import ExclusionViolation

from madoguchi.base import statements
from madoguchi.booking.models import Reservation, ResourceBlock, Unit
from madoguchi.rules.slots import Reason, Refusal

_ONE: Final = """
UPDATE booking_pool SET taken = taken + %s WHERE id = %s AND is_open AND taken + %s <= capacity
"""
# Several pools are locked in the order of their keys: two who want the same ones never wait in a ring.
_ALL: Final = """
WITH wanted AS (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS wanted (pool, quantity)),
locked AS MATERIALIZED (
    SELECT pool.id, wanted.quantity FROM booking_pool AS pool JOIN wanted ON wanted.pool = pool.id
    ORDER BY pool.id FOR NO KEY UPDATE OF pool
)
UPDATE booking_pool AS pool SET taken = taken + locked.quantity FROM locked
WHERE pool.id = locked.id AND (locked.quantity < 0 OR (is_open AND taken + locked.quantity <= capacity))
"""


class CannotBook(Exception):
    """There is no place, or no right to one; `refusal` says why. What was written with it is rolled back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def claim(*, units: Sequence[Unit] = (), blocks: Sequence[ResourceBlock] = ()) -> None:
    """Take rooms and places, all or none. Raises CannotBook, after which the transaction must roll back.

    The units are written by the caller before, with the reservation they are of.
    """
    if blocks and not _take(blocks):
        raise CannotBook(Refusal(reason=Reason.TAKEN))
    if not _count(_by_pool(units)):
        raise CannotBook(Refusal(reason=Reason.FULL))


def exchange(*, new: Sequence[Unit], old: Sequence[Unit]) -> None:
    """Take new places and give old ones back in one go, all or none. Raises CannotBook."""
    wanted = _by_pool(new)
    wanted.subtract(_by_pool(old))
    if not _count(wanted):
        raise CannotBook(Refusal(reason=Reason.FULL))


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


def _count(wanted: Counter[int]) -> bool:
    """Move the counters; whether every one of them could be."""
    moved = {pool: quantity for pool, quantity in wanted.items() if quantity}
    if not moved:
        return True
    if len(moved) == 1 and min(moved.values()) > 0:
        [(pool, quantity)] = moved.items()
        asked = statements.run(_ONE, [quantity, pool, quantity])
    else:
        asked = statements.run(_ALL, [list(moved), list(moved.values())])
    return bool(asked.rowcount == len(moved))


def _take(blocks: Sequence[ResourceBlock]) -> bool:
    """Write the hours of rooms; whether every one of them was free.

    Whoever overlaps waits for the other's commit: the constraint itself is the claim.
    """
    try:
        ResourceBlock.objects.bulk_create(
            sorted(blocks, key=lambda each: (each.resource_id, each.during.lower))
        )
    except IntegrityError as taken:
        if isinstance(taken.__cause__, ExclusionViolation):
            return False
        raise
    return True

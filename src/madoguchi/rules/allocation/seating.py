"""Deferred acceptance: children ask, queues keep the strongest claims for the time being."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush, heappushpop
from typing import Final

from madoguchi.rules.allocation.claims import Claim, is_by_claim, settled
from madoguchi.rules.allocation.market import Market, Queue
from madoguchi.rules.allocation.problem import Limit

NOWHERE: Final = 1 << 30  # behind every wish


class Seating:
    """Who is kept where for the time being. `at[child]` is the number of the wish at which a child is."""

    def __init__(self, market: Market) -> None:
        self.market = market
        self.at = [0] * len(market.children)
        self.kept = [self.empty(queue) for queue in range(len(market.queues))]
        for child in sorted(market.set_apart):
            self.keep(market.own[child], self.kept[market.own[child]], settled(child))

    def copy(self) -> Seating:
        """The same, to try something on."""
        other = object.__new__(Seating)
        other.market, other.at = self.market, self.at.copy()
        other.kept = [[heap.copy() for heap in heaps] for heaps in self.kept]
        return other

    def ask(self, asking: Collection[int], *, bound: Collection[int] = frozenset()) -> set[int]:
        """Let these children ask, each at the wish it is at, until nobody asks any more.

        Bound children ask nowhere else when they are sent away. Returns those.
        """
        market, at, kept, wishes = self.market, self.at, self.kept, self.market.wishes
        claims, seats = market.claims, market.plain_seats
        waiting, lost = [*asking], set[int]()
        while waiting:
            child = waiting.pop()
            queue, claim = wishes[child][at[child]], claims[child][at[child]]
            room, heap = seats[queue], kept[queue][-1]
            if room is None:
                sent = self.keep(queue, kept[queue], claim)
            elif len(heap) < room:
                heappush(heap, claim)
                continue
            else:
                sent = heappushpop(heap, claim)
            if sent is None:
                continue
            away = -sent[-1]
            if away in bound:
                at[away] = NOWHERE
                lost.add(away)
                continue
            at[away] += 1
            if at[away] < len(wishes[away]):
                waiting.append(away)
        return lost

    def queue_of(self, child: int) -> int | None:
        """The queue that keeps a child."""
        wishes = self.market.wishes[child]
        return wishes[self.at[child]] if self.at[child] < len(wishes) else None

    def there(self, queue: int) -> list[int]:
        """The children that a queue keeps, those whose seat is set apart too."""
        return [-claim[-1] for heap in self.kept[queue] for claim in heap]

    def choice(self, queue: int, asking: Collection[int]) -> set[int]:
        """Whom a queue would keep if exactly these asked."""
        heaps = self.empty(queue)
        for child in asking:
            self.keep(queue, heaps, self.market.claim(child, queue))
        return {-claim[-1] for heap in heaps for claim in heap}

    def empty(self, queue: int) -> list[list[Claim]]:
        """A queue with nobody on its seats: a heap for each reserve and, last, one for the common seats."""
        return [[] for _ in (*self.market.queues[queue].reserves, "common")]

    def keep(self, queue: int, heaps: list[list[Claim]], claim: Claim) -> Claim | None:
        """Who has to go when one more asks; None while there are seats."""
        reserves, groups = self.market.queues[queue].reserves, self._groups(claim)
        for reserve, heap in zip(reserves, heaps, strict=False):
            if reserve.group not in groups:
                continue
            if len(heap) < reserve.seats:
                heappush(heap, claim)
                return _overflow(self.market.queues[queue], heaps)
            claim = heappushpop(heap, claim)
            groups = self._groups(claim)
        heappush(heaps[-1], claim)
        return self._beyond_limit(queue, heaps[-1], claim) or _overflow(self.market.queues[queue], heaps)

    def _beyond_limit(self, queue: int, common: list[Claim], claim: Claim) -> Claim | None:
        """Who has to go because there are too many of the grades of whom came last."""
        limit = self.market.queues[queue].limit_of(self.market.children[-claim[-1]])
        if limit is None:
            return None
        alike = self.under(limit, common)
        weakest = min(alike)
        if len(alike) <= limit.at_most or not is_by_claim(weakest):
            return None
        common.remove(weakest)
        heapify(common)
        return weakest

    def under(self, limit: Limit, common: Iterable[Claim]) -> list[Claim]:
        """Those on common seats whom a limit counts."""
        return [each for each in common if self.market.children[-each[-1]].grade in limit.grades]

    def _groups(self, claim: Claim) -> frozenset[str]:
        return self.market.children[-claim[-1]].groups


def _overflow(queue: Queue, heaps: list[list[Claim]]) -> Claim | None:
    """A reserved seat that is taken is one less for everybody."""
    return heappop(heaps[-1]) if len(heaps[-1]) > common_seats(queue, heaps) else None


def common_seats(queue: Queue, heaps: list[list[Claim]]) -> int:
    """The common seats, with those that reserves leave to them."""
    left = sum(
        reserve.seats - len(heap)
        for reserve, heap in zip(queue.reserves, heaps, strict=False)
        if reserve.is_common_when_unused
    )
    return queue.common + left

"""Who is placed where, and what follows for each queue: admitted, waiting, the last one admitted."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from madoguchi.rules.allocation.claims import Claim, is_by_claim
from madoguchi.rules.allocation.families import seat
from madoguchi.rules.allocation.market import Market
from madoguchi.rules.allocation.problem import Limit, Problem
from madoguchi.rules.allocation.seating import common_seats


class Placed:
    """A problem that has been run. Queues and children by number; claims, the strongest first."""

    def __init__(self, problem: Problem) -> None:
        self.market = Market(problem)
        self.seating, self.families = seat(self.market)
        found = map(self.seating.queue_of, range(len(self.market.children)))
        self.queue_of = [
            queue if queue is not None else self._held(child) for child, queue in enumerate(found)
        ]

    def _held(self, child: int) -> int | None:
        return self.market.own[child] if child in self.market.set_apart else None

    def placements(self) -> dict[str, str | None]:
        """Every child's facility."""
        queues, children = self.market.queues, self.market.children
        return {
            child.id: None if queue is None else queues[queue].facility
            for child, queue in zip(children, self.queue_of, strict=True)
        }

    def asked(self, child: int) -> tuple[int, ...]:
        """The queues in which a child stands, in the order of its wishes."""
        held = (self.market.own[child],) if child in self.market.set_apart else ()
        return self.market.wishes[child] + held

    @cached_property
    def standing(self) -> list[list[Claim]]:
        """Everybody who stands in each queue."""
        return self._sorted((child, queue) for child in self._all() for queue in self.asked(child))

    @cached_property
    def admitted(self) -> list[list[Claim]]:
        """The children placed in each queue."""
        return self._sorted(
            (child, queue) for child in self._all() if (queue := self.queue_of[child]) is not None
        )

    @cached_property
    def waiting(self) -> list[list[Claim]]:
        """Those that would rather be in this queue than where they are."""
        at, wishes = self.seating.at, self.market.wishes
        return self._sorted((child, queue) for child in self._all() for queue in wishes[child][: at[child]])

    def _all(self) -> range:
        return range(len(self.market.children))

    def _sorted(self, pairs: Iterable[tuple[int, int]]) -> list[list[Claim]]:
        found: list[list[Claim]] = [[] for _ in self.market.queues]
        for child, queue in pairs:
            found[queue].append(self.market.claim(child, queue))
        for claims in found:
            claims.sort(reverse=True)
        return found

    @cached_property
    def last(self) -> list[list[Claim | None]]:
        """The weakest claim admitted to each reserve of each queue and, last, to its common seats."""
        return [[_weakest(heap) for heap in heaps] for heaps in self.seating.kept]

    def last_under(self, queue: int, limit: Limit) -> Claim | None:
        """The weakest claim admitted to common seats of those whom a limit counts."""
        return _weakest(self.seating.under(limit, self.seating.kept[queue][-1]))

    def reached(self, queue: int, child: int) -> Limit | None:
        """The limit of a child's grade, if there are as many on common seats as it allows."""
        limit = self.market.queues[queue].limit_of(self.market.children[child])
        if limit is None:
            return None
        there = self.seating.under(limit, self.seating.kept[queue][-1])
        return limit if len(there) >= limit.at_most else None

    def is_full(self, queue: int) -> bool:
        """Whether no common seat is left."""
        heaps = self.seating.kept[queue]
        return len(heaps[-1]) >= common_seats(self.market.queues[queue], heaps)


def _weakest(claims: Iterable[Claim]) -> Claim | None:
    """Of those admitted by their claim: who had a seat already says nothing about others."""
    return min(filter(is_by_claim, claims), default=None)

"""繰上げ: who is next when a place becomes free after the run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from madoguchi.rules.allocation.market import Market
from madoguchi.rules.allocation.problem import MovesUp, Problem
from madoguchi.rules.allocation.seating import Seating
from madoguchi.rules.allocation.wishes import bound

Placements = Mapping[str, str | None]


def next_in_queue(
    problem: Problem,
    placements: Placements,
    facility: str,
    *,
    band: str | None = None,
    away: Collection[str] = (),
) -> str | None:
    """The strongest claim of those still waiting whom the queue would keep; None without one.

    `placements`: where everybody is by now; those who have a place there keep it. `away`: who declined or
    withdrew and is not asked again.
    """
    there = {child: facility for child, place in placements.items() if place == facility}
    market = Market(problem.model_copy(update={"preassigned": {**problem.preassigned, **there}}))
    queue = _queue(market, facility, band)
    members = [number for child in there if market.wishes[number := market.number[child]] == [queue]]
    seating = Seating(market)
    for child in _waiting(market, queue, placements, away):
        if {*members, child} <= seating.choice(queue, [*members, child]):
            return market.children[child].id
    return None


def still_waiting(
    problem: Problem,
    placements: Placements,
    facility: str,
    *,
    band: str | None = None,
    away: Collection[str] = (),
) -> tuple[str, ...]:
    """Who would be asked one after the other, if places became free."""
    market = Market(problem)
    queue = _queue(market, facility, band)
    return tuple(market.children[child].id for child in _waiting(market, queue, placements, away))


def _queue(market: Market, facility: str, band: str | None) -> int:
    named = [(each.facility, each.band) for each in market.queues]
    return named.index((facility, band))


def _waiting(market: Market, queue: int, placements: Placements, away: Collection[str]) -> Iterator[int]:
    """Those who would rather be there, the strongest claim first."""
    problem = market.problem
    passed_over = {*away}.union(*(family.children for family in bound(problem)))
    found = [
        number
        for number, child in enumerate(market.children)
        if child.id not in passed_over
        and queue in market.wishes[number]
        and _would_rather(market, number, queue, placements.get(child.id))
    ]
    return iter(sorted(found, key=lambda child: market.claim(child, queue), reverse=True))


def _would_rather(market: Market, child: int, queue: int, place: str | None) -> bool:
    if place is None:
        return True
    if market.problem.policy.moves_up is MovesUp.UNPLACED:
        return False
    wished = [market.queues[each].facility for each in market.wishes[child]]
    return place not in wished or wished.index(place) > market.wishes[child].index(queue)

"""繰上げ: who is next when a place becomes free after the run."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from madoguchi.rules.allocation.claims import Claim, is_by_claim, settled
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
    """The strongest claim of those the queue would keep if all who wait asked; None without a seat.

    `placements`: where everybody is by now; nobody of them has to go. `away`: who declined or withdrew.
    """
    market = Market(problem)
    queue = _queue(market, facility, band)
    seating = Seating(market)
    heaps = seating.empty(queue)
    for claim in _there(market, queue, placements):
        if seating.keep(queue, heaps, claim) is not None:
            return None
    for child in _waiting(market, queue, placements, away):
        tried = [heap.copy() for heap in heaps]
        sent = seating.keep(queue, tried, market.claim(child, queue))
        if sent is None or is_by_claim(sent):
            heaps = tried
    kept = [claim for heap in heaps for claim in heap if is_by_claim(claim)]
    return market.children[-max(kept)[-1]].id if kept else None


def _queue(market: Market, facility: str, band: str | None) -> int:
    named = [(each.facility, each.band) for each in market.queues]
    return named.index((facility, band))


def _there(market: Market, queue: int, placements: Placements) -> Iterator[Claim]:
    """Those who have a place there, by grade where there are bands."""
    here = market.queues[queue]
    facility = next(each for each in market.problem.facilities if each.id == here.facility)
    for number, child in enumerate(market.children):
        band = facility.band_of(child.grade)
        if placements.get(child.id) == facility.id and (band.id if band else None) == here.band:
            yield settled(number)


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

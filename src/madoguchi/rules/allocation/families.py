"""Families that are bound together: each tries its joint wishes, and what stays blocked is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeAlias

from madoguchi.rules.allocation.market import Market
from madoguchi.rules.allocation.problem import Family
from madoguchi.rules.allocation.seating import NOWHERE, Seating
from madoguchi.rules.allocation.wishes import in_order, joint_wishes

MOST_STARTS: Final = 100
Wish: TypeAlias = tuple[int, ...]  # for each child of a family the number of its wish


class Method(StrEnum):
    """How the bound families were placed."""

    INSERTED = "inserted"
    FALLBACK = "fallback"  # no order was found in which none parts another


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A family by numbers, with its joint wishes, the best first."""

    name: str
    members: tuple[int, ...]
    wishes: tuple[Wish, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """A family that rightly asks why: these facilities would keep all its children."""

    family: str
    facilities: tuple[tuple[str, str], ...]  # each child with its facility


@dataclass(frozen=True, slots=True, kw_only=True)
class Families:
    """What became of the bound families."""

    method: Method = Method.INSERTED
    order: tuple[str, ...] = ()
    starts: int = 1
    blocked: tuple[Blocked, ...] = ()
    bound: tuple[Bound, ...] = ()


def seat(market: Market) -> tuple[Seating, Families]:
    """Everybody seated: the single children first, then the families one by one."""
    families = [_bound(market, each) for each in in_order(market.problem, market.lots)]
    members = frozenset(child for family in families for child in family.members)
    ground = Seating(market)
    for child in members:
        ground.at[child] = NOWHERE
    ground.ask([n for n, wishes in enumerate(market.wishes) if wishes and n not in members])
    if not families:
        return ground, Families()
    method, order, starts, seating = _inserted(ground, families)
    blocked = tuple(found for family in families for found in _blocked(seating, family))
    named = tuple(family.name for family in order)
    return seating, Families(
        method=method, order=named, starts=starts, blocked=blocked, bound=tuple(families)
    )


def _bound(market: Market, family: Family) -> Bound:
    members = tuple(market.number[each] for each in sorted(family.children))
    askable = [[market.queues[queue].facility for queue in market.wishes[child]] for child in members]
    ranks = [
        {facility: market.children[child].choices.index(facility) for facility in facilities}
        for child, facilities in zip(members, askable, strict=True)
    ]
    wishes = tuple(
        tuple(facilities.index(name) for facilities, name in zip(askable, wish, strict=True))
        for wish in joint_wishes(market.problem.policy_of(family), ranks)
    )
    return Bound(name=market.children[members[0]].id, members=members, wishes=wishes)


def _inserted(ground: Seating, families: Sequence[Bound]) -> tuple[Method, Sequence[Bound], int, Seating]:
    order, tried = list(families), set[tuple[str, ...]]()
    while len(tried) < MOST_STARTS and (named := tuple(family.name for family in order)) not in tried:
        tried.add(named)
        seating, parted = _in_order(ground, order)
        if parted is None:
            return Method.INSERTED, order, len(tried), seating
        family, first = parted
        order.remove(family)
        order.insert(order.index(first), family)
    return Method.FALLBACK, families, len(tried), _without_parting(ground, families)


def _in_order(ground: Seating, order: Sequence[Bound]) -> tuple[Seating, tuple[Bound, Bound] | None]:
    """One family after the other. Ends early with a family and the first one that it parts."""
    seating, placed = ground, list[Bound]()
    for family in order:
        for tried, lost in _tries(seating, family, placed):
            if parted := [each for each in placed if lost & {*each.members}]:
                return tried, (family, parted[0])
            seating = tried
            placed.append(family)
            break
    return seating, None


def _without_parting(ground: Seating, families: Sequence[Bound]) -> Seating:
    seating, placed = ground, list[Bound]()
    for family in families:
        for tried, lost in _tries(seating, family, placed):
            if not lost:
                seating = tried
                placed.append(family)
                break
    return seating


def _tries(seating: Seating, family: Bound, placed: Sequence[Bound]) -> Iterable[tuple[Seating, set[int]]]:
    """The tries in which the whole family is kept, each with the bound children that it sent away."""
    members = frozenset(child for each in (*placed, family) for child in each.members)
    for wish in family.wishes:
        tried = seating.copy()
        for child, at in zip(family.members, wish, strict=True):
            tried.at[child] = at
        lost = tried.ask(family.members, bound=members)
        if lost.isdisjoint(family.members):
            yield tried, lost


def _blocked(seating: Seating, family: Bound) -> Iterable[Blocked]:
    """Each better joint wish that the queues would keep, if the family left what it has."""
    got = tuple(seating.at[child] for child in family.members)
    for wish in family.wishes:
        if wish == got:
            return
        if _would_keep(seating, family, wish):
            yield Blocked(family=family.name, facilities=_named(seating.market, family, wish))


def _would_keep(seating: Seating, family: Bound, wish: Wish) -> bool:
    asking: dict[int, list[int]] = {}
    for child, at in zip(family.members, wish, strict=True):
        asking.setdefault(seating.market.wishes[child][at], []).append(child)
    return all(_keeps(seating, queue, family.members, children) for queue, children in asking.items())


def _keeps(seating: Seating, queue: int, family: Sequence[int], asking: Sequence[int]) -> bool:
    there = [child for child in seating.there(queue) if child not in family]
    return {*asking} <= seating.choice(queue, [*there, *asking])


def _named(market: Market, family: Bound, wish: Wish) -> tuple[tuple[str, str], ...]:
    return tuple(
        (market.children[child].id, market.queues[market.wishes[child][at]].facility)
        for child, at in zip(family.members, wish, strict=True)
    )

"""Brothers and sisters who are placed together or not at all: trying, ending, and what stays blocked.

Written from docs/rules/allocation.md ("Siblings") alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from madoguchi.rules.plain.places import (
    Family,
    Problem,
    State,
    asked_now,
    ground,
    keep,
    queue_of,
    settle,
    standing_in,
)

STARTS: Final = 100  # orders begun, after which moving is given up

Wish = Mapping[str, str]  # {child: facility}


@dataclass(frozen=True)
class Placed:
    """How the families were placed."""

    state: State
    method: str  # inserted | fallback
    order: tuple[str, ...]
    starts: int


def place_families(problem: Problem) -> Placed:
    """Try every family after the others; who was pushed out by a later one comes after it the next time."""
    families = {family.id: family for family in problem.families}
    first = tuple(sorted(families, key=lambda name: _order(problem, families[name])))
    order, seen = first, {first}
    for start in range(1, STARTS + 1):
        state, moved = _attempt(problem, families, order)
        if moved is None:
            return Placed(state, "inserted", order, start)
        if moved in seen:
            break
        seen.add(moved)
        order = moved
    return Placed(_careful(problem, families, first), "fallback", first, start)


def _order(problem: Problem, family: Family) -> tuple[bool, Decimal, str]:
    numbers = [problem.children[child].lottery for child in family.children]
    drawn = [number for number in numbers if number is not None]
    return (not drawn, min(drawn, default=Decimal(0)), family.id)


def _attempt(
    problem: Problem, families: Mapping[str, Family], order: tuple[str, ...]
) -> tuple[State, tuple[str, ...] | None]:
    """The state in which all hold; or the order to begin anew with."""
    state = ground(problem)
    for name in order:
        for wish in joint_wishes(problem, families[name]):
            tried = settle(problem, State(state.turns, {**state.bound, **wish}))
            if not set(wish) <= set(tried.bound):
                continue
            lost = set(state.bound) - set(tried.bound)
            if lost:
                return state, _moved(order, name, {problem.children[child].family for child in lost})
            state = tried
            break
    return state, None


def _moved(order: tuple[str, ...], name: str, losers: set[str | None]) -> tuple[str, ...]:
    """A family moved to directly before the first of those who lost a child."""
    rest = [each for each in order if each != name]
    where = min(rest.index(each) for each in rest if each in losers)
    return (*rest[:where], name, *rest[where:])


def _careful(problem: Problem, families: Mapping[str, Family], order: tuple[str, ...]) -> State:
    """Each family in turn, where nobody placed before may be sent away."""
    state = ground(problem)
    for name in order:
        for wish in joint_wishes(problem, families[name]):
            tried = settle(problem, State(state.turns, {**state.bound, **wish}))
            if set(wish) | set(state.bound) <= set(tried.bound):
                state = tried
                break
    return state


def joint_wishes(problem: Problem, family: Family) -> list[Wish]:
    """What a family may wish together, the best first."""
    children = [problem.children[name] for name in family.children]
    if family.policy == "same_only":
        common = set.intersection(*(set(child.written) for child in children))
        combinations = [(place,) * len(children) for place in common]
    else:
        combinations = list(product(*(child.written for child in children)))

    def ranks(places: tuple[str, ...]) -> list[int]:
        return [child.written.index(place) for child, place in zip(children, places, strict=True)]

    open_to_all = [
        places
        for places in combinations
        if all(queue_of(problem, child, place) for child, place in zip(children, places, strict=True))
    ]
    ordered = sorted(open_to_all, key=lambda places: (sum(ranks(places)), ranks(places)))
    return [dict(zip(family.children, places, strict=True)) for places in ordered]


def blocked(problem: Problem, state: State) -> list[tuple[str, Wish]]:
    """Each family and each wish better than what it got that the facilities would grant."""
    found = []
    for family in problem.families:
        got = {name: state.bound[name] for name in family.children if name in state.bound}
        wishes = joint_wishes(problem, family)
        better = wishes[: wishes.index(got)] if got else wishes
        found += [(family.id, wish) for wish in better if _granted(problem, state, family, wish)]
    return found


def _granted(problem: Problem, state: State, family: Family, wish: Wish) -> bool:
    """Whether each facility would keep the children, once all of them have left the seats they got."""
    asking = asked_now(problem, state)
    for names in asking.values():
        names.difference_update(family.children)
    for name, place in wish.items():
        asking[standing_in(problem, problem.children[name], place).name].add(name)
    return all(
        set(family.children) & names <= set(keep(problem, problem.queues[queue], names))
        for queue, names in asking.items()
    )

"""In which order each child asks, and what a family that is bound together wishes jointly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeAlias

from madoguchi.rules.allocation.problem import Family, Problem, Siblings

Joint: TypeAlias = tuple[str, ...]  # a facility for each child of a family, in the order of their ids


def wishes(problem: Problem) -> dict[str, Sequence[str]]:
    """Where children ask, and in which order, if not as written. Who holds a seat asks there last."""
    asked: dict[str, Sequence[str]] = {child: (place,) for child, place in problem.preassigned.items()}
    held = [each for each in problem.children if each.holds is not None]
    for child in held:
        end = child.choices.index(child.holds) + 1 if child.holds in child.choices else None
        asked[child.id] = child.choices[:end]
    together = [each for each in problem.siblings if problem.policy_of(each) is Siblings.PREFER_SAME]
    if together:
        written = {child.id: child.choices for child in problem.children}
        for family in together:
            members = [each for each in family.children if each not in problem.preassigned]
            _together(asked, {each: asked.get(each, written[each]) for each in members})
    for child in held:
        asked[child.id] = (*(each for each in asked[child.id] if each != child.holds), child.holds or "")
    return asked


def _together(asked: dict[str, Sequence[str]], members: Mapping[str, Sequence[str]]) -> None:
    """The facilities that all of them wish come first, for each in the same order."""
    if len(members) < 2:
        return
    ranks = [{facility: rank for rank, facility in enumerate(choices)} for choices in members.values()]
    common = set(ranks[0]).intersection(*ranks[1:])

    def order(facility: str) -> tuple[int, int, str]:
        found = [each[facility] for each in ranks]
        return sum(found), min(found), facility

    first = sorted(common, key=order)
    for child, choices in members.items():
        asked[child] = first + [facility for facility in choices if facility not in common]


def bound(problem: Problem) -> list[Family]:
    """The families whose children are placed together or not at all."""
    return [each for each in problem.siblings if problem.policy_of(each).binds and len(each.children) > 1]


def in_order(problem: Problem, lots: Mapping[str, int]) -> list[Family]:
    """Those families in their order of trying. `lots`: the numbers drawn from the seed, if any."""
    children = {child.id: child for child in problem.children}

    def order(family: Family) -> tuple[object, ...]:
        had = (lots.get(each, children[each].lottery) for each in family.children)
        drawn = [lot for lot in had if lot is not None]
        return (not drawn, min(drawn, default=0), min(family.children))

    return sorted(bound(problem), key=order)


def joint_wishes(policy: Siblings, ranks: Sequence[Mapping[str, int]]) -> list[Joint]:
    """What a family wishes, the best first. `ranks`: for each child the facilities it can ask, as ranked."""
    if policy is Siblings.SAME_ONLY:
        common = set(ranks[0]).intersection(*ranks[1:])
        combined = [(facility,) * len(ranks) for facility in common]
    else:
        combined = list(product(*ranks))

    def order(wish: Joint) -> tuple[int, list[int]]:
        found = [each[facility] for each, facility in zip(ranks, wish, strict=True)]
        return sum(found), found

    return sorted(combined, key=order)

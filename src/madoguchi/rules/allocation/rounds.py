"""The runs of a year, one after another, as one problem: for whoever asks who is next."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from madoguchi.rules.allocation.lottery import numbers
from madoguchi.rules.allocation.problem import Child, Family, Problem
from madoguchi.rules.allocation.wishes import bound

One = TypeVar("One")


def one_after_another(problems: Sequence[Problem], *, strangers: Collection[str] = ()) -> Problem:
    """Whoever was in a later run stands behind everybody of an earlier one, and numbers stay as drawn.

    The seats of a facility are those of the first run that knew it. `strangers`: who has a seat by now
    without having been in any run.
    """
    known = {child.id for problem in problems for child in problem.children}
    outside = tuple(Child(id=each, choices=()) for each in sorted({*strangers} - known))
    asked = [problem.children for problem in problems]
    return Problem.model_construct(
        children=_once(
            (child.id, child) for child in _in_turn([outside, *asked], [{}, *map(_lots, problems)])
        ),
        facilities=_once((each.id, each) for problem in problems for each in problem.facilities),
        priority=tuple(dict.fromkeys(word for problem in problems for word in problem.priority)),
        reserved=_reserved(problems),
        preassigned={},
        siblings=tuple(_bound(problems)),
        policy=problems[0].policy,
        seed=None,
    )


def _in_turn(groups: Sequence[Sequence[Child]], lots: Sequence[Mapping[str, int]]) -> Iterator[Child]:
    elements = max((len(tie) for group in groups for child in group for tie in _ties(child)), default=0)
    before = 0
    for group, drawn in zip(groups, lots, strict=True):
        for child in group:
            number = Decimal(drawn[child.id]) if drawn else child.lottery
            behind: dict[str, Any] = {"phase": before + child.phase, "lottery": number, "holds": None}
            yield child.model_copy(update={**behind, "tie": _as_long(child.tie, elements)})
        before += max((child.phase for child in group), default=0)


def _lots(problem: Problem) -> Mapping[str, int]:
    return numbers(problem.seed, [each.id for each in problem.children]) if problem.seed else {}


def _ties(child: Child) -> Iterable[tuple[Decimal, ...]]:
    return [child.tie] if isinstance(child.tie, tuple) else child.tie.values()


def _as_long(tie: Any, elements: int) -> Any:
    """Ties of different runs are never compared; they only have to be of one length."""
    if isinstance(tie, tuple):
        return tie + (Decimal(0),) * (elements - len(tie))
    return {facility: _as_long(each, elements) for facility, each in tie.items()}


def _reserved(problems: Sequence[Problem]) -> tuple[Any, ...]:
    """Of each facility those of the run whose seats count."""
    seen: set[str] = set()
    found = []
    for problem in problems:
        found += [each for each in problem.reserved if each.facility not in seen]
        seen |= {each.id for each in problem.facilities}
    return tuple(found)


def _bound(problems: Iterable[Problem]) -> Iterator[Family]:
    for problem in problems:
        for family in bound(problem):
            yield family.model_copy(update={"policy": problem.policy_of(family)})


def _once(pairs: Iterable[tuple[Hashable, One]]) -> tuple[One, ...]:
    """The first of each name."""
    found: dict[Hashable, One] = {}
    for name, each in pairs:
        found.setdefault(name, each)
    return tuple(found.values())

"""あと何点: which wishes a few points more would have given a child. Told where both engines say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Final

from madoguchi.rules.allocation import Allocation, Choice, Reason, counterfactual

Prove = Callable[[str, Decimal], str | None]

# Why a wish came out as it did, where points may have changed that.
WEIGHED: Final = frozenset({Reason.POINTS, Reason.CHOICE_RANK, Reason.TIE, Reason.LOTTERY, Reason.ID})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """With `added` points more the child would have got `at`: the place wished for or a dearer one."""

    place: str
    added: Decimal
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is certain of one child, and the places of which the second engine says something else."""

    certain: tuple[Shortfall, ...]
    unproven: tuple[str, ...]


def shortfalls(found: Allocation, child: str, *, prove: Prove) -> Told:
    """For each wish a child did not get: what it lacked. `prove`: where it comes, by the second engine."""
    step = _step(found)
    claimed = [
        Shortfall(place=choice.facility, added=enough.added, at=enough.place)
        for choice in weighed(found, child)
        if (enough := counterfactual(found, child, choice.facility, step=step))
    ]
    places = cache(lambda added: prove(child, added))
    proven = {each for each in claimed if places(each.added) == each.at != places(each.added - step)}
    return Told(
        certain=tuple(each for each in claimed if each in proven),
        unproven=tuple(each.place for each in claimed if each not in proven),
    )


def weighed(found: Allocation, child: str) -> Iterator[Choice]:
    """The wishes that were decided by a claim against the child."""
    return (each for each in found.explanations[child].choices if each.reason in WEIGHED)


def _step(found: Allocation) -> Decimal:
    """The smallest step in which points of this problem differ, and no more than one point."""
    given = (child.points for child in found.problem.children if child.points is not None)
    points = (each for some in given for each in (some.values() if isinstance(some, Mapping) else [some]))
    exponents = (each.normalize().as_tuple().exponent for each in points)
    return Decimal(1).scaleb(min((each for each in exponents if isinstance(each, int)), default=0)).min(1)

"""What would have been enough: the points a child lacked, confirmed by running again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final, TypeAlias

from madoguchi.rules.allocation.outcome import Allocation, place
from madoguchi.rules.allocation.problem import Child, Priority, Problem
from madoguchi.rules.allocation.wishes import bound, wishes

ONE: Final = Decimal(1)
Engine: TypeAlias = Callable[[Problem], Mapping[str, str | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """With `added` points more the child would be at `place`; with one step less it would not."""

    added: Decimal
    place: str


def counterfactual(
    allocation: Allocation, child: str, facility: str, *, step: Decimal = ONE, engine: Engine = place
) -> Enough | None:
    """The fewest steps of points that would have placed a child there, or where it rather wishes to be.

    Each claim made here has been tried out with `engine`. None: nothing was lacking, or no points would do.
    """
    problem = allocation.problem
    if Priority.POINTS not in problem.priority or _is_bound(problem, child):
        return None
    tries = _Tries(problem, child, facility, step, engine)
    if not tries.wished or allocation.placements[child] in tries.wished:
        return None
    return tries.search(tries.guess(allocation))


def _is_bound(problem: Problem, child: str) -> bool:
    return any(child in family.children for family in bound(problem))


class _Tries:
    def __init__(self, problem: Problem, child: str, facility: str, step: Decimal, engine: Engine) -> None:
        self.problem, self.facility, self.step, self.engine = problem, facility, step, engine
        self.child = next(each for each in problem.children if each.id == child)
        asked = wishes(problem).get(child, self.child.choices)
        self.wished = frozenset(asked[: asked.index(facility) + 1]) if facility in asked else frozenset()
        self.known: dict[int, str | None] = {}

    def guess(self, allocation: Allocation) -> int:
        """As many steps as the last one admitted is ahead; with equal points the rest may decide."""
        band = self._facility_band()
        turned = allocation.queues.get(self.facility if band is None else f"{self.facility}/{band}")
        own = self.child.points_at(self.facility)
        if turned is None or turned.last is None or turned.last.points is None or own is None:
            return 1
        return max(1, self._steps(turned.last.points - own))

    def _facility_band(self) -> str | None:
        facility = next(each for each in self.problem.facilities if each.id == self.facility)
        band = facility.band_of(self.child.grade)
        return band.id if band else None

    def search(self, guess: int) -> Enough | None:
        """Between a number of steps that does not do and one that does, until they are neighbours."""
        low, high = 0, guess
        if not self._does(guess):
            low, high = guess, guess + 1
            if not self._does(high):
                low, high = high, self._most()
                if high <= low or not self._does(high):
                    return None
        elif guess > 1 and not self._does(guess - 1):
            low = guess - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._does(middle) else (middle, high)
        return Enough(added=high * self.step, place=self.known[high] or "")

    def _does(self, steps: int) -> bool:
        if steps not in self.known:
            self.known[steps] = self.engine(self._with(steps * self.step))[self.child.id]
        return self.known[steps] in self.wished

    def _with(self, added: Decimal) -> Problem:
        changed = self.child.model_copy(update={"points": _raised(self.child, added)})
        children = tuple(changed if each is self.child else each for each in self.problem.children)
        return self.problem.model_copy(update={"children": children})

    def _most(self) -> int:
        """So many that nobody is ahead by points anywhere."""
        points = [found for child in self.problem.children for found in _all_points(child)]
        return self._steps(max(points) - min(_all_points(self.child))) + 1

    def _steps(self, points: Decimal) -> int:
        return int((points / self.step).to_integral_value(ROUND_CEILING))


def _raised(child: Child, added: Decimal) -> Decimal | dict[str, Decimal]:
    if isinstance(child.points, Mapping):
        return {facility: points + added for facility, points in child.points.items()}
    return (child.points or Decimal(0)) + added


def _all_points(child: Child) -> list[Decimal]:
    if isinstance(child.points, Mapping):
        return [*child.points.values()]
    return [child.points or Decimal(0)]

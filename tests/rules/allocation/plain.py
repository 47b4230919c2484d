"""What an allocation must fulfil, looked at from outside: by definition, without the engine's own parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import product
from typing import Any

from madoguchi.rules.allocation import Problem


def key(problem: Problem, child: str, facility: str) -> tuple[Any, ...]:
    """The claim of a child without reserves and given seats; smaller is stronger."""
    found = next(each for each in problem.children if each.id == child)
    parts: list[Any] = [found.phase]
    for word in problem.priority:
        if word == "points":
            points = found.points_at(facility)
            assert points is not None
            parts.append(-points)
        elif word == "choice_rank":
            parts.append(found.choices.index(facility))
        elif word == "tie":
            parts.extend(found.tie_at(facility) or ())
        else:
            parts.append((found.lottery is None, found.lottery or Decimal(0)))
    return (*parts, child)


def seats(problem: Problem) -> dict[str, int]:
    """The capacity of each facility."""
    return {each.id: each.capacity or 0 for each in problem.facilities}


def blocking(problem: Problem, placements: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    """Each child with a facility that it wishes more, and that has a seat or somebody with a weaker claim."""
    for child in problem.children:
        got = placements[child.id]
        wished = child.choices[: child.choices.index(got)] if got else child.choices
        for facility in wished:
            there = [each for each, place in placements.items() if place == facility]
            if len(there) < seats(problem)[facility] or any(
                key(problem, child.id, facility) < key(problem, each, facility) for each in there
            ):
                yield child.id, facility


def best_stable(problem: Problem) -> dict[str, str | None]:
    """The stable result that is best for every child, found by looking at every result there is."""
    stable = [each for each in _results(problem) if not list(blocking(problem, each))]

    def worth(placements: dict[str, str | None]) -> list[int]:
        return [
            child.choices.index(place) if (place := placements[child.id]) else len(child.choices)
            for child in problem.children
        ]

    best = min(stable, key=lambda each: sum(worth(each)))
    assert all(own <= other for each in stable for own, other in zip(worth(best), worth(each), strict=True))
    return best


def _results(problem: Problem) -> Iterable[dict[str, str | None]]:
    capacity = seats(problem)
    for places in product(*((None, *child.choices) for child in problem.children)):
        if all(places.count(each) <= capacity[each] for each in capacity):
            yield dict(zip((child.id for child in problem.children), places, strict=True))


def down_one_list(problem: Problem) -> dict[str, str | None]:
    """利用調整 by hand with one list: from the top, the best choice that still has a seat."""
    left, placements = seats(problem), dict[str, str | None]()
    for child in sorted(problem.children, key=lambda each: key(problem, each.id, "")):
        place = next((each for each in child.choices if left[each]), None)
        placements[child.id] = place
        if place:
            left[place] -= 1
    return dict(sorted(placements.items()))

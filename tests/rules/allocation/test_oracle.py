"""The package `matching`, written by others, comes to the same result."""

from __future__ import annotations

from bench import markets
from hypothesis import given
from hypothesis import strategies as st
from matching.games import HospitalResident
from tests.rules.allocation import plain

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Problem


def by_others(problem: Problem) -> dict[str, str | None]:
    """The result of `matching`, which knows neither empty lists nor facilities without seats."""
    seats = {id: capacity for id, capacity in plain.seats(problem).items() if capacity}
    wishes = {child.id: [each for each in child.choices if each in seats] for child in problem.children}
    wishes = {child: places for child, places in wishes.items() if places}
    queues = {
        place: sorted(
            (child for child, places in wishes.items() if place in places),
            key=lambda child, place=place: plain.key(problem, child, place),
        )
        for place in seats
    }
    asked = {place: queue for place, queue in queues.items() if queue}
    if not asked:
        return {child.id: None for child in problem.children}
    game = HospitalResident.create_from_dictionaries(wishes, asked, {place: seats[place] for place in asked})
    solved = game.solve(optimal="resident")
    found = {resident.name: place.name for place, residents in solved.items() for resident in residents}
    return {child.id: found.get(child.id) for child in problem.children}


@given(st.integers(0, 10**9))
def test_tiny_problems(seed: int) -> None:
    problem = allocation.parse(markets.small(seed, plain=True))
    assert isinstance(problem, Problem)
    assert allocation.place(problem) == by_others(problem)


def test_a_hundred_children() -> None:
    problem = allocation.parse(markets.large(7, children=100, facilities=6))
    assert isinstance(problem, Problem)
    assert allocation.place(problem) == by_others(problem)

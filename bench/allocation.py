"""Allocation in memory, at the size of a city and at a hundred times that. It needs no database."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from bench import markets
from bench.figures import Figure, milliseconds
from madoguchi.rules import allocation
from madoguchi.rules.allocation import Problem

CITY: Final = {"children": 2_900, "facilities": 65}
TENTH: Final = {"children": 29_000, "facilities": 650}
NATION: Final = {"children": 290_000, "facilities": 6_500}
ROUNDS: Final = 5


def figures(_var: Path) -> Iterator[Figure]:
    """From a problem that was read to every child's place; then with queues, cut-offs and explanations."""
    city = _problem(CITY)
    yield milliseconds("2,900 children × 65 clubs placed", _fastest(allocation.place, city), 50)
    yield milliseconds("the same with every explanation", _fastest(allocation.allocate, city), 500)
    tenth = _fastest(allocation.place, _problem(TENTH))
    nation = _fastest(allocation.place, _problem(NATION))
    yield Figure(name="290,000 children × 6,500 clubs placed", value=nation, limit=2, unit="s")
    yield Figure(
        name="ten times the children: so many times as long", value=nation / tenth, limit=30, unit=""
    )


def _problem(size: dict[str, int]) -> Problem:
    found = allocation.parse(markets.large(1, **size))
    if not isinstance(found, Problem):
        raise RuntimeError(str(found[0]))
    return found


def _fastest(run: Callable[[Problem], Any], problem: Problem) -> float:
    """The processor's seconds for the fastest of some runs: others use the machine, too."""
    gc.freeze()  # the problem itself is no garbage
    try:
        return min(_seconds(run, problem) for _ in range(ROUNDS))
    finally:
        gc.unfreeze()


def _seconds(run: Callable[[Problem], Any], problem: Problem) -> float:
    began = time.process_time()
    run(problem)
    return time.process_time() - began

"""Two engines of points and of places beside each other, on far more than a test has time for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bench import holding, markets
from madoguchi.rules import allocation, scoring
from madoguchi.rules import criteria as documents
from madoguchi.rules.allocation import Problem
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.plain import allocation as plain_allocation
from madoguchi.rules.plain import scoring as plain_scoring
from madoguchi.rules.plain.agreeing import differences, differences_of_sheets

CASES: Final = 1_000  # of each table
SMALL: Final = 10_000  # problems in which anything may occur
LARGE: Final = {"children": 29_000, "facilities": 650}


def cases() -> Iterator[int]:
    """Families made up for each table of points, those with errors as well; how many there were."""
    from tests.rules.plain.cases import case
    from tests.rules.plain.tables import tables

    for name, table in tables().items():
        criteria = documents.parse(table)
        holding.require(isinstance(criteria, Criteria), name)
        ready = plain_scoring.criteria_of(table)
        for number in range(CASES):
            _same_points(criteria, ready, case(table, number), f"{name}, case {number}")
        yield CASES


def _same_points(criteria: Any, ready: Any, raw: dict[str, Any], name: str) -> None:
    read = case_of(raw)
    if not isinstance(read, Case):
        raise holding.Broken(name)
    worked = plain_scoring.said(plain_scoring.work_out(ready, raw))
    found = list(differences_of_sheets(scoring.score(criteria, read), worked))
    holding.require(not found, f"{name}: {found[:1]}")


def small_cities() -> Iterator[int]:
    """Tiny problems with everything the language knows."""
    for seed in range(SMALL):
        _same_places(markets.small(seed), f"small city {seed}")
        yield 1


def large_city() -> int:
    """One city of ten times the size."""
    _same_places(markets.large(7, **LARGE), "the large city")
    return LARGE["children"]


def _same_places(data: dict[str, Any], name: str) -> None:
    problem = allocation.parse(data)
    if not isinstance(problem, Problem):
        raise holding.Broken(name)
    said = allocation.as_data(allocation.allocate(problem))
    found = next(iter(differences(said, plain_allocation.allocate(data))), None)
    holding.require(found is None, f"{name}: {found}")

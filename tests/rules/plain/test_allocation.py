"""Two engines, written from one page, must say the same: where, why, and how close it was."""

from __future__ import annotations

import pytest
from tests.rules.plain.problems import problem

from madoguchi.rules import allocation as fast
from madoguchi.rules.plain import allocation as plain
from madoguchi.rules.plain.agreeing import Difference, differences


@pytest.mark.parametrize("start", range(0, 1_000, 100))
def test_both_engines_say_the_same(start: int) -> None:
    compared = 0
    for number in range(start, start + 100):
        raw = problem(number)
        parsed = fast.parse(raw)
        if isinstance(parsed, fast.Problem):
            said = fast.as_data(fast.allocate(parsed))
            assert list(differences(said, plain.allocate(raw))) == [], f"problem {number}"
            compared += 1
    assert compared > 50, "too many problems have faults"


def test_a_difference_is_told_with_its_place() -> None:
    fast_says = {"placements": {"c1": "A"}, "digest": "…", "cutoffs": {"A": {"points": 20}}}
    plain_says = {"placements": {"c1": None}, "cutoffs": {"A": {"points": 21}}}
    assert list(differences(fast_says, plain_says)) == [
        Difference("placements.c1", "A", None),
        Difference("cutoffs.A.points", 20, 21),
    ]


def test_numbers_are_compared_by_their_worth() -> None:
    assert not list(differences({"a": [1, "1.0"]}, {"a": [1.0, "1.0"]}))

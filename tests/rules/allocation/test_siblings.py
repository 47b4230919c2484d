"""Families: on their own, together first, together only, all or nobody."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.allocation.asked import allocated, child, choice

from madoguchi.rules.allocation import Method, Reason


def family(policy: str, *children: dict[str, Any], **more: Any) -> Any:
    """Aoi and her brother Ren, and whoever else there is."""
    return allocated(*children, siblings=[["aoi", "ren"]], policy=policy, **more)


def test_alone_each_gets_the_best() -> None:
    found = family("independent", child("aoi", "AB"), child("ren", "BA"), seats={"A": 2, "B": 2})
    assert found.placements == {"aoi": "A", "ren": "B"}


@pytest.mark.parametrize(("seats", "places"), [({"A": 2, "B": 2}, "AA"), ({"A": 1, "B": 2}, "AB")])
def test_who_would_rather_be_together_asks_together_first(seats: dict[str, int], places: str) -> None:
    found = family("prefer_same", child("aoi", "AB"), child("ren", "BA", 9), seats=seats)
    assert [found.placements["aoi"], found.placements["ren"]] == [*places]
    assert choice(found, "ren", places[1]).rank == "BA".index(places[1]) + 1


@pytest.mark.parametrize(
    ("seats", "places"),
    [({"A": 1, "B": 2}, ["B", "B"]), ({"A": 1, "B": 1}, [None, None]), ({"A": 2, "B": 2}, ["A", "A"])],
)
def test_together_only(seats: dict[str, int], places: list[str | None]) -> None:
    found = family("same_only", child("aoi", "AB"), child("ren", "BA"), seats=seats)
    assert [found.placements["aoi"], found.placements["ren"]] == places
    assert not found.siblings.blocked
    if None in places:
        assert choice(found, "aoi", "A").reason is Reason.SIBLINGS
        assert found.queues["A"].waiting == ("aoi", "ren")


def test_all_or_nobody_takes_the_best_sum_of_ranks() -> None:
    rival = child("ben", "A", 30)
    found = family("all_or_nothing", child("aoi", "AB"), child("ren", "BA"), rival, seats={"A": 1, "B": 2})
    assert found.placements == {"aoi": "B", "ren": "B", "ben": "A"}
    alone = family("all_or_nothing", child("aoi", "A"), child("ren", "B"), rival, seats={"A": 1, "B": 2})
    assert alone.placements == {"aoi": None, "ren": None, "ben": "A"}


def test_a_market_without_any_stable_result_ends_and_says_who_is_blocked() -> None:
    """A and B have a seat each; the family wants both or none; A prefers c1 to s, B prefers s to c2."""
    c1, c2 = child("c1", "A", 12), child("c2", "B", 10)
    single = child("s", "AB", 11)
    found = allocated(
        c1, c2, single, seats={"A": 1, "B": 1}, siblings=[["c1", "c2"]], policy="all_or_nothing"
    )
    assert found.placements == {"c1": None, "c2": None, "s": "A"}
    [blocked] = found.siblings.blocked
    assert blocked.family == "c1" and dict(blocked.facilities) == {"c1": "A", "c2": "B"}
    assert choice(found, "c1", "A").reason is Reason.SIBLINGS
    assert choice(found, "c2", "B").reason is Reason.SIBLINGS


def test_a_family_that_parts_another_goes_before_it() -> None:
    """By lottery the first family is placed; the second takes a seat of it, so it goes before."""
    first = [child("a1", "A", 10, lottery=1), child("a2", "B", 10, lottery=9)]
    second = [child("b1", "B", 20, lottery=5), child("b2", "C", 20, lottery=6)]
    found = allocated(
        *first,
        *second,
        seats={"A": 1, "B": 1, "C": 1},
        siblings=[["a1", "a2"], ["b1", "b2"]],
        policy="all_or_nothing",
    )
    assert found.placements == {"a1": None, "a2": None, "b1": "B", "b2": "C"}
    assert (found.siblings.method, found.siblings.order, found.siblings.starts) == (
        Method.INSERTED,
        ("b1", "a1"),
        2,
    )
    assert not found.siblings.blocked


def test_families_that_part_each_other_in_a_circle_are_left_in_the_first_order() -> None:
    """At A a1 gives way to b1, at B b2 gives way to a2: each order parts the family before."""
    first = [child("a1", "A", 10, lottery=1), child("a2", "B", 20, lottery=9)]
    second = [child("b1", "A", 20, lottery=5), child("b2", "B", 10, lottery=6)]
    apart = {"seats": {"A": 1, "B": 2}, "siblings": [["a1", "a2"], ["b1", "b2"]], "policy": "all_or_nothing"}
    found = allocated(*first, *second, **apart)
    assert found.placements["b1"] == "A" and found.placements["a1"] is None
    tight = allocated(*first, *second, **{**apart, "seats": {"A": 1, "B": 1}})
    assert tight.placements == {"a1": "A", "a2": "B", "b1": None, "b2": None}


def test_two_siblings_may_ask_for_the_last_two_seats_of_one_club() -> None:
    rival = child("ben", "A", 9)
    found = family("same_only", child("aoi", "A"), child("ren", "A"), rival, seats={"A": 2})
    assert found.placements == {"aoi": "A", "ren": "A", "ben": None}


def test_a_family_of_one_is_a_child() -> None:
    assert allocated(child("aoi"), siblings=[["aoi"]], policy="same_only").placements == {"aoi": "A"}

"""あと何点: said where both engines say it, with ties, lots and families that belong together."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bench import markets
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.allocation import asked
from tests.rules.allocation.asked import child

from madoguchi.rules import allocation, shortfalls
from madoguchi.rules.plain import allocation as plain
from madoguchi.rules.plain.again import Again

AOI, BEN, EMI = (child(name, points=points) for name, points in (("aoi", 9), ("ben", 8), ("emi", 8)))


def told(name: str, *children: dict[str, Any], **more: Any) -> list[tuple[str, Decimal, str]]:
    again = Again(asked.data(*children, **more), [each["id"] for each in children])
    found = shortfalls.shortfalls(asked.allocated(*children, **more), name, prove=again.place)
    assert found.unproven == ()
    return [(each.place, each.added, each.at) for each in found.certain]


@pytest.mark.parametrize(
    ("name", "lacked"), [("ben", [("A", Decimal(1), "A")]), ("emi", [("A", Decimal(2), "A")]), ("aoi", [])]
)
def test_a_point_more_wins_a_tie_only_where_the_lot_says_so(
    name: str, lacked: list[tuple[str, Decimal, str]]
) -> None:
    children = [AOI | {"lottery": 2}, BEN | {"lottery": 1}, EMI | {"lottery": 3}]
    assert told(name, *children) == lacked


def test_lots_that_were_drawn_from_a_seed_are_the_same_for_both_engines() -> None:
    three = [child(name, points=5) for name in ("aoi", "ben", "emi")]
    found = [told(each["id"], *three, seed="0123456789abcdef" * 4) for each in three]
    assert sorted(map(len, found)) == [0, 1, 1]
    assert {added for some in found for _, added, _ in some} == {Decimal(1)}


def test_whoever_got_a_lower_wish_is_told_of_the_higher_one() -> None:
    first, second = child("x", "A", 12, lottery=1), child("aoi", "AB", 10, lottery=2)
    assert told("aoi", first, second, seats={"A": 1, "B": 1}) == [("A", Decimal(3), "A")]


def test_points_that_differ_by_halves_are_told_in_tenths() -> None:
    assert told("ben", child("aoi", points="9.5"), child("ben", points=9)) == [("A", Decimal("0.6"), "A")]


@pytest.mark.parametrize("policy", ["same_only", "all_or_nothing"])
def test_of_brothers_and_sisters_who_belong_together_nothing_is_told(policy: str) -> None:
    assert told("ben", AOI, BEN, EMI, siblings=[["ben", "emi"]], policy=policy) == []


def test_of_brothers_and_sisters_who_would_like_to_be_together_it_is_told() -> None:
    children = [child("aoi", "AB", 9), child("ben", "BA", 8), child("emi", "AB", 7)]
    more: dict[str, Any] = {"seats": {"A": 1, "B": 0}, "siblings": [["ben", "emi"]], "policy": "prefer_same"}
    assert told("ben", *children, **more) == [("A", Decimal(2), "A")]


@pytest.mark.parametrize("more", [{"seats": {"A": 0}}, {"priority": ["lottery"]}])
def test_where_no_points_would_do_nothing_is_told(more: dict[str, Any]) -> None:
    assert told("ben", AOI, BEN, **more) == []


def test_what_the_second_engine_does_not_confirm_is_not_told() -> None:
    found = shortfalls.shortfalls(asked.allocated(AOI, BEN), "ben", prove=lambda *_: None)
    assert (found.certain, found.unproven) == ((), ("A",))


@given(st.integers(0, 10**9))
def test_both_engines_agree_on_every_figure(seed: int) -> None:
    data = markets.small(seed)
    problem = allocation.parse(data)
    assert isinstance(problem, allocation.Problem)
    found = allocation.allocate(problem)
    again = Again(data, [each.id for each in problem.children])
    for each in problem.children:
        assert shortfalls.shortfalls(found, each.id, prove=again.place).unproven == ()


@given(st.integers(0, 10**9), st.integers(0, 40))
def test_who_asks_last_comes_where_it_would_have_come_anyway(seed: int, added: int) -> None:
    data = markets.small(seed)
    names = [str(each["id"]) for each in data["children"]]
    some = names[:: 2 + seed % 3]
    again = Again(data, some)
    for name in some:
        raised = [_raised(each, added) if str(each["id"]) == name else each for each in data["children"]]
        assert again.place(name, Decimal(added)) == plain.place({**data, "children": raised})[name]


def _raised(child: dict[str, Any], added: int) -> dict[str, Any]:
    points = child.get("points")
    if isinstance(points, dict):
        return child | {"points": {place: str(Decimal(str(each)) + added) for place, each in points.items()}}
    return child | {"points": str(Decimal(str(points or 0)) + added)}


@given(st.integers(0, 10**9))
def test_the_short_plain_run_places_as_the_whole_one(seed: int) -> None:
    data = markets.small(seed)
    assert plain.place(data) == plain.allocate(data)["placements"]

"""What holds of every allocation."""

from __future__ import annotations

import json
import random
from typing import Any

from bench import markets
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rules.allocation import plain

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Problem

seeds = st.integers(0, 10**9)
few = settings(max_examples=60)


def parsed(data: dict[str, Any]) -> Problem:
    found = allocation.parse(data)
    assert isinstance(found, Problem), (list(found), data)
    return found


def wish(data: dict[str, Any], child: str, place: str | None) -> int:
    """How far down the wishes of a child a place stands."""
    [choices] = [each["choices"] for each in data["children"] if each["id"] == child]
    return choices.index(place) if place else len(choices)


@given(seeds)
def test_nobody_has_a_just_complaint_and_no_result_without_one_is_better(seed: int) -> None:
    problem = parsed(markets.small(seed, plain=True))
    assume(len(problem.children) <= 5)
    assert allocation.place(problem) == plain.best_stable(problem)


@given(seeds)
def test_there_is_no_blocking_pair(seed: int) -> None:
    problem = parsed(markets.small(seed, plain=True))
    assert list(plain.blocking(problem, allocation.place(problem))) == []


@given(seeds)
def test_seats_are_kept_and_everybody_is_told(seed: int) -> None:
    data = markets.small(seed)
    found = allocation.allocate(parsed(data))
    grades = {child["id"]: child.get("grade") for child in data["children"]}
    given = {*data["preassigned"], *(child["id"] for child in data["children"] if child.get("holds"))}
    for turned in found.queues.values():
        assert len(turned.admitted) <= turned.queue.seats
        for limit in () if turned.queue.reserves else turned.queue.limits:
            counted = [each for each in turned.admitted if grades[each] in limit.grades and each not in given]
            assert len(counted) <= limit.at_most
    for child in data["children"]:
        told = found.explanations[child["id"]]
        assert told.placed == found.placements[child["id"]]
        assert {each.facility for each in told.choices} >= {*child["choices"]}


@given(seeds)
def test_the_order_of_the_file_never_matters(seed: int) -> None:
    data = markets.small(seed)
    mixed = json.loads(json.dumps(data))
    shuffle = random.Random(seed).shuffle
    for name in ("children", "facilities", "reserved", "siblings"):
        shuffle(mixed.get(name, []))
    for family in mixed.get("siblings", ()):
        shuffle(family["children"])
    written = [json.dumps(allocation.as_data(allocation.allocate(parsed(each)))) for each in (data, mixed)]
    assert written[0] == written[1]


@given(seeds)
def test_with_one_order_for_all_it_is_going_down_one_list(seed: int) -> None:
    data = markets.small(seed, plain=True)
    assume("choice_rank" not in data.get("priority", ()))
    for child in data["children"]:
        child |= {"points": 2, "tie": child["tie"] if isinstance(child["tie"], list) else [0, 0]}
    problem = parsed(data)
    assert allocation.place(problem) == plain.down_one_list(problem)


@given(seeds, st.integers(1, 4))
def test_more_points_never_do_harm(seed: int, more: int) -> None:
    data = unbound(markets.small(seed))
    assume(data["children"] and not data.get("seed"))
    before = allocation.place(parsed(data))
    child = random.Random(seed).choice(data["children"])
    if isinstance(child["points"], dict):
        child["points"] = {place: float(points) + more for place, points in child["points"].items()}
    else:
        child["points"] += more
    after = allocation.place(parsed(data))
    if child["id"] not in data["preassigned"]:
        assert place_worth(data, child, after) <= place_worth(data, child, before)


@given(seeds)
def test_true_wishes_are_the_best_ones(seed: int) -> None:
    data = unbound(markets.small(seed))
    assume(data["children"] and "choice_rank" not in data.get("priority", ()))
    chance = random.Random(seed)
    child = chance.choice(data["children"])
    assume(child["id"] not in data["preassigned"])
    true = json.loads(json.dumps(child))
    truthful = place_worth(data, true, allocation.place(parsed(data)))
    child["choices"] = chance.sample(true["choices"], k=chance.randint(0, len(true["choices"])))
    assert truthful <= place_worth(data, true, allocation.place(parsed(data)))


def unbound(data: dict[str, Any]) -> dict[str, Any]:
    """The same, every child on its own."""
    return data | {"siblings": []}


def place_worth(data: dict[str, Any], child: dict[str, Any], placements: dict[str, str | None]) -> int:
    """How far down the wishes of a child its place is; a seat it holds is the last of them."""
    place = placements[child["id"]]
    held = child.get("holds")
    wishes = (
        [*child["choices"][: child["choices"].index(held)]] if held in child["choices"] else child["choices"]
    )
    return (wishes.index(place) if place in wishes else len(wishes)) if place else len(wishes) + 1


@few
@given(seeds)
def test_bound_families_are_whole_or_not_at_all_and_blocked_is_true(seed: int) -> None:
    problem = parsed(markets.small(seed))
    found = allocation.allocate(problem)
    for family in problem.siblings:
        policy = problem.policy_of(family)
        if not policy.binds or len(family.children) < 2:
            continue
        places = [found.placements[each] for each in family.children]
        assert None not in places or {*places} == {None}
        assert policy != "same_only" or len({*places}) == 1


@given(seeds)
def test_after_the_run_nobody_can_move_up(seed: int) -> None:
    """A place that somebody could still have is a place that the run forgot."""
    data = unbound(markets.small(seed))
    data["policy"] = data.get("policy", {}) | {"moves_up": "all"}
    problem = parsed(data)
    found = allocation.allocate(problem)
    for turned in found.queues.values():
        queue = turned.queue
        if queue.name not in found.freed:
            assert (
                allocation.next_in_queue(problem, found.placements, queue.facility, band=queue.band) is None
            )

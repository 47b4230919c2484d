"""After the run: who moves up, what would have been enough, and what another run would change."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from bench import markets
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.allocation.asked import allocated, child, problem
from tests.rules.allocation.test_properties import parsed, unbound

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Direction, Kind

AOI, BEN, EMI = (
    child(id, "A", points, lottery=n) for n, (id, points) in enumerate([("aoi", 9), ("ben", 8), ("emi", 8)])
)


def test_the_next_of_the_queue_moves_up() -> None:
    asked = problem(AOI, BEN, EMI)
    placed = {**allocation.place(asked), "aoi": None}  # Aoi declined
    assert allocation.next_in_queue(asked, placed, "A", away={"aoi"}) == "ben"
    assert allocation.next_in_queue(asked, {**placed, "ben": "A"}, "A", away={"aoi"}) is None
    assert allocation.next_in_queue(asked, {**placed, "ben": None}, "A", away={"aoi", "ben"}) == "emi"


@pytest.mark.parametrize(("moves_up", "next"), [("unplaced", "emi"), ("all", "ben")])
def test_whether_a_placed_child_is_asked_too_is_the_citys_choice(moves_up: str, next: str) -> None:
    ben = child("ben", "AB", 8, lottery=1)
    asked = problem(AOI, ben, EMI, seats={"A": 1, "B": 1}, policy={"moves_up": moves_up})
    placed = {**allocation.place(asked), "aoi": None}
    assert placed["ben"] == "B"
    assert allocation.next_in_queue(asked, placed, "A", away={"aoi"}) == next
    assert allocation.next_in_queue(asked, {**placed, "emi": "A"}, "B", away={"aoi"}) is None


@pytest.mark.parametrize(("unused", "then"), [("empty", None), ("common", "ben")])
def test_a_reserved_place_goes_to_its_group_first_and_then_to_all_or_nobody(
    unused: str, then: str | None
) -> None:
    reserve = {"facility": "A", "group": "special", "seats": 1, "unused": unused}
    sho = child("sho", "A", 1, groups=["special"])
    asked = problem(AOI, BEN, sho, seats={"A": 2}, reserved=[reserve])
    placed = {"aoi": "A", "ben": None, "sho": None}
    assert allocation.next_in_queue(asked, placed, "A") == "sho"
    assert allocation.next_in_queue(asked, placed, "A", away={"sho"}) == then
    taken = {"aoi": "A", "ben": "A", "sho": None}
    assert allocation.next_in_queue(asked, taken, "A") is None
    both = {"aoi": None, "ben": None, "sho": None}  # two seats: the strongest of the two who get them
    assert allocation.next_in_queue(asked, both, "A") == "aoi"


def test_a_limit_of_grades_is_not_passed_by_whoever_is_next() -> None:
    """At most one child of the upper grades: Aoi and Ben are, Emi and Sho are not."""
    upper = [{"id": "upper", "grades": [4, 5, 6], "at_most": 1}]
    aoi, ben, emi = (each | {"grade": grade} for each, grade in ((AOI, 4), (BEN, 5), (EMI, 1)))
    asked = allocation.parse(
        {
            "children": [aoi, ben, emi, child("sho", "A", 1, grade=1)],
            "facilities": [{"id": "A", "capacity": 2, "limits": upper}],
        }
    )
    assert isinstance(asked, allocation.Problem)
    assert allocation.next_in_queue(asked, {"aoi": "A"}, "A") == "emi"
    assert allocation.next_in_queue(asked, {"sho": "A"}, "A") == "aoi"
    assert allocation.next_in_queue(asked, {"sho": "A"}, "A", away={"aoi"}) == "ben"


def test_a_later_run_stands_behind_an_earlier_one() -> None:
    """Ben came late and has the most points; Emi was in time. The seats are those of the first round."""
    first = problem(AOI | {"tie": [0]}, EMI | {"tie": [1]}, seats={"A": 1, "B": 1})
    second = problem(child("ben", "A", 99), seats={"A": 5}, seed="s" * 32)
    year = allocation.one_after_another([first, second], strangers={"x"})
    assert allocation.next_in_queue(year, {"aoi": None}, "A", away={"aoi"}) == "emi"
    assert allocation.next_in_queue(year, {"aoi": None}, "A", away={"aoi", "emi"}) == "ben"
    assert allocation.next_in_queue(year, {"x": "A"}, "A") is None
    assert allocation.next_in_queue(year, {"aoi": "A", "ben": None}, "A") is None


def test_a_bound_family_is_passed_over() -> None:
    asked = problem(AOI, BEN, EMI, siblings=[["aoi", "ben"]], policy="same_only")
    assert allocation.next_in_queue(asked, {"aoi": None, "ben": None, "emi": None}, "A") == "emi"


def test_a_grade_band_has_its_own_next() -> None:
    bands = [{"id": "lower", "grades": [1], "capacity": 1}, {"id": "upper", "grades": [4], "capacity": 1}]
    asked = problem(AOI | {"grade": 1}, BEN | {"grade": 4}, EMI | {"grade": 4}, seats={"A": bands})
    placed = {"aoi": None, "ben": None, "emi": None}
    assert allocation.next_in_queue(asked, placed, "A", band="upper") == "ben"
    assert allocation.next_in_queue(asked, {**placed, "ben": "A"}, "A", band="upper") is None
    assert allocation.next_in_queue(asked, {**placed, "ben": "A"}, "A", band="lower") == "aoi"


def enough(child: str, facility: str, *children: dict[str, Any], **more: Any) -> tuple[Decimal, str] | None:
    found = allocation.counterfactual(allocated(*children, **more), child, facility)
    return (found.added, found.place) if found else None


@pytest.mark.parametrize(
    ("child", "lacked"), [("ben", (Decimal(1), "A")), ("emi", (Decimal(2), "A")), ("aoi", None)]
)
def test_a_point_more_wins_a_tie_only_if_the_lottery_says_so(
    child: str, lacked: tuple[Decimal, str] | None
) -> None:
    """Aoi has 9 points and number 2; Ben, with 8 and number 1, needs one more; Emi, number 3, needs two."""
    children = [AOI | {"lottery": 2}, BEN | {"lottery": 1}, EMI | {"lottery": 3}]
    assert enough(child, "A", *children) == lacked


def test_a_better_choice_may_come_within_reach_first() -> None:
    seats, rivals = {"A": 1, "B": 1}, [child("x", "A", 12, lottery=1), child("y", "B", 15, lottery=2)]
    aoi = child("aoi", "AB", 10, lottery=3)
    assert enough("aoi", "B", aoi, *rivals, seats=seats) == (Decimal(3), "A")
    assert enough("aoi", "A", aoi, *rivals, seats=seats) == (Decimal(3), "A")


@pytest.mark.parametrize(
    "more",
    [
        {"seats": {"A": 0}},
        {"preassigned": {"aoi": "A"}},
        {"priority": ["lottery"]},
        {"siblings": [["ben", "emi"]], "policy": "same_only"},
        {"reserved": [{"facility": "A", "group": "special", "seats": 1, "unused": "empty"}]},
    ],
)
def test_where_no_points_would_do_nothing_is_told(more: dict[str, Any]) -> None:
    assert enough("ben", "A", AOI, BEN, EMI, **more) is None


def test_an_earlier_phase_cannot_be_overtaken() -> None:
    assert enough("ben", "A", AOI, BEN | {"phase": 2}) is None


def test_another_engine_can_confirm() -> None:
    seen = []

    def engine(problem: allocation.Problem) -> dict[str, str | None]:
        seen.append(problem)
        return allocation.place(problem)

    assert allocation.counterfactual(allocated(AOI, BEN), "ben", "A", engine=engine)
    assert len(seen) == 2  # with it, and with one step less


@given(st.integers(0, 10**9))
def test_what_would_have_been_enough_is_the_least(seed: int) -> None:
    asked = parsed(unbound(markets.small(seed)))
    found = allocation.allocate(asked)
    for each in asked.children:
        for facility in each.choices:
            if found.placements[each.id] is None:
                told = allocation.counterfactual(found, each.id, facility)
                assert (told.added if told else None) == by_trying(asked, each.id, facility)


def by_trying(asked: allocation.Problem, name: str, facility: str) -> Decimal | None:
    """The least number of points, tried one after the other: none has more than three."""
    if "points" not in asked.priority:
        return None
    [wisher] = [each for each in asked.children if each.id == name]
    wished = wisher.choices[: wisher.choices.index(facility) + 1]
    for added in range(1, 6):
        data = asked.model_dump()
        for each in data["children"]:
            if each["id"] == name:
                points = each["points"]
                each["points"] = (
                    {place: value + added for place, value in points.items()}
                    if isinstance(points, dict)
                    else points + added
                )
        if allocation.place(parsed(data))[name] in wished:
            return Decimal(added)
    return None


def test_two_results_that_are_alike() -> None:
    same = allocation.compare(allocated(AOI, BEN), allocated(BEN, AOI))
    assert same.moved == () and same.queues == () and same.rules == ()


def test_a_seat_more_and_who_gains_by_it() -> None:
    found = allocation.compare(allocated(AOI, BEN), allocated(AOI, BEN, seats={"A": 2}))
    [moved] = found.moved
    assert (moved.child, moved.before, moved.after, moved.direction) == ("ben", None, "A", Direction.BETTER)
    assert [cause.kind for cause in moved.causes] == [Kind.SEATS]
    [change] = found.queues
    assert change.before and change.after
    assert (change.before.queue.seats, change.after.queue.seats) == (1, 2)


def test_ones_own_points_and_those_of_others() -> None:
    found = allocation.compare(allocated(AOI, BEN), allocated(AOI, BEN | {"points": 10}))
    told = {moved.child: (moved.direction, [cause.kind for cause in moved.causes]) for moved in found.moved}
    assert told == {"aoi": (Direction.WORSE, [Kind.OTHERS]), "ben": (Direction.BETTER, [Kind.POINTS])}
    [mine] = [cause for moved in found.moved for cause in moved.causes if cause.kind is Kind.POINTS]
    assert (mine.facility, mine.before, mine.after) == ("A", 8, 10)


def test_who_came_and_who_left_and_what_the_rules_changed() -> None:
    seats = {"A": 1, "B": 1}
    before = allocated(AOI, child("ben", "A", 8), seats=seats)
    after = allocated(child("ben", "BA", 8), EMI, seats=seats, priority=["points", "lottery"])
    found = allocation.compare(before, after)
    assert [(moved.child, moved.direction) for moved in found.moved] == [
        ("aoi", Direction.GONE),
        ("ben", Direction.OTHER),
        ("emi", Direction.NEW),
    ]
    assert found.rules == ("priority",)
    assert [cause.kind for cause in found.moved[1].causes] == [Kind.CHOICES]


def test_a_place_given_by_hand_is_a_cause() -> None:
    found = allocation.compare(allocated(AOI, BEN), allocated(AOI, BEN, preassigned={"ben": "A"}))
    kinds = {moved.child: [cause.kind for cause in moved.causes] for moved in found.moved}
    assert kinds == {"aoi": [Kind.OTHERS], "ben": [Kind.PREASSIGNED]}

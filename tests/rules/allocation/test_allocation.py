"""Who gets a place where: each rule of docs/rules/allocation.md as a small story."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from tests.rules.allocation.asked import allocated, child, choice, problem

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Noted, Reason

LOWER = {"id": "lower", "grades": [1, 2, 3]}
UPPER = {"id": "upper", "grades": [4, 5, 6]}


def test_more_points_come_first() -> None:
    found = allocated(child("aoi", points=20), child("ben", points=21))
    assert found.placements == {"aoi": None, "ben": "A"}
    assert choice(found, "aoi", "A").reason is Reason.POINTS
    assert found.queues["A"].waiting == ("aoi",)


def test_points_may_differ_from_club_to_club() -> None:
    aoi, ben, emi = child("aoi", "AB", {"A": 10, "B": 12}), child("ben", "AB", 11), child("emi", "B", 11)
    found = allocated(aoi, ben, emi, seats={"A": 1, "B": 1})
    assert found.placements == {"aoi": "B", "ben": "A", "emi": None}


@pytest.mark.parametrize(
    ("aoi", "ben", "reason", "element"),
    [
        ({"tie": [2, 1]}, {"tie": [1, 9]}, Reason.TIE, 1),
        ({"tie": [1, 2]}, {"tie": [1, 1]}, Reason.TIE, 2),
        ({"lottery": 2}, {"lottery": 1}, Reason.LOTTERY, None),
        ({}, {"lottery": 900}, Reason.LOTTERY, None),
        ({"phase": 2, "points": 99}, {}, Reason.PHASE, None),
        ({"id": "zoe"}, {}, Reason.ID, None),
        ({"points": "19.5"}, {"points": 19.75}, Reason.POINTS, None),
    ],
)
def test_equal_claims_are_told_apart(
    aoi: dict[str, Any], ben: dict[str, Any], reason: Reason, element: int | None
) -> None:
    loser, winner = child("aoi") | aoi, child("ben") | ben
    found = allocated(loser, winner)
    assert found.placements == {loser["id"]: None, "ben": "A"}
    told = choice(found, loser["id"], "A")
    assert (told.reason, told.element) == (reason, element)
    assert (told.position, told.of, told.waiting, told.seats) == (2, 2, 1, 1)


def test_a_place_that_only_the_id_decided_is_noted() -> None:
    found = allocated(child("aoi"), child("ben"))
    [note] = found.notes
    assert (note.code, note.queue, note.children) == (Noted.DECIDED_BY_ID, "A", ("aoi", "ben"))
    assert not allocated(child("aoi", lottery=1), child("ben", lottery=2)).notes


def test_the_rank_of_a_choice_counts_only_where_asked_and_is_noted() -> None:
    """y would get B by calling it the first choice: that is what the note warns of."""
    x, y, z = child("x", "AB", lottery=1), child("y", "AB", lottery=2), child("z", "BA", lottery=3)
    seats, ranked = {"A": 1, "B": 1}, ["points", "choice_rank", "lottery"]
    found = allocated(x, y, z, seats=seats, priority=ranked)
    assert found.placements == {"x": "A", "y": None, "z": "B"}
    assert [note.code for note in found.notes] == [Noted.CHOICE_RANK_USED]
    lying = {**y, "choices": ["B", "A"]}
    assert allocated(x, lying, z, seats=seats, priority=ranked).placements["y"] == "B"
    assert allocated(x, y, z, seats=seats).placements["y"] == "B"


def test_no_seats_is_legal_and_explained() -> None:
    found = allocated(child("aoi"), seats={"A": 0})
    assert found.placements == {"aoi": None}
    assert choice(found, "aoi", "A").reason is Reason.NO_SEATS
    assert found.queues["A"].last is None and found.queues["A"].is_full


def test_who_wishes_nothing_gets_nothing() -> None:
    found = allocated(child("aoi", ""), seats={"A": 1})
    assert found.placements == {"aoi": None} and found.explanations["aoi"].choices == ()


def test_nobody_is_a_problem_too() -> None:
    assert allocated(seats={"A": 1}).placements == {}


def test_a_better_choice_leaves_the_others_unasked() -> None:
    found = allocated(child("aoi", "AB"), seats={"A": 1, "B": 1})
    assert choice(found, "aoi", "B").reason is Reason.BETTER
    assert found.explanations["aoi"].rank == 1


def test_grades_stand_in_queues_of_their_own() -> None:
    bands = [{**LOWER, "capacity": 1}, {**UPPER, "capacity": 1}]
    found = allocated(
        child("aoi", grade=1, points=5),
        child("ben", grade=4, points=20),
        child("emi", grade=5, points=19),
        child("fu", grade=7),
        seats={"A": bands},
    )
    assert found.placements == {"aoi": "A", "ben": "A", "emi": None, "fu": None}
    assert found.queues["A/upper"].waiting == ("emi",)
    assert choice(found, "fu", "A").reason is Reason.NO_BAND


def reserve(seats: int, group: str = "special", **more: Any) -> dict[str, Any]:
    return {"facility": "A", "group": group, "seats": seats, **more}


def test_reserved_places_go_to_their_group_first_and_then_to_all() -> None:
    special = [child(f"s{n}", points=n, groups=["special"]) for n in (1, 2)]
    others = [child(f"o{n}", points=10 + n) for n in (1, 2, 3)]
    found = allocated(*special, *others, seats={"A": 3}, reserved=[reserve(1)])
    assert found.queues["A"].admitted == ("o3", "o2", "s2")
    assert choice(found, "s1", "A").reason is Reason.POINTS
    alone = allocated(*others, seats={"A": 3}, reserved=[reserve(1)])
    assert alone.queues["A"].admitted == ("o3", "o2", "o1")
    kept = allocated(*others, seats={"A": 3}, reserved=[reserve(1, unused="empty")])
    assert kept.queues["A"].admitted == ("o3", "o2")
    assert not kept.queues["A"].reserved["special"] and kept.queues["A"].is_full


def test_a_limit_says_when_to_stop_taking_some_grades() -> None:
    old = [child(f"old{n}", points=20 + n, grade=4) for n in (1, 2, 3)]
    young = [child("young", points=1, grade=1), child("special", points=2, grade=5, groups=["special"])]
    limit = {"id": "upper", "grades": [4, 5, 6], "at_most": 1}
    facility = {"id": "A", "capacity": 4, "limits": [limit]}
    found = allocated(*old, *young, facilities=[facility], reserved=[reserve(1)])
    assert found.queues["A"].admitted == ("old3", "special", "young")
    assert not found.queues["A"].is_full
    told = choice(found, "old2", "A")
    assert (told.reason, told.limit, told.waiting) == (Reason.POINTS, "upper", 1)
    last = found.queues["A"].limits["upper"]
    assert last and last.points == 23


def test_a_limit_is_not_the_reason_where_the_seats_are_full_of_stronger_claims() -> None:
    limit = {"id": "upper", "grades": [4], "at_most": 1}
    facility = {"id": "A", "capacity": 2, "limits": [limit]}
    old = [child("old1", points=30, grade=4), child("old2", points=1, grade=4)]
    found = allocated(*old, child("young", points=20, grade=1), facilities=[facility])
    assert (choice(found, "old2", "A").reason, choice(found, "old2", "A").limit) == (Reason.POINTS, None)


def test_a_seat_given_already_counts_for_a_limit_and_is_never_refused_for_it() -> None:
    facility = {"id": "A", "capacity": 3, "limits": [{"id": "upper", "grades": [4], "at_most": 1}]}
    old = [child(f"old{n}", points=n, grade=4) for n in (1, 2, 3)]
    found = allocated(*old, facilities=[facility], preassigned={"old1": "A", "old2": "A"})
    assert found.queues["A"].admitted == ("old1", "old2")
    assert (choice(found, "old3", "A").reason, choice(found, "old3", "A").limit) == (Reason.SETTLED, "upper")
    assert not found.queues["A"].is_full


def test_where_all_is_reserved_others_learn_that() -> None:
    found = allocated(child("aoi"), child("s", groups=["special"], points=1), reserved=[reserve(1)])
    assert found.placements == {"aoi": None, "s": "A"}
    assert choice(found, "aoi", "A").reason is Reason.SETTLED


def test_a_place_given_by_hand_is_a_seat_less() -> None:
    found = allocated(
        child("aoi", points=30), child("ben", "B"), seats={"A": 1, "B": 1}, preassigned={"ben": "A"}
    )
    assert found.placements == {"aoi": None, "ben": "A"}
    assert choice(found, "aoi", "A").reason is Reason.SETTLED
    assert choice(found, "ben", "B").reason is Reason.NOT_ASKED
    assert choice(found, "ben", "A").rank is None


@pytest.mark.parametrize(("transfers", "emi", "freed"), [("after", None, {"A": 1}), ("chain", "A", {})])
def test_who_moves_keeps_the_seat_until_a_better_one_is_won(
    transfers: str, emi: str | None, freed: dict[str, int]
) -> None:
    mover, newcomer = child("aoi", "B", holds="A"), child("emi", "A")
    found = allocated(mover, newcomer, seats={"A": 1, "B": 1}, policy={"transfers": transfers})
    assert found.placements == {"aoi": "B", "emi": emi} and found.freed == freed
    rival = child("ben", "B", 30)
    stays = allocated(mover, newcomer, rival, seats={"A": 1, "B": 1}, policy={"transfers": transfers})
    assert stays.placements == {"aoi": "A", "ben": "B", "emi": None} and stays.freed == {}
    assert stays.queues["B"].waiting == ("aoi",)


def test_choices_behind_the_seat_one_holds_are_not_looked_at() -> None:
    found = allocated(child("aoi", "BAC", holds="A"), seats={"A": 1, "B": 0, "C": 1})
    assert found.placements == {"aoi": "A"}
    assert choice(found, "aoi", "C").reason is Reason.NOT_ASKED


def test_the_lottery_can_be_drawn_again_by_anybody() -> None:
    seed = "0123456789abcdef0123456789abcdef"
    promised = hashlib.sha256(seed.encode()).hexdigest()
    assert allocation.commitment(seed) == promised and allocation.keeps(seed, promised)
    assert not allocation.keeps(seed[:-1] + "0", promised) and not allocation.keeps("", promised)
    found = allocated(child("aoi"), child("ben"), child("emi"), seed=seed)
    drawn = sorted(["emi", "aoi", "ben"], key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).hexdigest())
    assert found.lottery == {id: number for number, id in enumerate(drawn, 1)}
    assert found.placements[drawn[0]] == "A"


def test_the_same_problem_has_one_name_and_one_result() -> None:
    one = problem(child("aoi", "AB", 20, tie=[1]), child("ben", "B", "20.0", tie=[2]), seats={"A": 1, "B": 1})
    other = problem(
        child("ben", "B", 20, tie=["2.0"]), child("aoi", "AB", 20, tie=[1]), seats={"B": 1, "A": 1}
    )
    assert allocation.digest(one) == allocation.digest(other)
    assert json.dumps(allocation.as_data(allocation.allocate(one))) == json.dumps(
        allocation.as_data(allocation.allocate(other))
    )
    changed = problem(child("aoi", "AB", 20, tie=[1]), child("ben", "B", 21, tie=[2]), seats={"A": 1, "B": 1})
    assert allocation.digest(changed) != allocation.digest(one)

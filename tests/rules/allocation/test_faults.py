"""What keeps a problem from being allocated: told with its place and a code, all at once."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rules.allocation.asked import child, data, faults

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Code, Faults

AOI, BEN = child("aoi"), child("ben")
LOWER = {"id": "lower", "grades": [1, 2], "capacity": 2}
UPPER = {"id": "upper", "grades": [2, 3], "capacity": 2}
LIMITED: dict[str, Any] = {"id": "A", "capacity": 1, "limits": [{"id": "upper", "grades": [4], "at_most": 1}]}
SPECIAL = {"facility": "A", "group": "special", "seats": 1}
SEED = "0123456789abcdef0123456789abcdef"


def without(each: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in each.items() if name != key}


@pytest.mark.parametrize(
    ("raw", "path", "code"),
    [
        ([], "problem", Code.MALFORMED),
        ({"facilities": []}, "children", Code.MALFORMED),
        (data(AOI, extra=1), "extra", Code.UNKNOWN_KEY),
        (data(AOI | {"choises": []}), "children[0].choises", Code.UNKNOWN_KEY),
        (data(AOI | {"id": ""}), "children[0].id", Code.MALFORMED),
        (data(AOI | {"id": True}), "children[0].id", Code.MALFORMED),
        (data(AOI | {"id": "x" * 101}), "children[0].id", Code.MALFORMED),
        (data(AOI | {"id": "\ud800"}), "children[0].id", Code.MALFORMED),
        (data(without(AOI, "choices")), "children[0].choices", Code.MALFORMED),
        (data(AOI, BEN, AOI), "children[2].id", Code.CHILD_TWICE),
        (data(child("1"), AOI | {"id": 1}), "children[1].id", Code.CHILD_TWICE),
        (data(child("aoi", "AZ")), "children[0].choices[1]", Code.UNKNOWN_FACILITY),
        (data(child("aoi", "AA")), "children[0].choices[1]", Code.CHOICE_TWICE),
        (data(AOI | {"points": None}), "children[0].points", Code.POINTS_MISSING),
        (data(AOI | {"points": {"B": 1}}), "children[0].points", Code.POINTS_MISSING),
        (data(AOI | {"points": "many"}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": True}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": float("nan")}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": "Infinity"}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": 10**18}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": 10**5000}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"points": "0.0000001"}), "children[0].points", Code.NUMBER_UNUSABLE),
        (data(AOI | {"lottery": {"A": 1}}), "children[0].lottery", Code.NUMBER_UNUSABLE),
        (data(AOI | {"tie": [[1]]}), "children[0].tie", Code.NUMBER_UNUSABLE),
        (data(AOI | {"tie": 3}), "children[0].tie", Code.MALFORMED),
        (data(AOI | {"tie": [1]}, BEN), "children[1].tie", Code.TIE_LENGTH),
        (data(AOI | {"phase": 0}), "children[0].phase", Code.PHASE_UNUSABLE),
        (data(AOI | {"phase": "1"}), "children[0].phase", Code.PHASE_UNUSABLE),
        (data(seats={"A": 1}, facilities=[{"id": "A"}]), "facilities[0].capacity", Code.CAPACITY_MISSING),
        (data(seats={"A": -1}), "facilities[0].capacity", Code.CAPACITY_UNUSABLE),
        (data(facilities=[{"id": "A", "capacity": 1.5}]), "facilities[0].capacity", Code.CAPACITY_UNUSABLE),
        (data(facilities=[{"id": "A", "capacity": 1}] * 2), "facilities[1].id", Code.FACILITY_TWICE),
        (
            data(seats={"A": [without(LOWER, "capacity")]}),
            "facilities[0].bands[0].capacity",
            Code.CAPACITY_MISSING,
        ),
        (data(seats={"A": [LOWER, LOWER | {"grades": [5]}]}), "facilities[0].bands[1].id", Code.BAND_TWICE),
        (data(seats={"A": [LOWER, UPPER]}), "facilities[0].bands[1].grades", Code.GRADE_IN_TWO_BANDS),
        (
            data(facilities=[{"id": "A", "capacity": 3, "bands": [LOWER]}]),
            "facilities[0].capacity",
            Code.CAPACITY_NOT_SUM,
        ),
        (data(seats={"A/lower": 1, "A": [LOWER]}), "facilities[1].bands", Code.FACILITY_TWICE),
        (data(AOI, seats={"A": [LOWER]}), "children[0].grade", Code.GRADE_MISSING),
        (data(AOI, facilities=[LIMITED]), "children[0].grade", Code.GRADE_MISSING),
        (
            data(facilities=[{"id": "A", "bands": [LOWER], "limits": LIMITED["limits"]}]),
            "facilities[0].limits",
            Code.LIMITS_AND_BANDS,
        ),
        (
            data(facilities=[LIMITED | {"limits": LIMITED["limits"] * 2}]),
            "facilities[0].limits[1].id",
            Code.LIMIT_TWICE,
        ),
        (
            data(facilities=[LIMITED | {"limits": LIMITED["limits"] * 2}]),
            "facilities[0].limits[1].grades",
            Code.GRADE_IN_TWO_BANDS,
        ),
        (data(AOI | {"holds": "A", "grade": 9}, seats={"A": [LOWER]}), "children[0].holds", Code.NO_BAND),
        (
            data(AOI | {"grade": 9}, seats={"A": [LOWER]}, preassigned={"aoi": "A"}),
            "preassigned.aoi",
            Code.NO_BAND,
        ),
        (data(reserved=[SPECIAL | {"facility": "Z"}]), "reserved[0].facility", Code.UNKNOWN_FACILITY),
        (data(reserved=[SPECIAL | {"band": "lower"}]), "reserved[0].band", Code.UNKNOWN_BAND),
        (data(reserved=[SPECIAL], seats={"A": [LOWER]}), "reserved[0].band", Code.UNKNOWN_BAND),
        (data(reserved=[SPECIAL | {"seats": 2}]), "reserved[0].seats", Code.RESERVED_EXCEEDS),
        (data(reserved=[SPECIAL, SPECIAL], seats={"A": 2}), "reserved[1].group", Code.RESERVE_TWICE),
        (data(reserved=[SPECIAL | {"unused": "sold"}]), "reserved[0].unused", Code.POLICY_UNKNOWN),
        (data(priority=["points", "points"]), "priority[1]", Code.PRIORITY_TWICE),
        (data(priority=["age"]), "priority[0]", Code.PRIORITY_UNKNOWN),
        (data(policy="together"), "policy.siblings", Code.POLICY_UNKNOWN),
        (data(seed="short"), "seed", Code.SEED_SHORT),
        (data(AOI | {"lottery": 1}, seed=SEED), "children[0].lottery", Code.LOTTERY_AND_SEED),
        (data(preassigned={"emi": "A"}), "preassigned.emi", Code.UNKNOWN_CHILD),
        (data(AOI, preassigned={"aoi": "Z"}), "preassigned.aoi", Code.UNKNOWN_FACILITY),
        (data(AOI | {"holds": "A"}, preassigned={"aoi": "A"}), "preassigned.aoi", Code.HOLDS_AND_PREASSIGNED),
        (data(AOI | {"holds": "Z"}), "children[0].holds", Code.UNKNOWN_FACILITY),
        (data(AOI, BEN, preassigned={"aoi": "A", "ben": "A"}), "preassigned.ben", Code.OVER_CAPACITY),
        (data(AOI | {"holds": "A"}, reserved=[SPECIAL]), "children[0].holds", Code.OVER_CAPACITY),
        (data(AOI, siblings=[["aoi", "emi"]]), "siblings[0]", Code.UNKNOWN_CHILD),
        (data(AOI, BEN, siblings=[["aoi", "ben"], ["ben"]]), "siblings[1]", Code.SIBLING_TWICE),
        (
            data(AOI, BEN | {"holds": "A"}, siblings=[["aoi", "ben"]], policy="same_only"),
            "siblings[0]",
            Code.SETTLED_SIBLING,
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(raw: Any, path: str, code: Code) -> None:
    assert (path, code) in faults(raw)


def test_a_family_with_too_many_joint_wishes() -> None:
    many = [child(f"c{n}", "ABCDEFGHIJK") for n in range(4)]
    seats = {id: 1 for id in "ABCDEFGHIJK"}
    family = [each["id"] for each in many]
    assert faults(data(*many, seats=seats, siblings=[family], policy="all_or_nothing")) == [
        ("siblings[0]", Code.FAMILY_TOO_LARGE)
    ]


def test_all_faults_are_told_at_once_and_say_what_to_do() -> None:
    found = allocation.parse(data(child("aoi", "AZ"), child("ben", "AA"), facilities=[{"id": "A"}]))
    assert isinstance(found, Faults)
    assert [str(each) for each in found] == [
        "facilities[0].capacity: capacity is missing; 0 is legal",
        "children[0].choices[1]: there is no facility Z",
        "children[1].choices[1]: A is wished already",
    ]


@pytest.mark.parametrize("code", [code for code in Code if code is not Code.MALFORMED])
def test_every_code_has_a_sentence(code: Code) -> None:
    assert allocation.Wrong(
        "here", code, dict.fromkeys(("id", "sum", "seats", "expected", "found"), 1)
    ).message


@pytest.mark.parametrize(
    "raw",
    [
        data(AOI | {"points": None}, priority=["lottery"]),
        data(AOI | {"tie": [1]}, BEN, priority=["points"]),
        data(AOI | {"points": None}, preassigned={"aoi": "A"}),
        data(AOI | {"holds": "A", "groups": ["special"]}, reserved=[SPECIAL]),
        data(AOI | {"points": {"A": "20.50"}, "tie": {"A": [1, "2.5"]}}),
        data(AOI, BEN, siblings=[{"children": ["ben"]}, ["aoi"]], policy="all_or_nothing"),
    ],
)
def test_what_is_not_wrong(raw: Any) -> None:
    found = allocation.parse(raw)
    assert not isinstance(found, Faults), list(found)

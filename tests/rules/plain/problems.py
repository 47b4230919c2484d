"""Problems of allocation with everything in them, made from a number: the same number, the same problem."""

from __future__ import annotations

from random import Random
from typing import Any

PRIORITIES = (
    ["points", "tie", "lottery"],
    ["points", "choice_rank", "lottery"],
    ["points"],
    ["choice_rank", "tie", "points", "lottery"],
)
POLICIES = ("same_only", "all_or_nothing", "prefer_same", "independent")


def problem(number: int) -> dict[str, Any]:
    """A problem as its file would hold it. Some have faults: whoever asks leaves those out."""
    return _families(Random(number)) if number % 4 == 0 else _everything(Random(number), number)


def _families(random: Random) -> dict[str, Any]:
    """Brothers and sisters who push each other out: one order after the other has to be tried."""
    places = ["A", "B", "C", "D"]
    children: list[dict[str, Any]] = [
        {"id": f"c{index}", "choices": random.sample(places, random.randint(2, 4)), "lottery": index}
        for index in range(random.randint(6, 12))
    ]
    for child in children:
        child["points"] = {place: random.randint(1, 9) for place in places}
    pairs = [[children[index]["id"], children[index + 1]["id"]] for index in range(0, len(children) - 1, 2)]
    families = [{"children": pair, "policy": random.choice(POLICIES[:2])} for pair in pairs]
    facilities = [{"id": place, "capacity": random.randint(1, 2)} for place in places]
    return {"children": children, "facilities": facilities, "siblings": families}


def _everything(random: Random, number: int) -> dict[str, Any]:
    places = [f"F{index}" for index in range(random.randint(1, 5))]
    facilities, reserved = _facilities(random, places)
    children = _children(random, places)
    preassigned = _preassigned(random, children, places)
    found = {
        "children": children,
        "facilities": facilities,
        "reserved": reserved,
        "preassigned": preassigned,
        "siblings": _siblings(random, children, preassigned),
        "priority": random.choice(PRIORITIES),
        "policy": {"transfers": random.choice(["after", "chain"])},
    }
    if random.random() < 0.25:
        for child in children:
            child.pop("lottery", None)
        found["seed"] = f"{number:040d}"
    for facility in facilities:
        if "capacity" in facility and random.random() < 0.3:
            facility["limits"] = [{"id": "upper", "grades": [4, 5, 6], "at_most": random.randint(0, 2)}]
    return found


def _facilities(random: Random, places: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    facilities: list[dict[str, Any]] = []
    reserved: list[dict[str, Any]] = []
    for place in places:
        if random.random() < 0.2:
            lower, upper = random.randint(0, 2), random.randint(0, 2)
            bands = [
                {"id": "lower", "grades": [1, 2, 3], "capacity": lower},
                {"id": "upper", "grades": [4, 5], "capacity": upper},
            ]
            facilities.append({"id": place, "bands": bands})
            if lower and random.random() < 0.5:
                reserved.append(_reserve(random, place, 1, band="lower"))
            continue
        seats = random.randint(0, 4)
        facilities.append({"id": place, "capacity": seats})
        if random.random() < 0.4:
            reserved.append(_reserve(random, place, kept := random.randint(0, seats)))
            if random.random() < 0.5:
                reserved.append(_reserve(random, place, random.randint(0, seats - kept), group="moving"))
    return facilities, reserved


def _reserve(random: Random, place: str, seats: int, group: str = "special", **more: Any) -> dict[str, Any]:
    unused = random.choice(["common", "empty"])
    return {"facility": place, "group": group, "seats": seats, "unused": unused, **more}


def _children(random: Random, places: list[str]) -> list[dict[str, Any]]:
    ties = random.randint(0, 2)
    return [_child(random, f"c{index}", places, ties) for index in range(random.randint(1, 12))]


def _child(random: Random, name: str, places: list[str], ties: int) -> dict[str, Any]:
    everywhere = random.random() < 0.7
    child: dict[str, Any] = {
        "id": name,
        "choices": random.sample(places, random.randint(0, len(places))),
        "grade": random.randint(1, 6),
        "points": random.randint(1, 3) if everywhere else {place: random.randint(1, 3) for place in places},
        "tie": [random.randint(0, 1) for _ in range(ties)],
        "groups": [group for group in ("special", "moving") if random.random() < 0.25],
    }
    if random.random() < 0.8:
        child["lottery"] = random.randint(1, 30)
    if random.random() < 0.3:
        child["phase"] = random.randint(1, 2)
    if random.random() < 0.12:
        child["holds"] = random.choice(places)
    return child


def _preassigned(random: Random, children: list[dict[str, Any]], places: list[str]) -> dict[str, str]:
    child = random.choice(children)
    return {child["id"]: random.choice(places)} if random.random() < 0.3 and "holds" not in child else {}


def _siblings(
    random: Random, children: list[dict[str, Any]], preassigned: dict[str, str]
) -> list[dict[str, Any]]:
    free = [each["id"] for each in children if each["id"] not in preassigned and "holds" not in each]
    random.shuffle(free)
    families = []
    while len(free) >= 3 and random.random() < 0.7:
        together = [free.pop() for _ in range(random.choice([2, 2, 3]))]
        families.append({"children": together, "policy": random.choice(POLICIES)})
    return families

"""Made-up problems of allocation from a seed: for figures, for tests, and for comparing two engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

POINTS: Final = (8, 21)
GROUP: Final = "special"


def large(seed: int, *, children: int, facilities: int, seats: float = 0.9) -> dict[str, Any]:
    """A city: popular and unpopular facilities, three wishes, many equal points. `seats`: for each child."""
    random = Random(seed)
    names = [f"f{number:05}" for number in range(facilities)]
    popular = [1 / (1 + 4 * number / facilities) for number in range(facilities)]
    wished = random.choices(names, popular, k=children * 6)
    lots = random.sample(range(1, children + 1), children)
    return {
        "children": [
            {
                "id": f"c{number:06}",
                "choices": list(dict.fromkeys(wished[number * 6 : number * 6 + 6]))[:3],
                "points": random.randint(*POINTS),
                "tie": [random.randint(1, 3)],
                "lottery": lots[number],
            }
            for number in range(children)
        ],
        "facilities": [{"id": name, "capacity": round(children * seats / facilities)} for name in names],
    }


def small(seed: int, *, plain: bool = False) -> dict[str, Any]:
    """A tiny problem in which anything the language knows may occur. `plain`: capacities and claims only."""
    random = Random(seed)
    places = [f"f{number}" for number in range(random.randint(1, 4))]
    facilities = [_facility(random, name, plain=plain) for name in places]
    children = [_child(random, f"c{number}", places, plain=plain) for number in range(random.randint(0, 8))]
    problem: dict[str, Any] = {"children": children, "facilities": facilities}
    if random.random() < 0.5:
        words = random.sample(["points", "choice_rank", "tie", "lottery"], k=random.randint(1, 4))
        problem["priority"] = words
    if not plain:
        _enrich(random, problem)
    return problem


def _facility(random: Random, name: str, *, plain: bool) -> dict[str, Any]:
    if plain or random.random() < 0.7:
        limits = [] if plain or random.random() < 0.6 else _limits(random)
        return {"id": name, "capacity": random.choice([0, 1, 1, 2, 3]), "limits": limits}
    bands = [
        {"id": "lower", "grades": [1, 2], "capacity": random.randint(0, 2)},
        {"id": "upper", "grades": [3], "capacity": random.randint(0, 2)},
    ]
    return {"id": name, "bands": bands[: random.randint(1, 2)]}


def _limits(random: Random) -> list[dict[str, Any]]:
    limits = [
        {"id": "young", "grades": [1, 2], "at_most": random.randint(0, 2)},
        {"id": "old", "grades": [3, 4], "at_most": random.randint(0, 2)},
    ]
    return limits[: random.randint(1, 2)]


def _child(random: Random, name: str, places: Sequence[str], *, plain: bool) -> dict[str, Any]:
    choices = random.sample(places, k=random.randint(0, len(places)))
    child: dict[str, Any] = {
        "id": name,
        "choices": choices,
        "points": random.randint(1, 3),
        "tie": [random.randint(0, 1), random.randint(0, 1)],
        "lottery": random.randint(1, 50),
    }
    if random.random() < 0.3:
        child["points"] = {place: random.choice([1, 2, "2.5", 3]) for place in places}
    if random.random() < 0.2:
        child["tie"] = {place: [random.randint(0, 1), 0] for place in places}
    if random.random() < 0.1:
        del child["lottery"]
    if not plain:
        child |= {"phase": random.choice([1, 1, 1, 2]), "grade": random.randint(1, 4)}
        child["groups"] = random.sample([GROUP, "foster"], k=random.choice([0, 0, 1, 2]))
    return child


def _enrich(random: Random, problem: dict[str, Any]) -> None:
    """Reserves, seats given already, siblings, policies: each now and then."""
    problem["reserved"] = [
        reserve
        for facility in problem["facilities"]
        if random.random() < 0.4
        for reserve in _reserves(random, facility)
    ]
    free = list(problem["children"])
    random.shuffle(free)
    _settle(random, problem, free)
    problem["siblings"] = _siblings(random, free)
    problem["policy"] = {
        "siblings": random.choice(["independent", "prefer_same", "same_only", "all_or_nothing"]),
        "transfers": random.choice(["after", "chain"]),
    }
    if random.random() < 0.1:
        problem["seed"] = f"{random.getrandbits(128):032x}"
        for child in problem["children"]:
            child.pop("lottery", None)


def _reserves(random: Random, facility: Mapping[str, Any]) -> list[dict[str, Any]]:
    parts = [{"band": band["id"], "seats": band["capacity"]} for band in facility.get("bands", ())]
    part = random.choice(parts) if parts else {"seats": facility["capacity"]}
    left, made = part["seats"], []
    for group in random.sample([GROUP, "foster"], k=random.randint(1, 2)):
        seats = random.randint(0, left)
        left -= seats
        unused = random.choice(["common", "empty"])
        made.append({**part, "facility": facility["id"], "group": group, "seats": seats, "unused": unused})
    return made


def _settle(random: Random, problem: dict[str, Any], free: list[dict[str, Any]]) -> None:
    """A few children that have a seat already, in queues that certainly have common seats for them."""
    problem["preassigned"] = {}
    reserved = {each["facility"] for each in problem["reserved"]}
    for facility in problem["facilities"]:
        if facility["id"] in reserved or not facility.get("capacity") or not free or random.random() < 0.6:
            continue
        child = free.pop()
        if random.random() < 0.5:
            problem["preassigned"][child["id"]] = facility["id"]
        else:
            child["holds"] = facility["id"]


def _siblings(random: Random, free: list[dict[str, Any]]) -> list[dict[str, Any]]:
    families = []
    while len(free) > 1 and random.random() < 0.6:
        members = [free.pop()["id"] for _ in range(min(len(free), random.choice([2, 2, 3])))]
        policy = random.choice([None, "prefer_same", "same_only", "all_or_nothing"])
        families.append({"children": members, **({"policy": policy} if policy else {})})
    return families

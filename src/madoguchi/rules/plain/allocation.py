"""The result of the plain run, in the words of docs/rules/allocation.md ("The result")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from madoguchi.rules.plain.families import Placed, blocked, place_families
from madoguchi.rules.plain.places import (
    COMMON,
    Child,
    Claim,
    Limit,
    Problem,
    Queue,
    asked_now,
    claim,
    counts,
    keep,
    limit_of,
    placed,
    points_at,
    queue_of,
    read,
    standing_in,
    tie_at,
)

CLAIMED: Final = ("phase", "points", "choice_rank", "tie", "lottery")


@dataclass(frozen=True)
class Found:
    """Everything that was found out, before it is said."""

    problem: Problem
    families: Placed
    places: Mapping[str, str | None]
    seats: Mapping[str, Mapping[str, str]]  # of every queue: {child: on which seat}, by claim alone
    ordered: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)


def allocate(data: Mapping[str, Any]) -> dict[str, Any]:
    """Who gets a place where, for a problem as its file holds it. The file must be without faults."""
    problem = read(data)
    families = place_families(problem)
    asking = asked_now(problem, families.state)
    seats = {name: keep(problem, queue, asking[name]) for name, queue in problem.queues.items()}
    found = Found(problem, families, placed(problem, families.state), seats)
    return {
        "placements": dict(found.places),
        "admitted": {name: admitted(found, queue) for name, queue in problem.queues.items()},
        "waiting": {name: waiting(found, queue) for name, queue in problem.queues.items()},
        "cutoffs": {name: cutoff(found, queue) for name, queue in problem.queues.items()},
        "explanations": {name: explanation(found, child) for name, child in problem.children.items()},
        "freed": freed(found),
        "siblings": _siblings(found),
        "lottery": dict(problem.drawn),
    }


def place(data: Mapping[str, Any]) -> dict[str, str | None]:
    """Every child's facility and nothing else: for whoever checks one claim after the other."""
    problem = read(data)
    return placed(problem, place_families(problem).state)


def admitted(found: Found, queue: Queue) -> list[str]:
    """The children placed in a queue, the strongest claim first."""
    return _ordered(found, queue, [name for name in found.problem.children if _is_in(found, name, queue)])


def waiting(found: Found, queue: Queue) -> list[str]:
    """The children who asked, were not kept, and got nothing or a choice they wished less."""
    names = [name for name, child in found.problem.children.items() if _waits(found, child, queue)]
    return _ordered(found, queue, names)


def _ordered(found: Found, queue: Queue, names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: claim(found.problem, found.problem.children[name], queue))


def _is_in(found: Found, name: str, queue: Queue) -> bool:
    place = found.places[name]
    return place is not None and queue_of(found.problem, found.problem.children[name], place) == queue


def _waits(found: Found, child: Child, queue: Queue) -> bool:
    stands = queue_of(found.problem, child, queue.facility) == queue
    return stands and queue.facility in _wished_more(found, child)


def _wished_more(found: Found, child: Child) -> tuple[str, ...]:
    """The choices that stand before what a child got; all where it got nothing."""
    place = found.places[child.id]
    if place not in child.looked_at:
        return child.looked_at
    return child.looked_at[: child.looked_at.index(place)]


def freed(found: Found) -> dict[str, int]:
    """The seats that moving children left empty, of queues that have any."""
    if found.problem.transfers != "after":
        return {}
    left = [
        standing_in(found.problem, child, child.holds).name
        for child in found.problem.children.values()
        if child.holds is not None and found.places[child.id] != child.holds
    ]
    return {queue: left.count(queue) for queue in left}


def _siblings(found: Found) -> dict[str, Any]:
    return {
        "method": found.families.method,
        "order": list(found.families.order),
        "starts": found.families.starts,
        "blocked": [
            {"family": family, "facilities": dict(wish)}
            for family, wish in blocked(found.problem, found.families.state)
        ],
    }


def cutoff(found: Found, queue: Queue) -> dict[str, Any] | None:
    """What the last one admitted by claim had: on common seats, and on each reserve."""
    if not any(_by_claim(found, queue, name) for name in found.seats[queue.name]):
        return None
    last = _last(found, queue, COMMON)
    said = dict.fromkeys(CLAIMED) if last is None else _claimed(found, queue, last)
    said["full"] = is_full(found, queue)
    if queue.reserved:
        lasts = {group: _last(found, queue, group) for group in queue.reserved}
        said["reserved"] = {
            group: None if name is None else _claimed(found, queue, name) for group, name in lasts.items()
        }
    if queue.limits:
        unders = {limit.id: _last_under(found, queue, limit) for limit in queue.limits}
        said["limits"] = {
            limit: None if name is None else _claimed(found, queue, name) for limit, name in unders.items()
        }
    return said


def _by_claim(found: Found, queue: Queue, name: str) -> bool:
    return found.problem.children[name].seat != queue.facility


def _last(found: Found, queue: Queue, seat: str) -> str | None:
    """The weakest claim of those who came to a kind of seat by claim."""
    seats = found.seats[queue.name]
    here = [name for name, kind in seats.items() if kind == seat and _by_claim(found, queue, name)]
    return _ordered(found, queue, here)[-1] if here else None


def _claimed(found: Found, queue: Queue, name: str) -> dict[str, Any]:
    child = found.problem.children[name]
    return {
        "phase": child.phase,
        "points": None if child.points is None else points_at(child, queue.facility),
        "choice_rank": child.rank(queue.facility),
        "tie": tie_at(child, queue.facility),
        "lottery": child.lottery,
    }


def is_full(found: Found, queue: Queue) -> bool:
    """Whether no common seat is left."""
    taken = [*queue.apart.values(), *found.seats[queue.name].values()]
    left = {group: seats - taken.count(group) for group, seats in queue.reserved.items()}
    lent = sum(seats for group, seats in left.items() if group not in queue.stays_empty)
    return taken.count(COMMON) >= queue.common + lent


def explanation(found: Found, child: Child) -> dict[str, Any]:
    """Where a child got a place, and why or why not at each choice."""
    place = found.places[child.id]
    has = [child.seat] if child.seat is not None and child.seat not in child.written else []
    return {
        "placed": place,
        "rank": None if place is None else child.rank(place),
        "choices": [_choice(found, child, facility) for facility in (*child.written, *has)],
    }


def _choice(found: Found, child: Child, facility: str) -> dict[str, Any]:
    queue = queue_of(found.problem, child, facility)
    said = {"facility": facility, "rank": child.rank(facility)} | reason(found, child, facility)
    if queue is None or said["reason"] == "not_asked":
        return said
    standing, waits = _both(found, queue)
    return said | {
        "band": queue.band,
        "position": standing.index(child.id) + 1 if child.id in standing else None,
        "of": len(standing),
        "waiting": waits.index(child.id) + 1 if child.id in waits else None,
        "seats": queue.seats,
    }


def _both(found: Found, queue: Queue) -> tuple[list[str], list[str]]:
    """Who stands in a queue and who waits for it, put in order once and not again for every child."""
    if queue.name not in found.ordered:
        found.ordered[queue.name] = _standing(found, queue), waiting(found, queue)
    return found.ordered[queue.name]


def _standing(found: Found, queue: Queue) -> list[str]:
    """Everybody who named the queue as a choice that is looked at, or has a seat there already."""
    here = [
        name
        for name, child in found.problem.children.items()
        if (queue.facility in child.looked_at or child.seat == queue.facility)
        and queue_of(found.problem, child, queue.facility) == queue
    ]
    return _ordered(found, queue, here)


def reason(found: Found, child: Child, facility: str) -> dict[str, Any]:
    """Why a choice became what it became: the first of the page's list that is true."""
    place = found.places[child.id]
    queue = queue_of(found.problem, child, facility)
    if facility not in child.looked_at and facility != child.seat:
        return {"reason": "not_asked"}
    if queue is None:
        return {"reason": "no_band"}
    if place == facility:
        return {"reason": "placed"}
    if place is not None and facility not in _wished_more(found, child):
        return {"reason": "better"}
    if queue.seats == 0:
        return {"reason": "no_seats"}
    return _turned_away(found, child, queue)


def _turned_away(found: Found, child: Child, queue: Queue) -> dict[str, Any]:
    there = found.seats[queue.name]
    if child.family is not None and child.id in keep(found.problem, queue, {*there, child.id}):
        return {"reason": "siblings"}
    mine, last = claim(found.problem, child, queue), _last(found, queue, COMMON)
    limit = limit_of(queue, child)
    is_behind = last is None or mine > claim(found.problem, found.problem.children[last], queue)
    if limit is None or not _is_reached(found, queue, limit) or (is_full(found, queue) and is_behind):
        return _behind(found, child, queue, last)
    return _behind(found, child, queue, _last_under(found, queue, limit)) | {"limit": limit.id}


def _behind(found: Found, child: Child, queue: Queue, last: str | None) -> dict[str, Any]:
    if last is None:
        return {"reason": "settled"}
    mine = claim(found.problem, child, queue)
    theirs = claim(found.problem, found.problem.children[last], queue)
    return _first_weaker(found.problem, child, queue, mine, theirs)


def _on_common(found: Found, queue: Queue) -> list[str]:
    """Everybody on a common seat, those whose seat was set apart too."""
    seats = {**queue.apart, **found.seats[queue.name]}
    return [name for name, kind in seats.items() if kind == COMMON]


def _is_reached(found: Found, queue: Queue, limit: Limit) -> bool:
    return counts(found.problem, limit, _on_common(found, queue)) >= limit.at_most


def _last_under(found: Found, queue: Queue, limit: Limit) -> str | None:
    """The weakest claim of those on common seats, by claim, whom a limit counts."""
    here = [
        name
        for name in _on_common(found, queue)
        if _by_claim(found, queue, name) and found.problem.children[name].grade in limit.grades
    ]
    return _ordered(found, queue, here)[-1] if here else None


def _first_weaker(problem: Problem, child: Child, queue: Queue, mine: Claim, theirs: Claim) -> dict[str, Any]:
    """The name of the first number in which the last one admitted is stronger."""
    words = [name for word in problem.priority for name in _names(child, queue, word)]
    names = ["seat", "phase", *words, "id"]
    where = next(index for index, pair in enumerate(zip(mine, theirs, strict=True)) if pair[0] > pair[1])
    word, _, element = names[where].partition(" ")
    return {"reason": word, "element": int(element)} if element else {"reason": word}


def _names(child: Child, queue: Queue, word: str) -> list[str]:
    if word == "tie":
        return [f"tie {number}" for number in range(1, len(tie_at(child, queue.facility)) + 1)]
    return ["lottery", "lottery"] if word == "lottery" else [word]

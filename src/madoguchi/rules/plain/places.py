"""利用調整, worked out a second time: children ask, queues keep, nobody moves any more.

Written from docs/rules/allocation.md alone, to be read beside it. It is given a problem as its file
holds it, in which nobody found a fault.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final

COMMON: Final = ""  # the seats that are reserved for nobody

Claim = tuple[Any, ...]


@dataclass(frozen=True)
class Child:
    """A child of the problem."""

    id: str
    written: tuple[str, ...]  # its choices as they were written
    looked_at: tuple[str, ...]  # those that count, in the order in which they are asked
    points: Any
    tie: Any
    lottery: Decimal | None
    phase: int
    grade: int | None
    groups: frozenset[str]
    given: str | None  # the facility where it is put before everybody
    holds: str | None  # the facility where it has a seat until it wins a better one
    family: str | None  # the smallest id of the family that binds it

    @property
    def seat(self) -> str | None:
        """Where it has a seat already."""
        return self.given or self.holds

    def rank(self, facility: str) -> int | None:
        """The place of a facility among the choices as written, from 1."""
        return self.written.index(facility) + 1 if facility in self.written else None


@dataclass(frozen=True)
class Limit:
    """At most so many children of these grades on common seats."""

    id: str
    grades: frozenset[int]
    at_most: int


@dataclass(frozen=True)
class Queue:
    """A queue: of a facility, or of one of its bands."""

    name: str
    facility: str
    band: str | None
    grades: frozenset[int] | None  # None: everybody
    seats: int
    reserved: Mapping[str, int]  # seats by group
    stays_empty: frozenset[str]  # groups whose seats nobody else may take
    limits: tuple[Limit, ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)  # {child: which seat} taken before anything runs

    @property
    def common(self) -> int:
        """Seats that are reserved for nobody."""
        return self.seats - sum(self.reserved.values())


@dataclass(frozen=True)
class Family:
    """Brothers and sisters who are placed together or not at all."""

    id: str
    children: tuple[str, ...]  # in the order of their ids
    policy: str


@dataclass(frozen=True)
class Problem:
    """Everything there is to know."""

    children: Mapping[str, Child]
    queues: Mapping[str, Queue]
    families: tuple[Family, ...]
    priority: tuple[str, ...]
    transfers: str
    drawn: Mapping[str, int]


@dataclass(frozen=True)
class State:
    """Where everybody asks at this moment."""

    turns: Mapping[str, int]  # of children who ask by themselves: how many choices sent them away
    bound: Mapping[str, str]  # of bound children: the facility the family asks for


def read(data: Mapping[str, Any]) -> Problem:
    """A problem from its file."""
    policy = data.get("policy", {})
    policy = {"siblings": policy} if isinstance(policy, str) else policy
    families = [_family(each, policy.get("siblings", "independent")) for each in data.get("siblings", ())]
    families = [(ids, how) for ids, how in families if len(ids) > 1]
    given = {str(child): str(place) for child, place in data.get("preassigned", {}).items()}
    asked = {str(each["id"]): _before_held(each) for each in data["children"]}
    fronts = {
        child: _common_first(asked, [each for each in ids if each not in given])
        for ids, how in families
        if how == "prefer_same"
        for child in ids
    }
    bound = [Family(ids[0], ids, how) for ids, how in families if how in ("same_only", "all_or_nothing")]
    tied = {child: family.id for family in bound for child in family.children}
    drawn = _draw(data["seed"], asked) if "seed" in data else {}
    children = {
        child.id: child for child in (_child(each, given, fronts, tied, drawn) for each in data["children"])
    }
    queues = {queue.name: queue for queue in _queues(data)}
    found = Problem(
        children=children,
        queues=queues,
        families=tuple(bound),
        priority=tuple(data.get("priority", ("points", "tie", "lottery"))),
        transfers=policy.get("transfers", "after"),
        drawn=drawn,
    )
    return _with_seats_apart(found)


def _family(data: Any, usual: str) -> tuple[tuple[str, ...], str]:
    if isinstance(data, Mapping):
        return tuple(sorted(map(str, data["children"]))), data.get("policy", usual)
    return tuple(sorted(map(str, data))), usual


def _before_held(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The choices that are looked at; those behind a seat that is held are not."""
    written = tuple(map(str, data["choices"]))
    holds = str(data.get("holds"))
    return written[: written.index(holds) + 1] if holds in written else written


def _common_first(written: Mapping[str, tuple[str, ...]], family: Sequence[str]) -> tuple[str, ...]:
    """What all of a family wish, ordered by the sum of the ranks, the best rank, the id."""
    if len(family) < 2:
        return ()
    common = set.intersection(*(set(written[child]) for child in family))
    ranks = {place: [written[child].index(place) for child in family] for place in common}
    return tuple(sorted(common, key=lambda place: (sum(ranks[place]), min(ranks[place]), place)))


def _draw(seed: str, children: Iterable[str]) -> dict[str, int]:
    """The numbers of the lottery: by the hash of seed, colon and id."""
    ordered = sorted(children, key=lambda child: hashlib.sha256(f"{seed}:{child}".encode()).hexdigest())
    return {child: number for number, child in enumerate(ordered, start=1)}


def _child(
    data: Mapping[str, Any],
    given: Mapping[str, str],
    fronts: Mapping[str, tuple[str, ...]],
    tied: Mapping[str, str],
    drawn: Mapping[str, int],
) -> Child:
    name = str(data["id"])
    written = tuple(map(str, data["choices"]))
    holds = str(data["holds"]) if data.get("holds") is not None else None
    front = fronts.get(name, ())
    order = front + tuple(place for place in _before_held(data) if place not in front)
    lottery = drawn.get(name, data.get("lottery"))
    return Child(
        id=name,
        written=written,
        looked_at=_looked_at(order, holds, name in given),
        points=data.get("points"),
        tie=data.get("tie", ()),
        lottery=None if lottery is None else Decimal(str(lottery)),
        phase=data.get("phase", 1),
        grade=data.get("grade"),
        groups=frozenset(data.get("groups", ())),
        given=given.get(name),
        holds=holds,
        family=tied.get(name),
    )


def _looked_at(order: tuple[str, ...], holds: str | None, is_given: bool) -> tuple[str, ...]:
    if is_given:
        return ()
    return order if holds is None else (*(place for place in order if place != holds), holds)


def _queues(data: Mapping[str, Any]) -> Iterable[Queue]:
    for facility in data["facilities"]:
        name = str(facility["id"])
        for band in facility.get("bands", ()):
            yield _queue(data, name, str(band["id"]), frozenset(band["grades"]), band["capacity"])
        if not facility.get("bands"):
            limits = tuple(
                Limit(str(each["id"]), frozenset(each["grades"]), each["at_most"])
                for each in sorted(facility.get("limits", ()), key=lambda each: str(each["id"]))
            )
            yield replace(_queue(data, name, None, None, facility["capacity"]), limits=limits)


def _queue(
    data: Mapping[str, Any], facility: str, band: str | None, grades: frozenset[int] | None, seats: int
) -> Queue:
    here = [
        each
        for each in data.get("reserved", ())
        if (str(each["facility"]), str(each.get("band"))) == (facility, str(band))
    ]
    return Queue(
        name=facility if band is None else f"{facility}/{band}",
        facility=facility,
        band=band,
        grades=grades,
        seats=seats,
        reserved={each["group"]: each["seats"] for each in sorted(here, key=lambda each: each["group"])},
        stays_empty=frozenset(each["group"] for each in here if each.get("unused") == "empty"),
    )


def _with_seats_apart(problem: Problem) -> Problem:
    """Before anything runs: those who have a seat take one reserved for a group of theirs, else another."""
    apart: dict[str, dict[str, str]] = {name: {} for name in problem.queues}
    for name in sorted(problem.children):
        child = problem.children[name]
        stays = child.given or (child.holds if problem.transfers == "after" else None)
        if stays is not None:
            queue = standing_in(problem, child, stays)
            apart[queue.name][name] = _seat_of(child, queue, list(apart[queue.name].values()))
    queues = {name: replace(queue, apart=apart[name]) for name, queue in problem.queues.items()}
    return replace(problem, queues=queues)


def _seat_of(child: Child, queue: Queue, taken: list[str]) -> str:
    for group, seats in queue.reserved.items():
        if group in child.groups and taken.count(group) < seats:
            return group
    return COMMON


def standing_in(problem: Problem, child: Child, facility: str) -> Queue:
    """The queue of a facility in which a child stands.

    Raises:
        LookupError: no band takes its grade.
    """
    queue = queue_of(problem, child, facility)
    if queue is None:
        raise LookupError(f"{child.id} at {facility}")
    return queue


def queue_of(problem: Problem, child: Child, facility: str) -> Queue | None:
    """The queue of a facility in which a child stands; None where no band takes its grade."""
    for queue in problem.queues.values():
        if queue.facility == facility and (queue.grades is None or child.grade in queue.grades):
            return queue
    return None


def claim(problem: Problem, child: Child, queue: Queue) -> Claim:
    """The claim of a child to a queue: smaller is stronger."""
    if child.seat == queue.facility:
        return (0, child.id)
    numbers: list[Any] = [1, child.phase]
    for word in problem.priority:
        numbers += _number(child, queue.facility, word)
    return (*numbers, child.id)


def _number(child: Child, facility: str, word: str) -> list[Decimal]:
    if word == "points":
        return [-points_at(child, facility)]
    if word == "choice_rank":
        return [Decimal(child.written.index(facility) + 1)]
    if word == "tie":
        return tie_at(child, facility)
    return [Decimal(0), child.lottery] if child.lottery is not None else [Decimal(1), Decimal(0)]


def points_at(child: Child, facility: str) -> Decimal:
    """The points of a child at a facility."""
    points = child.points.get(facility, 0) if isinstance(child.points, Mapping) else child.points
    return Decimal(str(0 if points is None else points))


def tie_at(child: Child, facility: str) -> list[Decimal]:
    """The tie list of a child at a facility."""
    tie = child.tie.get(facility, ()) if isinstance(child.tie, Mapping) else child.tie
    return [Decimal(str(each)) for each in tie]


def keep(problem: Problem, queue: Queue, asking: Iterable[str]) -> dict[str, str]:
    """Whom a queue keeps of those who ask, and on which seat: reserved ones first, then common ones."""
    taken = list(queue.apart.values())
    strongest = sorted(asking, key=lambda name: claim(problem, problem.children[name], queue))
    kept: dict[str, str] = {}
    left_over = 0
    for group, seats in queue.reserved.items():
        free = seats - taken.count(group)
        of_group = [name for name in strongest if name not in kept and group in problem.children[name].groups]
        kept |= dict.fromkeys(of_group[:free], group)
        left_over += 0 if group in queue.stays_empty else max(0, free - len(of_group))
    free = queue.common - taken.count(COMMON) + left_over
    rest = [name for name in strongest if name not in kept]
    return kept | dict.fromkeys(_on_common_seats(problem, queue, rest, max(0, free)), COMMON)


def _on_common_seats(problem: Problem, queue: Queue, strongest: Sequence[str], free: int) -> list[str]:
    """From the strongest to the weakest, who is not one too many of the own grades."""
    there = [name for name, seat in queue.apart.items() if seat == COMMON]
    kept: list[str] = []
    for name in strongest:
        child = problem.children[name]
        limit = limit_of(queue, child)
        counted = 0 if limit is None else counts(problem, limit, [*there, *kept])
        is_beyond = limit is not None and counted >= limit.at_most and child.seat != queue.facility
        if len(kept) < free and not is_beyond:
            kept.append(name)
    return kept


def limit_of(queue: Queue, child: Child) -> Limit | None:
    """The limit that counts a child on common seats."""
    for limit in queue.limits:
        if child.grade in limit.grades:
            return limit
    return None


def counts(problem: Problem, limit: Limit, names: Iterable[str]) -> int:
    """How many of these a limit counts."""
    return sum(problem.children[name].grade in limit.grades for name in names)


def asks(problem: Problem, child: Child) -> list[str]:
    """The choices at which a child really asks, in its order."""
    if child.family is not None:
        return []
    stays = child.holds if problem.transfers == "after" else None
    return [place for place in child.looked_at if place != stays and queue_of(problem, child, place)]


def asked_now(problem: Problem, state: State) -> dict[str, set[str]]:
    """Who asks at which queue at this moment."""
    asking: dict[str, set[str]] = {name: set() for name in problem.queues}
    for name, turn in state.turns.items():
        wanted = asks(problem, problem.children[name])
        if turn < len(wanted):
            _ask(problem, asking, name, wanted[turn])
    for name, place in state.bound.items():
        _ask(problem, asking, name, place)
    return asking


def _ask(problem: Problem, asking: dict[str, set[str]], name: str, place: str) -> None:
    asking[standing_in(problem, problem.children[name], place).name].add(name)


def settle(problem: Problem, state: State, *, crowded: Iterable[str] | None = None) -> State:
    """Who is sent away asks at the next choice, until nobody is sent away any more.

    `crowded`: the queues that may have to send somebody away; left out: any that is asked.
    """
    turns, bound = dict(state.turns), dict(state.bound)
    asking = asked_now(problem, state)
    waiting = {name for name in problem.queues if asking[name]} if crowded is None else set(crowded)
    while waiting:
        name = waiting.pop()
        kept = keep(problem, problem.queues[name], asking[name])
        for child in sorted(asking[name] - set(kept)):
            asking[name].discard(child)
            if child in bound:
                del bound[child]
                continue
            turns[child] += 1
            wanted = asks(problem, problem.children[child])
            if turns[child] < len(wanted):
                nearby = standing_in(problem, problem.children[child], wanted[turns[child]]).name
                asking[nearby].add(child)
                waiting.add(nearby)
    return State(turns, bound)


def ground(problem: Problem) -> State:
    """Everybody who is not bound to brothers and sisters, placed."""
    free = [name for name, child in problem.children.items() if child.family is None]
    return settle(problem, State(dict.fromkeys(free, 0), {}))


def placed(problem: Problem, state: State) -> dict[str, str | None]:
    """Where everybody is."""
    return {name: _placed(problem, state, child) for name, child in problem.children.items()}


def _placed(problem: Problem, state: State, child: Child) -> str | None:
    if child.given is not None:
        return child.given
    if child.family is not None:
        return state.bound.get(child.id)
    wanted = asks(problem, child)
    turn = state.turns[child.id]
    return wanted[turn] if turn < len(wanted) else (child.holds if problem.transfers == "after" else None)

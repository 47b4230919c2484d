"""Two results side by side: who moves, and why. For rehearsals, and for a run that is made again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.rules.allocation.outcome import Allocation, Last, Turned
from madoguchi.rules.allocation.problem import Child, Problem

RULES = ("priority", "policy", "siblings", "seed")
OWN = ("tie", "lottery", "phase", "grade", "groups", "holds")


class Direction(StrEnum):
    """What a change means for the child, by its own wishes."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # its wishes changed: the two places cannot be compared
    NEW = "new"
    GONE = "gone"


class Kind(StrEnum):
    """What a change comes from."""

    POINTS = "points"
    CHOICES = "choices"
    CLAIM = "claim"  # what else the city found out about it
    PREASSIGNED = "preassigned"
    SEATS = "seats"
    OTHERS = "others"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One thing a change comes from. `before` and `after`: points, seats, or the cut-offs."""

    kind: Kind
    facility: str = ""
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A child whose result differs."""

    child: str
    before: str | None
    after: str | None
    direction: Direction
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A queue before and after; None: it was not there."""

    queue: str
    before: Turned | None
    after: Turned | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything in which two results differ. `rules`: names of what is different for everybody."""

    moved: tuple[Moved, ...]
    queues: tuple[Change, ...]
    rules: tuple[str, ...]


def compare(before: Allocation, after: Allocation) -> Comparison:
    """Who is placed differently, which queues turned out differently, and which rules changed."""
    return Comparison(
        moved=tuple(_moved(before, after)),
        queues=tuple(_queues(before, after)),
        rules=tuple(name for name in RULES if getattr(before.problem, name) != getattr(after.problem, name)),
    )


def _queues(before: Allocation, after: Allocation) -> Iterator[Change]:
    for name in sorted({*before.queues, *after.queues}):
        one, other = before.queues.get(name), after.queues.get(name)
        if one != other:
            yield Change(queue=name, before=one, after=other)


def _moved(before: Allocation, after: Allocation) -> Iterator[Moved]:
    then = {child.id: child for child in before.problem.children}
    now = {child.id: child for child in after.problem.children}
    for name in sorted({*then, *now}):
        one, other = before.placements.get(name), after.placements.get(name)
        if name not in now:
            yield Moved(child=name, before=one, after=None, direction=Direction.GONE)
        elif name not in then:
            yield Moved(child=name, before=None, after=other, direction=Direction.NEW)
        elif one != other:
            yield Moved(
                child=name,
                before=one,
                after=other,
                direction=_direction(then[name], now[name], one, other),
                causes=tuple(_causes(before, after, then[name], now[name])),
            )


def _direction(then: Child, now: Child, before: str | None, after: str | None) -> Direction:
    wishes: list[str | None] = [*now.choices, None]
    if then.choices != now.choices or not {before, after} <= {*wishes}:
        return Direction.OTHER
    return Direction.BETTER if wishes.index(after) < wishes.index(before) else Direction.WORSE


def _causes(before: Allocation, after: Allocation, then: Child, now: Child) -> Iterator[Cause]:
    concerned = _concerned(now, before.placements[now.id], after.placements[now.id])
    found = [*_own(before.problem, after.problem, then, now, concerned)]
    found += _seats(before, after, concerned)
    yield from found or _others(before, after, concerned)


def _concerned(child: Child, *places: str | None) -> list[str]:
    """The places lost and won, and what the child wishes more than the worse of them."""
    wishes: list[str | None] = [*child.choices, None]
    last = max((wishes.index(place) for place in places if place in wishes), default=0)
    named = [*child.choices[: last + 1], *(place for place in places if place)]
    return list(dict.fromkeys(named))


def _own(
    before: Problem, after: Problem, then: Child, now: Child, concerned: Sequence[str]
) -> Iterator[Cause]:
    if then.choices != now.choices:
        yield Cause(kind=Kind.CHOICES, before=then.choices, after=now.choices)
    for facility in concerned:
        one, other = then.points_at(facility), now.points_at(facility)
        if one != other:
            yield Cause(kind=Kind.POINTS, facility=facility, before=one, after=other)
    if any(getattr(then, name) != getattr(now, name) for name in OWN):
        yield Cause(kind=Kind.CLAIM)
    given, gives = before.preassigned.get(now.id), after.preassigned.get(now.id)
    if given != gives:
        yield Cause(kind=Kind.PREASSIGNED, before=given, after=gives)


def _seats(before: Allocation, after: Allocation, concerned: Sequence[str]) -> Iterator[Cause]:
    for facility in concerned:
        one, other = (_seats_of(each, facility) for each in (before, after))
        if one != other:
            yield Cause(kind=Kind.SEATS, facility=facility, before=one, after=other)


def _seats_of(found: Allocation, facility: str) -> tuple[object, ...]:
    queues = [each.queue for each in found.queues.values() if each.queue.facility == facility]
    return tuple((queue.band, queue.seats, queue.reserves, queue.limits) for queue in queues)


def _others(before: Allocation, after: Allocation, concerned: Sequence[str]) -> Iterator[Cause]:
    """Nothing of its own: somebody else's change moved the cut-off."""
    for facility in concerned:
        one, other = (_cutoffs(each, facility) for each in (before, after))
        if one != other:
            yield Cause(kind=Kind.OTHERS, facility=facility, before=one, after=other)


def _cutoffs(found: Allocation, facility: str) -> tuple[tuple[str | None, Last | None], ...]:
    return tuple(
        (each.queue.band, each.last) for each in found.queues.values() if each.queue.facility == facility
    )

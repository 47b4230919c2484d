"""What a problem of the right shape can still have wrong: names, sums, and seats given twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator
from math import prod
from typing import Any

from madoguchi.rules.allocation.faults import Code, Wrong
from madoguchi.rules.allocation.problem import Child, Facility, Family, Priority, Problem, Reserve, Siblings

MOST_JOINT_WISHES = 10_000


def check(problem: Problem) -> Iterator[Wrong]:
    """Every fault. Seats that are given already are counted only when all else is well."""
    found = [fault for part in _PARTS for fault in part(problem)]
    yield from found or _overfull(problem)


def _priority(problem: Problem) -> Iterator[Wrong]:
    yield from _twice(problem.priority, "priority[{}]", Code.PRIORITY_TWICE)


def _facilities(problem: Problem) -> Iterator[Wrong]:
    yield from _twice((each.id for each in problem.facilities), "facilities[{}].id", Code.FACILITY_TWICE)
    queues = Counter(name for each in problem.facilities for name in set(_queues(each)))
    for index, facility in enumerate(problem.facilities):
        path = f"facilities[{index}]"
        yield from _capacity(facility, path)
        yield from _bands(facility, path)
        if facility.bands and any(queues[name] > 1 for name in _queues(facility)):
            yield Wrong(f"{path}.bands", Code.FACILITY_TWICE, {"id": facility.id})


def _queues(facility: Facility) -> list[str]:
    return [queue_name(facility.id, band.id) for band in facility.bands] or [facility.id]


def queue_name(facility: str, band: str | None) -> str:
    """What the queue of a facility, or of a band of it, is called."""
    return facility if band is None else f"{facility}/{band}"


def _capacity(facility: Facility, path: str) -> Iterator[Wrong]:
    total = sum(band.capacity for band in facility.bands)
    if facility.capacity is None and not facility.bands:
        yield Wrong(f"{path}.capacity", Code.CAPACITY_MISSING)
    elif facility.bands and facility.capacity not in (None, total):
        yield Wrong(f"{path}.capacity", Code.CAPACITY_NOT_SUM, {"sum": total})


def _bands(facility: Facility, path: str) -> Iterator[Wrong]:
    if facility.bands and facility.limits:
        yield Wrong(f"{path}.limits", Code.LIMITS_AND_BANDS)
    yield from _twice((each.id for each in facility.bands), path + ".bands[{}].id", Code.BAND_TWICE)
    yield from _twice((each.id for each in facility.limits), path + ".limits[{}].id", Code.LIMIT_TWICE)
    yield from _grades((each.grades for each in facility.bands), path + ".bands[{}].grades")
    yield from _grades((each.grades for each in facility.limits), path + ".limits[{}].grades")


def _grades(parts: Iterable[frozenset[int]], path: str) -> Iterator[Wrong]:
    seen: set[int] = set()
    for index, grades in enumerate(parts):
        for grade in sorted(seen & grades):
            yield Wrong(path.format(index), Code.GRADE_IN_TWO_BANDS, {"id": grade})
        seen |= grades


def _reserved(problem: Problem) -> Iterator[Wrong]:
    facilities = {each.id: each for each in problem.facilities}
    taken: Counter[str] = Counter()
    for index, reserve in enumerate(problem.reserved):
        path, facility = f"reserved[{index}]", facilities.get(reserve.facility)
        if facility is None:
            yield Wrong(f"{path}.facility", Code.UNKNOWN_FACILITY, {"id": reserve.facility})
            continue
        seats = _seats_of(facility, reserve.band)
        if seats is None:
            yield Wrong(f"{path}.band", Code.UNKNOWN_BAND, {"id": facility.id})
            continue
        name = queue_name(reserve.facility, reserve.band)
        taken[name] += reserve.seats
        if taken[name] > seats:
            yield Wrong(f"{path}.seats", Code.RESERVED_EXCEEDS, {"seats": seats})
    named = ((each.facility, each.band, each.group) for each in problem.reserved)
    yield from _twice(named, "reserved[{}].group", Code.RESERVE_TWICE, said=lambda each: each[2])


def _seats_of(facility: Facility, band: str | None) -> int | None:
    """The seats of a queue; None where there is no such queue."""
    if not facility.bands:
        return (facility.capacity or 0) if band is None else None
    return next((each.capacity for each in facility.bands if each.id == band), None)


def _children(problem: Problem) -> Iterator[Wrong]:
    yield from _twice((each.id for each in problem.children), "children[{}].id", Code.CHILD_TWICE)
    facilities = {each.id: each for each in problem.facilities}
    for index, child in enumerate(problem.children):
        path = f"children[{index}]"
        yield from _twice(child.choices, path + ".choices[{}]", Code.CHOICE_TWICE)
        yield from _places(child, facilities, path)
        yield from _claim(child, problem, path)


def _places(child: Child, facilities: dict[str, Facility], path: str) -> Iterator[Wrong]:
    named = [(f"choices[{rank}]", facility) for rank, facility in enumerate(child.choices)]
    for where, name in [*named, *([("holds", child.holds)] if child.holds else [])]:
        facility = facilities.get(name)
        if facility is None:
            yield Wrong(f"{path}.{where}", Code.UNKNOWN_FACILITY, {"id": name})
        elif (facility.bands or facility.limits) and child.grade is None:
            yield Wrong(f"{path}.grade", Code.GRADE_MISSING, {"id": name})
        elif where == "holds" and facility.bands and facility.band_of(child.grade) is None:
            yield Wrong(f"{path}.holds", Code.NO_BAND, {"id": name})


def _claim(child: Child, problem: Problem, path: str) -> Iterator[Wrong]:
    if Priority.POINTS in problem.priority and child.id not in problem.preassigned:
        for facility in child.choices:
            if child.points_at(facility) is None:
                yield Wrong(f"{path}.points", Code.POINTS_MISSING, {"id": facility})
    if child.lottery is not None and problem.seed is not None:
        yield Wrong(f"{path}.lottery", Code.LOTTERY_AND_SEED)


def _ties(problem: Problem) -> Iterator[Wrong]:
    if Priority.TIE not in problem.priority:
        return
    expected: int | None = None
    for index, child in enumerate(problem.children):
        for facility in () if child.id in problem.preassigned else child.choices:
            found = len(child.tie_at(facility) or ())
            expected = found if expected is None else expected
            if found != expected:
                facts = {"expected": expected, "found": found}
                yield Wrong(f"children[{index}].tie", Code.TIE_LENGTH, facts)
                break


def _preassigned(problem: Problem) -> Iterator[Wrong]:
    children = {each.id: each for each in problem.children}
    facilities = {each.id: each for each in problem.facilities}
    for name, place in problem.preassigned.items():
        path, child, facility = f"preassigned.{name}", children.get(name), facilities.get(place)
        if child is None:
            yield Wrong(path, Code.UNKNOWN_CHILD, {"id": name})
        elif child.holds is not None:
            yield Wrong(path, Code.HOLDS_AND_PREASSIGNED)
        if facility is None:
            yield Wrong(path, Code.UNKNOWN_FACILITY, {"id": place})
        elif child and facility.bands and facility.band_of(child.grade) is None:
            yield Wrong(path, Code.NO_BAND, {"id": place})


def _siblings(problem: Problem) -> Iterator[Wrong]:
    children = {each.id: each for each in problem.children}
    seen: set[str] = set()
    for index, family in enumerate(problem.siblings):
        path = f"siblings[{index}]"
        for name in family.children:
            if name in seen:
                yield Wrong(path, Code.SIBLING_TWICE, {"id": name})
            if name not in children:
                yield Wrong(path, Code.UNKNOWN_CHILD, {"id": name})
            seen.add(name)
        if problem.policy_of(family).binds and len(family.children) > 1:
            yield from _bound(family, problem, children, path)


def _bound(family: Family, problem: Problem, children: dict[str, Child], path: str) -> Iterator[Wrong]:
    members = [children[name] for name in family.children if name in children]
    for child in members:
        if child.holds is not None or child.id in problem.preassigned:
            yield Wrong(path, Code.SETTLED_SIBLING, {"id": child.id})
    wishes = prod(len(child.choices) for child in members)
    if problem.policy_of(family) is Siblings.ALL_OR_NOTHING and wishes > MOST_JOINT_WISHES:
        yield Wrong(path, Code.FAMILY_TOO_LARGE)


def _overfull(problem: Problem) -> Iterator[Wrong]:
    """Each child that has a seat already takes it: one reserved for it, else a common one."""
    facilities = {each.id: each for each in problem.facilities}
    reserves: dict[str, list[list[Any]]] = {}
    for each in sorted(problem.reserved, key=lambda each: each.group):
        reserves.setdefault(queue_name(each.facility, each.band), []).append([each.group, each.seats])
    common: dict[str, int] = {}
    for path, child, place in _settled(problem):
        facility = facilities[place]
        band = facility.band_of(child.grade)
        name = queue_name(place, band.id if band else None)
        kept = reserves.get(name, [])
        free = next((each for each in kept if each[1] and each[0] in child.groups), None)
        if free:
            free[1] -= 1
            continue
        seats = _seats_of(facility, band.id if band else None) or 0
        common.setdefault(name, seats - _reserved_at(problem.reserved, name))
        common[name] -= 1
        if common[name] < 0:
            yield Wrong(path, Code.OVER_CAPACITY, {"id": child.id})


def _reserved_at(reserved: Iterable[Reserve], name: str) -> int:
    return sum(each.seats for each in reserved if queue_name(each.facility, each.band) == name)


def _settled(problem: Problem) -> Iterator[tuple[str, Child, str]]:
    """The children that have a seat already, by their ids, with the place where each stands in the file."""
    indexed = sorted(enumerate(problem.children), key=lambda each: each[1].id)
    for index, child in indexed:
        if child.id in problem.preassigned:
            yield f"preassigned.{child.id}", child, problem.preassigned[child.id]
        elif child.holds is not None:
            yield f"children[{index}].holds", child, child.holds


def _twice(
    names: Iterable[Any], path: str, code: Code, said: Callable[[Any], object] = str
) -> Iterator[Wrong]:
    seen: set[Hashable] = set()
    for index, name in enumerate(names):
        if name in seen:
            yield Wrong(path.format(index), code, {"id": said(name)})
        seen.add(name)


_PARTS = (_priority, _facilities, _reserved, _children, _ties, _preassigned, _siblings)

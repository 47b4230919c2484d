"""A problem made ready to be run: queues and children by number, and every claim as one comparable value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter
from typing import Final, TypeAlias

from madoguchi.rules.allocation.checking import queue_name
from madoguchi.rules.allocation.lottery import numbers
from madoguchi.rules.allocation.problem import (
    Child,
    Facility,
    Priority,
    Problem,
    Reserve,
    Transfers,
    Unused,
)
from madoguchi.rules.allocation.wishes import wishes

# The claim of docs/rules/allocation.md, every number negated, so that the weakest is the smallest and lies on
# top of a heap. The last number is the child's own, negated.
Claim: TypeAlias = tuple[int, ...]
SCALE: Final = Decimal(10**6)  # numbers have at most six digits after the point: whole numbers compare faster


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Seats of a queue that are reserved for a group."""

    group: str
    seats: int
    is_common_when_unused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The queue of a facility, or of a grade band of it."""

    name: str
    facility: str
    band: str | None
    seats: int
    reserves: tuple[Kept, ...] = ()

    @property
    def common(self) -> int:
        """Seats that are reserved for nobody."""
        return self.seats - sum(each.seats for each in self.reserves)


class Market:
    """Children and queues by number, in the order of their ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.children = sorted(problem.children, key=attrgetter("id"))
        self.number = {child.id: number for number, child in enumerate(self.children)}
        self.queues = list(_queues(problem))
        self.plain_seats = [None if each.reserves else each.seats for each in self.queues]
        self.lots = numbers(problem.seed, self.number) if problem.seed is not None else {}
        finder = _Finder(problem.facilities, self.queues)
        order = wishes(problem)
        self.looked_at = [order[child.id] for child in self.children]
        self.wishes = [
            finder.numbers(child, names) for child, names in zip(self.children, self.looked_at, strict=True)
        ]
        self.own = self._own(finder)
        self.set_apart = self._set_apart()
        for each in self.set_apart:
            self.wishes[each].pop()  # the seat it holds waits for it
        self._measures = _measures(problem.priority, self.lots)
        self._is_ranked = Priority.CHOICE_RANK in problem.priority
        self.known: list[Claim | None] = [None] * len(self.children)  # claims that are alike everywhere

    def _own(self, finder: _Finder) -> dict[int, int]:
        """Who has a seat already, and in which queue."""
        places = {each.id: each.holds for each in self.children if each.holds} | dict(
            self.problem.preassigned
        )
        found = {}
        for child, place in places.items():
            number = self.number[child]
            [found[number]] = finder.numbers(self.children[number], [place])
        return found

    def _set_apart(self) -> frozenset[int]:
        """Children whose present seat nobody else gets in this run."""
        if self.problem.policy.transfers is Transfers.CHAIN:
            return frozenset()
        return frozenset(number for number, child in enumerate(self.children) if child.holds)

    def claim(self, child: int, queue: int) -> Claim:
        """How strong the claim of a child to a queue is: more is stronger."""
        if self.own.get(child) == queue:
            return (0, -child)
        return self.known[child] or self._claim(child, queue)

    def _claim(self, number: int, queue: int) -> Claim:
        child, facility = self.children[number], self.queues[queue].facility
        claim = [-1, -child.phase]
        for measure in self._measures:
            measure(claim, child, facility)
        claim.append(-number)
        made = tuple(claim)
        if not self._is_ranked and child.is_alike_everywhere and number not in self.own:
            self.known[number] = made
        return made


class _Finder:
    """Which queue a child stands in when it names a facility."""

    def __init__(self, facilities: Iterable[Facility], queues: Sequence[Queue]) -> None:
        self.facilities = {each.id: each for each in facilities}
        self.plain = {each.facility: number for number, each in enumerate(queues) if each.band is None}
        self.banded = {(each.facility, each.band): number for number, each in enumerate(queues) if each.band}

    def numbers(self, child: Child, names: Sequence[str]) -> list[int]:
        """The queues of these facilities; those that take not the grade are passed over."""
        try:
            return [self.plain[name] for name in names]
        except KeyError:
            return [found for name in names if (found := self._number(child, name)) is not None]

    def _number(self, child: Child, name: str) -> int | None:
        if name in self.plain:
            return self.plain[name]
        band = self.facilities[name].band_of(child.grade)
        return self.banded[name, band.id] if band else None


def _queues(problem: Problem) -> Iterable[Queue]:
    reserved: dict[str, list[Reserve]] = {}
    for each in sorted(problem.reserved, key=lambda each: each.group):
        reserved.setdefault(queue_name(each.facility, each.band), []).append(each)
    for facility in sorted(problem.facilities, key=lambda each: each.id):
        bands = sorted(facility.bands, key=lambda band: band.id)
        parts: list[tuple[str | None, int]] = [(band.id, band.capacity) for band in bands]
        for band, seats in parts or [(None, facility.capacity or 0)]:
            name = queue_name(facility.id, band)
            kept = tuple(map(_kept, reserved.get(name, ())))
            yield Queue(name=name, facility=facility.id, band=band, seats=seats, reserves=kept)


def _kept(reserve: Reserve) -> Kept:
    is_common = reserve.unused is Unused.COMMON
    return Kept(group=reserve.group, seats=reserve.seats, is_common_when_unused=is_common)


_Measure: TypeAlias = Callable[[list[int], Child, str], None]


def _measures(priority: Sequence[Priority], lots: Mapping[str, int]) -> list[_Measure]:
    """What each word of the priority adds to a claim."""

    def points(claim: list[int], child: Child, facility: str) -> None:
        claim.append(_scaled(child.points_at(facility) or Decimal(0)))

    def choice_rank(claim: list[int], child: Child, facility: str) -> None:
        claim.append(-child.choices.index(facility) - 1)

    def tie(claim: list[int], child: Child, facility: str) -> None:
        claim.extend(-_scaled(each) for each in child.tie_at(facility) or ())

    def lottery(claim: list[int], child: Child, facility: str) -> None:
        drawn = child.lottery if child.lottery is not None else lots.get(child.id)
        claim.extend((-1, 0) if drawn is None else (0, -_scaled(drawn)))

    made: dict[Priority, _Measure] = {
        Priority.POINTS: points,
        Priority.CHOICE_RANK: choice_rank,
        Priority.TIE: tie,
        Priority.LOTTERY: lottery,
    }
    return [made[word] for word in priority]


def _scaled(number: Decimal | int) -> int:
    return int(number * SCALE)

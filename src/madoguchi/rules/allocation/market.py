"""A problem made ready to be run: queues and children by number, and every claim as one comparable value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter

from madoguchi.rules.allocation.checking import queue_name
from madoguchi.rules.allocation.claims import Asking, Claim, claims, settled
from madoguchi.rules.allocation.lottery import numbers
from madoguchi.rules.allocation.problem import (
    Child,
    Facility,
    Limit,
    Priority,
    Problem,
    Reserve,
    Transfers,
    Unused,
)
from madoguchi.rules.allocation.wishes import wishes


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
    limits: tuple[Limit, ...] = ()

    @property
    def common(self) -> int:
        """Seats that are reserved for nobody."""
        return self.seats - sum(each.seats for each in self.reserves)

    @property
    def is_plain(self) -> bool:
        """Whether there are only common seats, the same for everybody."""
        return not self.reserves and not self.limits

    def limit_of(self, child: Child) -> Limit | None:
        """The limit under which a child falls on common seats."""
        return next((each for each in self.limits if child.grade in each.grades), None)


class Market:
    """Children and queues by number, in the order of their ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.children = sorted(problem.children, key=attrgetter("id"))
        self.number = {child.id: number for number, child in enumerate(self.children)}
        self.queues = list(_queues(problem))
        self.plain_seats = [each.seats if each.is_plain else None for each in self.queues]
        self.lots = numbers(problem.seed, self.number) if problem.seed is not None else {}
        finder = _Finder(problem.facilities, self.queues)
        asked = wishes(problem)
        self.looked_at = [asked.get(child.id, child.choices) for child in self.children]
        self.wishes = list(map(finder.numbers, self.children, self.looked_at))
        self.own = self._own(finder)
        self.set_apart = self._set_apart()
        for each in self.set_apart:
            self.wishes[each] = self.wishes[each][:-1]  # the seat it holds waits for it
        self.claims = self._claims()

    def _own(self, finder: _Finder) -> dict[int, int]:
        """Who has a seat already, and in which queue."""
        held = {each.id: each.holds for each in self.children if each.holds is not None}
        found = {}
        for child, place in (held | dict(self.problem.preassigned)).items():
            number = self.number[child]
            [found[number]] = finder.numbers(self.children[number], [place])
        return found

    def _set_apart(self) -> frozenset[int]:
        """Children whose present seat nobody else gets in this run."""
        if self.problem.policy.transfers is Transfers.CHAIN:
            return frozenset()
        return frozenset(number for number, child in enumerate(self.children) if child.holds is not None)

    def _claims(self) -> list[Sequence[Claim]]:
        """For each child its claims to the queues of its wishes."""
        priority, found = self.problem.priority, list[Sequence[Claim]]([()] * len(self.children))
        is_ranked = Priority.CHOICE_RANK in priority
        alike, other = Asking(), Asking()
        for number, child in enumerate(self.children):
            if not is_ranked and child.is_alike_everywhere and number not in self.own:
                alike.add(number, child, "")
                continue
            for queue in self._strange(number):
                other.add(number, child, self.queues[queue].facility)
        for made in claims(alike, priority, self.lots):
            found[-made[-1]] = (made,) * len(self.wishes[-made[-1]])
        for number, child_claims in groupby(claims(other, priority, self.lots), key=itemgetter(-1)):
            found[-number] = list(child_claims)
        for number, queue in self.own.items():
            found[number] = self._with_own(number, queue, found[number])
        return found

    def _strange(self, number: int) -> list[int]:
        """The queues of a child's wishes in which it has no seat yet."""
        return [queue for queue in self.wishes[number] if queue != self.own.get(number)]

    def _with_own(self, number: int, own: int, others: Sequence[Claim]) -> list[Claim]:
        rest = iter(others)
        return [settled(number) if queue == own else next(rest) for queue in self.wishes[number]]

    def claim(self, child: int, queue: int) -> Claim:
        """How strong the claim of a child to a queue is: more is stronger."""
        if self.own.get(child) == queue:
            return settled(child)
        return self.claims[child][self.wishes[child].index(queue)]


class _Finder:
    """Which queue a child stands in when it names a facility."""

    def __init__(self, facilities: Iterable[Facility], queues: Sequence[Queue]) -> None:
        self.facilities = {each.id: each for each in facilities}
        self.plain = {each.facility: number for number, each in enumerate(queues) if each.band is None}
        self.banded = {(each.facility, each.band): number for number, each in enumerate(queues) if each.band}

    def numbers(self, child: Child, names: Sequence[str]) -> tuple[int, ...]:
        """The queues of these facilities; those that take not the grade are passed over."""
        try:
            return tuple(map(self.plain.__getitem__, names))
        except KeyError:
            found = (self._number(child, name) for name in names)
            return tuple(number for number in found if number is not None)

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
            yield Queue(
                name=name,
                facility=facility.id,
                band=band,
                seats=seats,
                reserves=kept,
                limits=tuple(sorted(facility.limits, key=lambda limit: limit.id)),
            )


def _kept(reserve: Reserve) -> Kept:
    is_common = reserve.unused is Unused.COMMON
    return Kept(group=reserve.group, seats=reserve.seats, is_common_when_unused=is_common)

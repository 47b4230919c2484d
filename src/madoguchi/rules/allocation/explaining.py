"""Why a child got this place and not another, as values from which pages make sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from madoguchi.rules.allocation.claims import Claim
from madoguchi.rules.allocation.placing import Placed
from madoguchi.rules.allocation.problem import Priority


class Reason(StrEnum):
    """Why a choice came out as it did. The comparisons name what the last one admitted was stronger in."""

    PLACED = "placed"
    NOT_ASKED = "not_asked"
    NO_BAND = "no_band"
    BETTER = "better"
    NO_SEATS = "no_seats"
    SIBLINGS = "siblings"
    SETTLED = "settled"
    PHASE = "phase"
    POINTS = "points"
    CHOICE_RANK = "choice_rank"
    TIE = "tie"
    LOTTERY = "lottery"
    ID = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One wish of a child and what came of it. `rank`: as written; None for a place that is no wish."""

    facility: str
    rank: int | None
    reason: Reason
    element: int | None = None  # of the tie, from 1
    limit: str | None = None  # that the child's grades have reached: it is compared with these only
    band: str | None = None
    position: int | None = None  # among everybody who stands in the queue
    of: int | None = None
    waiting: int | None = None  # among those waiting
    seats: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What one child got, and why, choice by choice."""

    placed: str | None
    rank: int | None
    choices: tuple[Choice, ...]


Why: TypeAlias = tuple[Reason, int | None, str | None]  # with the element of the tie, and the limit


class Explainer:
    """Explains one run."""

    def __init__(self, placed: Placed) -> None:
        self.placed, self.market = placed, placed.market
        self.position = [_places(claims) for claims in placed.standing]
        self.waiting = [_places(claims) for claims in placed.waiting]
        self.bound = {child for family in placed.families.bound for child in family.members}
        self.labels = list(self._labels())

    def _labels(self) -> Iterator[tuple[Reason, int | None]]:
        """What each number of a claim stands for."""
        yield Reason.PHASE, None
        for word in self.market.problem.priority:
            if word is Priority.TIE:
                yield from ((Reason.TIE, element) for element in range(1, self._tie_length() + 1))
            else:
                yield Reason(word.value), None
        yield Reason.ID, None

    def _tie_length(self) -> int:
        ties = (child.tie_at(facility) for child in self.market.children for facility in child.choices)
        return max((len(tie) for tie in ties if tie), default=0)

    def explain(self, child: int) -> Explanation:
        """What a child got, and why."""
        written = self.market.children[child].choices
        queue = self.placed.queue_of[child]
        place = None if queue is None else self.market.queues[queue].facility
        asked = {self.market.queues[each].facility: each for each in self.placed.asked(child)}
        choices = [self._choice(child, name, rank, asked) for rank, name in enumerate(written, 1)]
        choices += [self._choice(child, name, None, asked) for name in asked if name not in written]
        rank = written.index(place) + 1 if place in written else None
        return Explanation(placed=place, rank=rank, choices=tuple(choices))

    def _choice(self, child: int, facility: str, rank: int | None, asked: dict[str, int]) -> Choice:
        queue = asked.get(facility)
        if queue is None:
            is_looked_at = facility in self.market.looked_at[child]
            return Choice(facility=facility, rank=rank, reason=_passed_over(is_looked_at=is_looked_at))
        reason, element, limit = self._reason(child, queue, list(asked.values()))
        return Choice(
            facility=facility,
            rank=rank,
            reason=reason,
            element=element,
            limit=limit,
            band=self.market.queues[queue].band,
            position=self.position[queue][child],
            of=len(self.position[queue]),
            waiting=self.waiting[queue].get(child),
            seats=self.market.queues[queue].seats,
        )

    def _reason(self, child: int, queue: int, asked: list[int]) -> Why:
        got = self.placed.queue_of[child]
        if got == queue:
            return Reason.PLACED, None, None
        if got is not None and asked.index(got) < asked.index(queue):
            return Reason.BETTER, None, None
        if self.market.queues[queue].seats == 0:
            return Reason.NO_SEATS, None, None
        if child in self.bound and self._would_be_kept(child, queue):
            return Reason.SIBLINGS, None, None
        return self._sent_away(child, queue)

    def _sent_away(self, child: int, queue: int) -> Why:
        """By those on common seats, or else because a limit of its grades was reached."""
        claim, last = self.market.claim(child, queue), self.placed.last[queue][-1]
        if self.placed.is_full(queue) and (last is None or claim < last):
            return self._compared(claim, last)
        limit = self.placed.reached(queue, child)
        if limit is None:
            return self._compared(claim, last)
        reason, element, _ = self._compared(claim, self.placed.last_under(queue, limit))
        return reason, element, limit.id

    def _would_be_kept(self, child: int, queue: int) -> bool:
        seating = self.placed.seating
        return child in seating.choice(queue, [*seating.there(queue), child])

    def _compared(self, claim: Claim, last: Claim | None) -> Why:
        if last is None:
            return Reason.SETTLED, None, None
        pairs = enumerate(zip(claim, last, strict=True))
        return (*self.labels[next(place for place, (own, other) in pairs if own != other)], None)


def _passed_over(*, is_looked_at: bool) -> Reason:
    return Reason.NO_BAND if is_looked_at else Reason.NOT_ASKED


def _places(claims: list[Claim]) -> dict[int, int]:
    """Each child's place in a queue, from 1."""
    return {-claim[-1]: place for place, claim in enumerate(claims, 1)}

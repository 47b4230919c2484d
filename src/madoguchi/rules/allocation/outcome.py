"""What an allocation comes to, complete: for every child, for every queue, and for who approves it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from madoguchi.rules.allocation.claims import Claim
from madoguchi.rules.allocation.explaining import Explainer, Explanation
from madoguchi.rules.allocation.families import Families
from madoguchi.rules.allocation.market import Queue
from madoguchi.rules.allocation.placing import Placed
from madoguchi.rules.allocation.problem import Priority, Problem, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """What the last one admitted had, without saying who it is."""

    phase: int
    points: Decimal | None
    choice_rank: int
    tie: tuple[Decimal, ...]
    lottery: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """How one queue turned out. `last`: of the common seats; None when nobody was admitted there by claim."""

    queue: Queue
    admitted: tuple[str, ...]
    waiting: tuple[str, ...]
    last: Last | None
    reserved: Mapping[str, Last | None]  # by group
    limits: Mapping[str, Last | None]
    is_full: bool


class Noted(StrEnum):
    """What must be known before a result is approved."""

    CHOICE_RANK_USED = "choice_rank_used"
    DECIDED_BY_ID = "decided_by_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One of these, with the queue and the children concerned: the one admitted, the one not."""

    code: Noted
    queue: str = ""
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The whole result. It follows from the problem alone and never changes."""

    problem: Problem
    digest: str
    placements: Mapping[str, str | None]
    queues: Mapping[str, Turned]
    explanations: Mapping[str, Explanation]
    freed: Mapping[str, int]
    siblings: Families
    notes: tuple[Note, ...]
    lottery: Mapping[str, int]


def allocate(problem: Problem) -> Allocation:
    """Place every child and say why."""
    placed = Placed(problem)
    explainer = Explainer(placed)
    return Allocation(
        problem=problem,
        digest=digest(problem),
        placements=placed.placements(),
        queues={queue.name: _turned(placed, number) for number, queue in enumerate(placed.market.queues)},
        explanations={
            child.id: explainer.explain(number) for number, child in enumerate(placed.market.children)
        },
        freed=_freed(placed),
        siblings=placed.families,
        notes=tuple(_notes(placed)),
        lottery=placed.market.lots,
    )


def place(problem: Problem) -> dict[str, str | None]:
    """Every child's facility and nothing else: for whoever tries many problems."""
    return Placed(problem).placements()


def _turned(placed: Placed, number: int) -> Turned:
    queue = placed.market.queues[number]
    *reserved, common = (_last(placed, queue, claim) for claim in placed.last[number])
    return Turned(
        queue=queue,
        admitted=_ids(placed, placed.admitted[number]),
        waiting=_ids(placed, placed.waiting[number]),
        last=common,
        reserved={each.group: last for each, last in zip(queue.reserves, reserved, strict=True)},
        limits={each.id: _last(placed, queue, placed.last_under(number, each)) for each in queue.limits},
        is_full=placed.is_full(number),
    )


def _ids(placed: Placed, claims: list[Claim]) -> tuple[str, ...]:
    return tuple(placed.market.children[-claim[-1]].id for claim in claims)


def _last(placed: Placed, queue: Queue, claim: Claim | None) -> Last | None:
    if claim is None:
        return None
    child = placed.market.children[-claim[-1]]
    drawn = placed.market.lots.get(child.id)
    return Last(
        phase=child.phase,
        points=child.points_at(queue.facility),
        choice_rank=child.choices.index(queue.facility) + 1,
        tie=child.tie_at(queue.facility) or (),
        lottery=Decimal(drawn) if drawn is not None else child.lottery,
    )


def _freed(placed: Placed) -> dict[str, int]:
    market = placed.market
    left = (market.own[child] for child in market.set_apart if placed.queue_of[child] != market.own[child])
    counted = Counter(market.queues[queue].name for queue in left)
    return dict(sorted(counted.items()))


def _notes(placed: Placed) -> Iterator[Note]:
    if Priority.CHOICE_RANK in placed.market.problem.priority:
        yield Note(code=Noted.CHOICE_RANK_USED)
    for number, queue in enumerate(placed.market.queues):
        for last, rivals in _contests(placed, number):
            alike = next((claim for claim in rivals if last and claim[:-1] == last[:-1]), None)
            if last and alike:
                yield Note(code=Noted.DECIDED_BY_ID, queue=queue.name, children=_ids(placed, [last, alike]))


def _contests(placed: Placed, number: int) -> Iterator[tuple[Claim | None, list[Claim]]]:
    """The last one admitted to each kind of seat, and those waiting who could sit there too."""
    queue, children, waiting = placed.market.queues[number], placed.market.children, placed.waiting[number]
    *reserved, common = placed.last[number]
    for reserve, last in zip(queue.reserves, reserved, strict=True):
        yield last, [claim for claim in waiting if reserve.group in children[-claim[-1]].groups]
    reached = [(claim, placed.reached(number, -claim[-1])) for claim in waiting]
    yield common, [claim for claim, limit in reached if limit is None]
    for limit in queue.limits:
        yield placed.last_under(number, limit), [claim for claim, found in reached if found == limit]

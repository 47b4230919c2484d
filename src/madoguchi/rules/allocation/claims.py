"""The claims of children to queues, each as one comparable value; made many at a time, which is most work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, TypeAlias

from madoguchi.rules.allocation.problem import Child, Priority

# The claim of docs/rules/allocation.md, every number negated, so that the weakest is the smallest and lies on
# top of a heap. The last number is the child's own, negated.
Claim: TypeAlias = tuple[int, ...]
Lots: TypeAlias = Mapping[str, int]
SCALE: Final = Decimal(10**6)  # numbers have at most six digits after the point: whole numbers compare faster

_AFTER_ALL: Final = -(10**30)  # of who has no number: less than any number can be


@dataclass(slots=True)
class Asking:
    """Children side by side with the facilities they ask: lists, as many rows would be much to clean up."""

    numbers: list[int] = field(default_factory=list)
    children: list[Child] = field(default_factory=list)
    facilities: list[str] = field(default_factory=list)

    def add(self, number: int, child: Child, facility: str) -> None:
        """One more."""
        self.numbers.append(number)
        self.children.append(child)
        self.facilities.append(facility)


def claims(asking: Asking, priority: Sequence[Priority], lots: Lots) -> list[Claim]:
    """The claim of each child to the facility beside it. `lots`: the numbers drawn, if they were."""
    columns: list[Iterable[int]] = [[-child.phase for child in asking.children]]
    for word in priority:
        columns.extend(_COLUMNS[word](asking, lots))
    columns.append(-number for number in asking.numbers)
    return list(zip(*columns, strict=True))


def settled(number: int) -> Claim:
    """The claim of a child that has its seat already: before every phase."""
    return (0, -number)


def is_by_claim(claim: Claim) -> bool:
    """Whether a place with this claim has to be won."""
    return claim[0] < 0


def _points(asking: Asking, _lots: Lots) -> list[list[int]]:
    pairs = zip(asking.children, asking.facilities, strict=True)
    return [[int((child.points_at(facility) or 0) * SCALE) for child, facility in pairs]]


def _choice_rank(asking: Asking, _lots: Lots) -> list[list[int]]:
    pairs = zip(asking.children, asking.facilities, strict=True)
    return [[-child.choices.index(facility) - 1 for child, facility in pairs]]


def _tie(asking: Asking, _lots: Lots) -> list[list[int]]:
    pairs = zip(asking.children, asking.facilities, strict=True)
    ties = [child.tie_at(facility) or () for child, facility in pairs]
    return [[-int(tie[element] * SCALE) for tie in ties] for element in range(len(ties[0]) if ties else 0)]


def _lottery(asking: Asking, lots: Lots) -> list[list[int]]:
    drawn = [lots.get(child.id) if lots else child.lottery for child in asking.children]
    return [[_AFTER_ALL if each is None else -int(each * SCALE) for each in drawn]]


_COLUMNS: Final[Mapping[Priority, Callable[[Asking, Lots], list[list[int]]]]] = {
    Priority.POINTS: _points,
    Priority.CHOICE_RANK: _choice_rank,
    Priority.TIE: _tie,
    Priority.LOTTERY: _lottery,
}

"""The claims of children to queues, each as one comparable value; made many at a time, which is most work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

from madoguchi.rules.allocation.problem import Child, Priority

# The claim of docs/rules/allocation.md, every number negated, so that the weakest is the smallest and lies on
# top of a heap. The last number is the child's own, negated.
Claim: TypeAlias = tuple[int, ...]
Row: TypeAlias = tuple[int, Child, str]  # the child's number, the child, and the facility it asks
Lots: TypeAlias = Mapping[str, int]
SCALE: Final = Decimal(10**6)  # numbers have at most six digits after the point: whole numbers compare faster

_AFTER_ALL: Final = -(10**30)  # of who has no number: less than any number can be


def claims(rows: Sequence[Row], priority: Sequence[Priority], lots: Lots) -> list[Claim]:
    """The claim of each child to the facility beside it. `lots`: the numbers drawn, if they were."""
    columns: list[Iterable[int]] = [[-child.phase for _, child, _ in rows]]
    for word in priority:
        columns.extend(_COLUMNS[word](rows, lots))
    columns.append(-number for number, _, _ in rows)
    return list(zip(*columns, strict=True))


def settled(number: int) -> Claim:
    """The claim of a child that has its seat already: before every phase."""
    return (0, -number)


def is_by_claim(claim: Claim) -> bool:
    """Whether a place with this claim has to be won."""
    return claim[0] < 0


def _points(rows: Sequence[Row], _lots: Lots) -> list[list[int]]:
    return [[int((child.points_at(facility) or 0) * SCALE) for _, child, facility in rows]]


def _choice_rank(rows: Sequence[Row], _lots: Lots) -> list[list[int]]:
    return [[-child.choices.index(facility) - 1 for _, child, facility in rows]]


def _tie(rows: Sequence[Row], _lots: Lots) -> list[list[int]]:
    ties = [child.tie_at(facility) or () for _, child, facility in rows]
    return [[-int(tie[element] * SCALE) for tie in ties] for element in range(len(ties[0]) if ties else 0)]


def _lottery(rows: Sequence[Row], lots: Lots) -> list[list[int]]:
    drawn = [lots.get(child.id) if lots else child.lottery for _, child, _ in rows]
    return [[_AFTER_ALL if each is None else -int(each * SCALE) for each in drawn]]


_COLUMNS: Final[Mapping[Priority, Callable[[Sequence[Row], Lots], list[list[int]]]]] = {
    Priority.POINTS: _points,
    Priority.CHOICE_RANK: _choice_rank,
    Priority.TIE: _tie,
    Priority.LOTTERY: _lottery,
}

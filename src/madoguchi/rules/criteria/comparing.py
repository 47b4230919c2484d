"""What differs between two editions of criteria, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

from madoguchi.rules.criteria.document import Criteria
from madoguchi.rules.criteria.guidebook import LISTS, Guidebook, guidebook

_OTHERS: Final = (
    "aggregate", "several_reasons", "rounding", "eligibility", "without_reason", "threshold",
    "phases", "bands", "reserved", "tie_break", "allocation", "findings", "derived", "basis",
    "guardians_at_most",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line that differs. `label` names it; of other parts of the document `part` does."""

    kind: Literal["added", "removed", "points", "label", "rule", "part"]
    label: Mapping[str, str] | None = None
    before: Any = None
    after: Any = None
    part: str = ""


def differences(before: Criteria, after: Criteria) -> tuple[Difference, ...]:
    """Everything that differs: lines first, then the parts that have no points."""
    old, new = (dict(_lines(guidebook(each))) for each in (before, after))
    parts = (each for each in _OTHERS if getattr(before, each) != getattr(after, each))
    return (
        *(each for place in {**old, **new} for each in _line(old.get(place), new.get(place))),
        *(Difference(kind="part", part=each) for each in parts),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    label: Mapping[str, str]
    points: Decimal | None
    rule: Any


def _lines(book: Guidebook) -> Iterator[tuple[str, _Line]]:
    for grid in book.grids:
        for row in () if grid.same_as else grid.rows:  # the points of another table are told there
            for cell, column in zip(row.cells, grid.columns or ({},), strict=True):
                yield cell.place, _Line(_joined(grid.label, row.label, column), cell.points, grid.when)
    for name in LISTS:
        for entry in getattr(book, name):
            rule = (
                entry.factor,
                entry.per,
                entry.group,
                entry.cap,
                entry.when,
                entry.at_least,
                entry.at_most,
            )
            yield entry.place, _Line(entry.label, entry.points, rule)


def _joined(*several: Mapping[str, str]) -> Mapping[str, str]:
    """Labels one behind the other, in every language that the first has."""
    return {code: " ".join(each.get(code) or each["ja"] for each in several if each) for code in several[0]}


def _line(old: _Line | None, new: _Line | None) -> Iterator[Difference]:
    if old is None or new is None:
        if new is not None:
            yield Difference(kind="added", label=new.label, after=new.points)
        if old is not None:
            yield Difference(kind="removed", label=old.label, before=old.points)
        return
    if old.points != new.points:
        yield Difference(kind="points", label=new.label, before=old.points, after=new.points)
    if old.label != new.label:
        yield Difference(kind="label", label=new.label, before=old.label, after=new.label)
    if old.rule != new.rule:
        yield Difference(kind="rule", label=new.label)

"""Criteria as officers know them from their guide book: grids, lists of points, sentences."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from madoguchi.rules.criteria.document import Criteria, Table
from madoguchi.rules.criteria.plan import PlannedItem, PlannedTable, PlannedTie
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.phrasing import said

Words = Mapping[str, str]
LISTS: Final = ("base", "modifiers", "household_base", "adjust")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A field of a grid; `place` is where its points stand in the document."""

    place: str
    points: Decimal | None
    typed: str | None = None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """A row of a grid."""

    label: Words
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table of a guardian's reason; `same_as` is the label of the one whose points it has."""

    id: str
    label: Words
    row: Words
    column: Words | None
    when: Words | None
    columns: tuple[Words, ...]
    rows: tuple[GridRow, ...]
    same_as: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of a list of points."""

    id: str
    place: str
    label: Words
    points: Decimal | None
    heading: Words | None = None
    factor: Decimal | None = None
    is_manual: bool = False
    at_least: Decimal | None = None
    at_most: Decimal | None = None
    per: str = ""
    is_local: bool = False
    group: Words | None = None
    cap: Decimal | None = None
    when: Words | None = None
    note: Words | None = None
    typed: str | None = None
    typed_label: str | None = None
    is_wrong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the tie-break, or a requirement, with what it goes by."""

    label: Words
    kind: str
    by: Words | None = None
    of: str = ""
    reasons: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidebook:
    """Everything a page shows."""

    grids: tuple[Grid, ...]
    base: tuple[Entry, ...]
    modifiers: tuple[Entry, ...]
    household_base: tuple[Entry, ...]
    adjust: tuple[Entry, ...]
    requirements: tuple[Step, ...]
    tie_break: tuple[Step, ...]


def guidebook(criteria: Criteria) -> Guidebook:
    """The criteria in the order in which a guide book prints them."""
    plan = criteria.plan
    adjust = {each.item.id: each for several in plan.adjust.values() for each in several}
    return Guidebook(
        grids=tuple(_grid(criteria, each) for each in plan.tables),
        base=tuple(_entries(criteria, "base", plan.base)),
        modifiers=tuple(_entries(criteria, "modifiers", plan.modifiers)),
        household_base=tuple(_entries(criteria, "household_base", plan.household_base)),
        adjust=tuple(_entries(criteria, "adjust", (adjust[each.id] for each in criteria.adjust))),
        requirements=tuple(_requirements(criteria)),
        tie_break=tuple(_step(criteria, each) for each in plan.tie_break),
    )


def typed_in(book: Guidebook, typed: Mapping[str, str], wrong: Collection[str]) -> Guidebook:
    """The same with what an officer typed at each place, and which of it cannot stand."""

    def cell(each: Cell) -> Cell:
        return replace(each, typed=typed.get(each.place), is_wrong=each.place in wrong)

    def entry(each: Entry) -> Entry:
        points, label = f"{each.place}.points", f"{each.place}.label"
        is_wrong = points in wrong or label in wrong
        return replace(each, typed=typed.get(points), typed_label=typed.get(label), is_wrong=is_wrong)

    def grid(each: Grid) -> Grid:
        rows = tuple(replace(row, cells=tuple(map(cell, row.cells))) for row in each.rows)
        return replace(each, rows=rows)

    lists: dict[str, Any] = {name: tuple(map(entry, getattr(book, name))) for name in LISTS}
    return replace(book, grids=tuple(map(grid, book.grids)), **lists)


def _said(expression: Expression | None) -> Words | None:
    return None if expression is None else said(expression)


def _grid(criteria: Criteria, planned: PlannedTable) -> Grid:
    table: Table = planned.table
    other = criteria.table(table.points_ref).label.root if table.points_ref else None
    return Grid(
        id=table.id,
        label=table.label.root,
        row=said(planned.row),
        column=_said(planned.column),
        when=_said(planned.when),
        columns=tuple(each.label.root for each in table.columns),
        rows=tuple(
            GridRow(label=row.label.root, cells=tuple(_cells(table, index, row.points)))
            for index, row in enumerate(table.rows)
        ),
        same_as=other,
    )


def _cells(table: Table, index: int, points: tuple[Decimal | None, ...]) -> Iterator[Cell]:
    for column, each in enumerate(points):
        yield Cell(place=f"tables.{table.id}.rows.{index}.points.{column}", points=each)


def _entries(criteria: Criteria, place: str, several: Any) -> Iterator[Entry]:
    reasons = {each.id: each.title.root for each in criteria.reasons}
    groups = {each.id: each.title.root for each in criteria.exclusive_groups}
    for planned in several:
        yield _entry(planned, place, reasons, groups)


def _entry(
    planned: PlannedItem, place: str, reasons: Mapping[str, Words], groups: Mapping[str, Words]
) -> Entry:
    item = planned.item
    written = {
        name: getattr(item, name, None) for name in ("manual", "exclusive", "cap_after", "group", "note")
    }
    manual, cap, heading = written["manual"], written["cap_after"], written["group"]
    is_counted = planned.count is not None or getattr(item, "per", None)
    return Entry(
        id=item.id,
        place=f"{place}.{item.id}",
        label=item.label.root,
        points=item.points,
        heading=heading.root if heading else reasons.get(getattr(item, "reason", "")),
        factor=getattr(item, "factor", None),
        is_manual=manual is not None,
        at_least=manual.at_least if manual else None,
        at_most=manual.at_most if manual else None,
        per=(item.per or "count") if is_counted else "",
        is_local=getattr(item, "scope", "") == "facility",
        group=groups.get(written["exclusive"] or ""),
        cap=cap.at if cap else None,
        when=_said(planned.when),
        note=written["note"].root if written["note"] else None,
    )


def _requirements(criteria: Criteria) -> Iterator[Step]:
    for scope, several in criteria.plan.eligibility.items():
        for rule, refuse_when in several:
            yield Step(label=rule.label.root, kind=scope, by=_said(refuse_when))
    without = criteria.without_reason
    if without is not None and without.label is not None:
        yield Step(label=without.label.root, kind="guardian")


def _step(criteria: Criteria, planned: PlannedTie) -> Step:
    titles = {each.id: each.title.root for each in criteria.reasons}
    key = planned.key
    return Step(
        label=key.label.root,
        kind=planned.kind,
        by=_said(planned.value),
        of=key.most_points or key.of,
        reasons=tuple(titles[each] for each in key.reason_order),
    )

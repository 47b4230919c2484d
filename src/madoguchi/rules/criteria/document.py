"""The criteria document (利用調整基準): its parts, as docs/rules/criteria.md explains them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from madoguchi.rules.documents.base import Expression, Id, Piece, Text
from madoguchi.rules.expressions.reading import describe

if TYPE_CHECKING:
    from madoguchi.rules.criteria.plan import Plan

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")


def _number(raw: Any) -> Decimal:
    """A whole number, or a decimal in quotes: no machine rounds what a city wrote."""
    written = str(raw) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if isinstance(raw, Decimal):
        return raw
    if not _NUMBER.fullmatch(written):
        raise ValueError(f'expected a number such as 20 or "0.5"; found {describe(raw)}')
    return Decimal(written)


def _numbers(raw: Any) -> tuple[Decimal | None, ...]:
    several = raw if isinstance(raw, list | tuple) else [raw]
    return tuple(None if each is None else _number(each) for each in several)


Number = Annotated[Decimal, BeforeValidator(_number)]
Numbers = Annotated[tuple[Decimal | None, ...], BeforeValidator(_numbers)]
Scope = Literal["household", "guardian", "facility"]
CertificateItem = Literal[
    "days_per_month", "days_per_week", "minutes_per_month", "weekly_hours", "begins_on", "returns_on"
]


class Option(Piece):
    """One of the values a finding may have."""

    id: Id
    title: Text


class Counted(Piece):
    """Which days of a list of days count."""

    within: Literal["fiscal_year"] | None = None
    months_before: Annotated[int, Field(ge=0, le=120)] | None = None


class Finding(Piece):
    """認定事項: a fact that an officer confirms before it gives points."""

    id: Id
    type: Literal["flag", "number", "choice", "date", "time", "days"]
    title: Text
    scope: Scope
    options: tuple[Option, ...] = ()
    unit: Text | None = None
    at_least: Number | None = None
    at_most: Number | None = None
    several: Literal["refuse", "sum", "highest"] = "refuse"
    counted: Counted = Counted()
    required_when: Expression = None
    proof: Text | None = None
    proposed: Expression = None


class Derived(Piece):
    """A value that follows from findings; it is named like one."""

    id: Id
    title: Text
    scope: Scope
    value: Expression
    unit: Text | None = None


class Named(Piece):
    """Something with an id and a title."""

    id: Id
    title: Text


class ExclusiveGroup(Named):
    """Items of which only the highest counts."""

    twice: Literal["highest", "error"] = "highest"


class Manual(Piece):
    """Points that an officer decides, within bounds."""

    at_least: Number | None = None
    at_most: Number | None = None


class Item(Piece):
    """What gives points once it is granted: by a finding of its own name, or by `when`."""

    id: Id
    label: Text
    points: Number | None = None
    manual: Manual | None = None
    when: Expression = None
    per: Literal["count", "month"] | None = None
    count: Expression = None
    at_most_times: Annotated[int, Field(ge=1, le=1000)] | None = None
    note: Text | None = None


class BaseItem(Item):
    """A guardian's reason that is worth fixed points."""

    reason: Id


class Range(Piece):
    """A row or column of a table: between which edges a value lies. `at_least` 以上, `less_than` 未満."""

    id: Id | None = None
    label: Text
    at_least: Number | None = None
    more_than: Number | None = None
    at_most: Number | None = None
    less_than: Number | None = None
    is_: Annotated[Id | None, Field(alias="is")] = None


class Row(Range):
    """A row with its points; one for each column where there are columns, null where there are none."""

    points: Numbers
    cells: tuple[Id, ...] = ()


class Table(Piece):
    """A guardian's reason whose points are looked up by one value, or by two."""

    id: Id
    reason: Id
    label: Text
    when: Expression = None
    row: Expression
    rows: tuple[Row, ...] = ()
    column: Expression = None
    columns: tuple[Range, ...] = ()
    points_ref: Id | None = None
    note: Text | None = None

    def cells(self) -> dict[str, tuple[int, int]]:
        """Row and column of every cell that has a name: the row's id, or one of its `cells`."""
        return {
            id: (index, column)
            for index, row in enumerate(self.rows)
            for column, id in enumerate(self.names(row))
        }

    def names(self, row: Row) -> tuple[str, ...]:
        """What the cells of a row are called."""
        return row.cells or ((row.id,) if row.id and not self.columns else ())


class Modifier(Piece):
    """What is added to, or multiplied with, the points of one guardian."""

    id: Id
    label: Text
    points: Number | None = None
    factor: Number | None = None
    reasons: tuple[Id, ...] = ()
    when: Expression = None


class Several(Piece):
    """What several reasons of one guardian are worth together."""

    take: Literal["highest", "sum", "product"] = "highest"
    bonus: Number = Decimal(0)
    bonus_at_most: Number | None = None
    cap: Number | None = None


class Rounding(Piece):
    """How the points of a guardian are rounded."""

    to: Annotated[int, Field(ge=0, le=9)]
    how: Literal["up", "down", "half_up"]


class Cap(Piece):
    """Up to what an item may raise the household's points."""

    at: Number
    of: Literal["adjustments", "total"] = "adjustments"


class Adjustment(Item):
    """調整指数: points of the child and its household; with `scope: facility` at that place only."""

    group: Text | None = None
    scope: Literal["household", "facility"] = "household"
    exclusive: Id | None = None
    cap_after: Cap | None = None


class Requirement(Piece):
    """要件: who cannot be taken at all, whatever the points."""

    id: Id
    label: Text
    scope: Scope = "household"
    refuse_when: Expression


class Chosen(Named):
    """Children to whom something applies: a phase, a band of grades, reserved seats."""

    when: Expression = None


class TieKey(Piece):
    """同点時の優先順位: one step of deciding between equal points."""

    id: Id
    label: Text
    first: Expression = None
    most: Expression = None
    least: Expression = None
    most_points: Literal["total", "base", "adjustments"] | None = None
    reason_order: tuple[Id, ...] = ()
    of: Literal["better", "worse", "both"] = "better"
    choice_rank: bool = False
    lottery: bool = False
    by_hand: bool = False

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Which of the kinds of keys are written; exactly one in a document without faults."""
        return tuple(kind for kind in KEY_KINDS if getattr(self, kind) not in (None, False, ()))


KEY_KINDS: Final = (
    "first", "most", "least", "most_points", "reason_order", "choice_rank", "lottery", "by_hand",
)  # fmt: skip


class Allocation(Piece):
    """How places are given by these points."""

    max_choices: Annotated[int, Field(ge=1, le=50)] = 3
    choice_rank_in_priority: bool = False
    siblings: Literal["independent", "prefer_same", "same_only", "all_or_nothing"] = "independent"


class WithoutReason(Piece):
    """What becomes of a child one of whose guardians has no reason at all: somebody could be at home."""

    then: Literal["no_points", "refused"]
    label: Text | None = None  # why it is refused, as the family reads it


class Threshold(Piece):
    """Points without which no place is given."""

    at_least: Number


class Basis(Piece):
    """On which day the facts must be so, and until when later changes still count."""

    day: Literal["application", "deadline", "start"] = "deadline"
    changes_until: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None


class Proposals(Piece):
    """From which procedure's answers findings are proposed, and which group holds the guardians.

    `certificate`: of which item of the certificate of work a guardian's question is asked.
    """

    procedure: Id
    guardians: Id
    places: Id | None = None
    certificate: Mapping[Id, CertificateItem] = {}


class Criteria(Piece):
    """利用調整基準 of one fiscal year."""

    schema_: Annotated[Literal["madoguchi.criteria/1"], Field(alias="schema")]
    id: Id
    title: Text
    fiscal_year: Annotated[int, Field(ge=2000, le=2200)]
    is_fictional: bool = False
    source: Text | None = None
    notes: tuple[Text, ...] = ()
    basis: Basis = Basis()
    proposals: Proposals | None = None
    findings: tuple[Finding, ...] = ()
    derived: tuple[Derived, ...] = ()
    guardians_at_most: Annotated[int, Field(ge=1, le=10)] = 2
    aggregate: Literal["sum", "min", "max"] = "sum"
    reasons: tuple[Named, ...] = ()
    several_reasons: Several = Several()
    tables: tuple[Table, ...] = ()
    base: tuple[BaseItem, ...] = ()
    modifiers: tuple[Modifier, ...] = ()
    rounding: Rounding | None = None
    household_base: tuple[Item, ...] = ()
    exclusive_groups: tuple[ExclusiveGroup, ...] = ()
    adjust: tuple[Adjustment, ...] = ()
    eligibility: tuple[Requirement, ...] = ()
    without_reason: WithoutReason | None = None
    threshold: Threshold | None = None
    phases: tuple[Chosen, ...] = ()
    bands: tuple[Chosen, ...] = ()
    reserved: tuple[Chosen, ...] = ()
    preassignments: tuple[Named, ...] = ()
    tie_break: tuple[TieKey, ...] = ()
    allocation: Allocation = Allocation()

    @cached_property
    def plan(self) -> Plan:
        """Every expression read once, every item ready to be granted."""
        from madoguchi.rules.criteria.plan import Planner  # the planner needs this module

        return Planner(self).plan()

    def table(self, id: str) -> Table:
        """The table itself, with the rows of the one it refers to."""
        found = next(each for each in self.tables if each.id == id)
        if found.points_ref is None:
            return found
        other = self.table(found.points_ref)
        return found.model_copy(update={"rows": other.rows, "columns": other.columns})

    def items(self) -> Iterator[Item | Table | Modifier]:
        """Everything that can give points, in the order of the document."""
        for each in (self.tables, self.base, self.modifiers, self.household_base, self.adjust):
            yield from each

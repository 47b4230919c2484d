"""The table of operators: the whole language on one screen."""

from __future__ import annotations

from typing import Any, Final

from madoguchi.rules.expressions import comparing, days, logic, numbers, references, rows, tables
from madoguchi.rules.expressions.base import Expression, Operator
from madoguchi.rules.expressions.reading import Readable, Reader, Scope
from madoguchi.rules.expressions.types import DATE, INSTANT, INTEGER, Type
from madoguchi.rules.problems import Fault

FACTS: Final[dict[str, Type]] = {
    "today": DATE,
    "now": INSTANT,
    "fiscal_year": INTEGER,
    "target_year": INTEGER,
}
"""What `{fact: …}` may name."""

NAMES: Final[dict[str, type[Readable]]] = {
    "answer": references.Answer,
    "row": references.Row,
    "fact": references.Fact,
    "computed": references.ComputedValue,
    "date": references.Date,
    "decimal": references.DecimalNumber,
    "time": references.Time,
    "instant": references.Instant,
}

_OPERATORS: Final[tuple[type[Operator], ...]] = (
    comparing.Is, comparing.IsNot, comparing.OneOf, comparing.Contains, logic.Answered,
    comparing.AtLeast, comparing.MoreThan, comparing.AtMost, comparing.LessThan,
    logic.All, logic.Any_, logic.Not, logic.If,
    numbers.Plus, numbers.Minus, numbers.Times, numbers.Divide, numbers.Min, numbers.Max, numbers.Round,
    rows.Sum, rows.Count, rows.AnyRow, rows.AllRows, rows.MinRow, rows.MaxRow,
    tables.Lookup, tables.Rank,
    days.SchoolGrade, days.AgeOn, days.FiscalYear, days.DaysBetween,
    days.DaysAfter, days.DaysBefore, days.MonthsAfter, days.MonthsBefore, days.BusinessDaysAfter,
)  # fmt: skip

OPERATORS: Final[dict[str, type[Readable]]] = {**NAMES, **{each.name: each for each in _OPERATORS}}
"""Everything an expression may begin with."""


def read_expression(raw: Any, *, scope: Scope, path: str, faults: list[Fault]) -> Expression:
    """The typed expression that `raw` stands for in `scope`; what is wrong with it is added to `faults`."""
    return Reader(scope, path, faults, OPERATORS).read(raw)

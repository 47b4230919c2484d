"""Days, ages and school years as the law counts them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

from madoguchi.rules import calendar
from madoguchi.rules.expressions.base import Broken, Expression, Literal, Operator, Scene, Source
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.types import DATE, INTEGER, MISSING, Kind, Type, Value

MOST_DAYS = 3650


class _OfDays(Operator):
    """A function of the calendar. Days and years that no calendar has give a missing value."""

    kinds: ClassVar[tuple[Kind, ...]]
    gives: ClassVar[Type] = INTEGER
    function: ClassVar[Callable[..., Any]]

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        single = cls.counts == (1, 1)
        fit = [
            reader.demand(operand, {kind}, None if single else index)
            for index, (operand, kind) in enumerate(zip(operands, cls.kinds, strict=True))
        ]
        return cls(operands, cls.gives) if all(fit) else Broken()

    def apply(self, *values: Any) -> Value:
        try:
            return type(self).function(*values)
        except (ValueError, OverflowError):
            return MISSING


class FiscalYear(_OfDays):
    """年度 of a day, from April to March."""

    name = "fiscal_year"
    counts = (1, 1)
    kinds = (Kind.DATE,)
    function = staticmethod(calendar.fiscal_year)


class SchoolGrade(_OfDays):
    """Grade in a 年度 of somebody born on a day: 1–6 primary, 7–9 junior high, 0 and below before school."""

    name = "school_grade"
    counts = (2, 2)
    kinds = (Kind.DATE, Kind.INTEGER)
    function = staticmethod(calendar.school_grade)


class AgeOn(_OfDays):
    """Age in years at the end of a day (年齢計算ニ関スル法律)."""

    name = "age_on"
    counts = (2, 2)
    kinds = (Kind.DATE, Kind.DATE)
    function = staticmethod(calendar.legal_age)


class BusinessDaysAfter(_OfDays):
    """The working day so many working days after a day, which is not counted itself (民法140条)."""

    name = "business_days_after"
    counts = (2, 2)
    kinds = (Kind.DATE, Kind.INTEGER)
    gives = DATE

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        expression = super().read(raw, reader)
        count = expression.operands[1] if expression.operands else None
        if isinstance(count, Literal) and not 0 <= count.value <= MOST_DAYS:
            return reader.into(1).fault(f"expected 0 to {MOST_DAYS} working days")
        return expression

    def compute(self, scene: Scene) -> Value:
        closed: Collection[Any] | None = scene.facts.get("closed_days")
        values = [operand.compute(scene) for operand in self.operands]
        if closed is None or any(value is MISSING for value in values):
            return MISSING
        try:
            return calendar.business_days_after(values[0], values[1], closed)
        except (ValueError, OverflowError):
            return MISSING

    def sources(self) -> Iterator[Source]:
        yield from super().sources()
        yield Source("fact", "closed_days")

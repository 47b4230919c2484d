"""Days, ages and school years as the law counts them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, ClassVar

from madoguchi.rules import calendar
from madoguchi.rules.expressions.base import Broken, Expression, Literal, Operator, Scene, Source
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.types import DATE, INTEGER, MISSING, Kind, Type, Value

MOST_DAYS = 3650
MOST_MONTHS = 120


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


class DaysBetween(_OfDays):
    """How many days from the first day to the second; fewer than none where it lies before."""

    name = "days_between"
    counts = (2, 2)
    kinds = (Kind.DATE, Kind.DATE)
    function = staticmethod(calendar.days_between)


class _Counted(_OfDays):
    """A day so much later or earlier than another."""

    counts = (2, 2)
    kinds = (Kind.DATE, Kind.INTEGER)
    gives = DATE
    most: ClassVar[int] = MOST_DAYS
    unit: ClassVar[str] = "days"

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        expression = super().read(raw, reader)
        count = expression.operands[1] if expression.operands else None
        if isinstance(count, Literal) and not 0 <= count.value <= cls.most:
            return reader.into(1).fault(f"expected 0 to {cls.most} {cls.unit}")
        return expression

    def apply(self, *values: Any) -> Value:
        return super().apply(*values) if 0 <= values[1] <= self.most else MISSING


class DaysAfter(_Counted):
    """The day so many days after a day."""

    name = "days_after"
    function = staticmethod(calendar.days_after)


class DaysBefore(_Counted):
    """The day so many days before a day."""

    name = "days_before"
    function = staticmethod(calendar.days_before)


class MonthsAfter(_Counted):
    """The same day so many months later; the last of its month where that is shorter (民法143条)."""

    name = "months_after"
    most = MOST_MONTHS
    unit = "months"
    function = staticmethod(calendar.months_after)


class MonthsBefore(MonthsAfter):
    """The same day so many months earlier."""

    name = "months_before"
    function = staticmethod(calendar.months_before)


class BusinessDaysAfter(_Counted):
    """The working day so many working days after a day, which is not counted itself (民法140条)."""

    name = "business_days_after"
    unit = "working days"

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

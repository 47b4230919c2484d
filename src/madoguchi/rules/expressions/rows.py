"""Looking at all rows of a group: how many, how much, whether any or every one."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import reduce
from typing import Any, ClassVar

from madoguchi.rules.expressions.base import Broken, Expression, Operator, Scene, Source
from madoguchi.rules.expressions.logic import All, Any_
from madoguchi.rules.expressions.numbers import plus
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.references import Answer, Reference
from madoguchi.rules.expressions.types import BOOL, INTEGER, MISSING, NUMBERS, ORDERED, Kind, Type, Value


class Rows(Operator):
    """`{rows: group, of: …, where: …}`; a `where` that is missing in a row leaves the row out."""

    keys: ClassVar[dict[str, Collection[Kind]]]
    """Which of `of` and `where` it needs, and of what kind they are; `where` may always be given."""

    def __init__(self, rows: Reference, of: Expression | None, where: Expression | None, type: Type) -> None:
        super().__init__((rows,), type)
        self.rows, self.of, self.where = rows, of, where

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        optional = () if "where" in cls.keys else ("where",)
        given = reader.keys(raw, required=("rows", *cls.keys), optional=optional)
        if given is None:
            return Broken()
        rows = Answer.read(given["rows"], reader.into("rows"))
        if not isinstance(rows, Reference) or not reader.into("rows").demand(rows, {Kind.ROWS}):
            return Broken()
        inside = reader.within(reader.scope.in_rows_of(rows.id))
        of, where = (cls._read_inside(given.get(key), inside.into(key), key) for key in ("of", "where"))
        broken = any(isinstance(each, Broken) for each in (of, where))
        return Broken() if broken else cls(rows, of, where, cls.result(of))

    @classmethod
    def _read_inside(cls, raw: Any, reader: Reader, key: str) -> Expression | None:
        if raw is None:
            return None
        expression = reader.read(raw)
        return expression if reader.demand(expression, cls.keys.get(key, {Kind.BOOL})) else Broken()

    @classmethod
    def result(cls, of: Expression | None) -> Type:
        """The type of the result."""
        return BOOL if of is None else of.type

    def compute(self, scene: Scene) -> Value:
        rows = self.rows.compute(scene)
        if rows is MISSING:
            return MISSING
        return self.over([replace(scene, row=row) for row in rows])

    def chosen(self, rows: list[Scene]) -> list[Scene]:
        """The rows that `where` holds for; all of them without one."""
        return rows if self.where is None else [row for row in rows if self.where.holds(row)]

    def values(self, rows: list[Scene]) -> list[Value]:
        """What `of` is in each chosen row."""
        return [self.of.compute(row) for row in self.chosen(rows)] if self.of else []

    @abstractmethod
    def over(self, rows: list[Scene]) -> Value:
        """The result over all rows."""

    def sources(self) -> Iterator[Source]:
        for expression in (self.rows, self.of, self.where):
            if expression is not None:
                yield from expression.sources()


class Count(Rows):
    """How many rows."""

    name = "count"
    keys: ClassVar = {}

    @classmethod
    def result(cls, of: Expression | None) -> Type:
        return INTEGER

    def over(self, rows: list[Scene]) -> Value:
        return len(self.chosen(rows))


class Sum(Rows):
    """The total of a number over the rows; 0 without rows, missing where one of them is."""

    name = "sum"
    keys: ClassVar = {"of": NUMBERS}

    def over(self, rows: list[Scene]) -> Value:
        values = self.values(rows)
        return MISSING if any(value is MISSING for value in values) else reduce(plus, values, 0)


class MinRow(Rows):
    """The smallest over the rows; missing without rows or where one of them is."""

    name = "min_row"
    keys: ClassVar = {"of": ORDERED}

    def over(self, rows: list[Scene]) -> Value:
        values = self.values(rows)
        return MISSING if not values or any(value is MISSING for value in values) else min(values)


class MaxRow(Rows):
    """The largest over the rows; missing without rows or where one of them is."""

    name = "max_row"
    keys: ClassVar = {"of": ORDERED}

    def over(self, rows: list[Scene]) -> Value:
        values = self.values(rows)
        return MISSING if not values or any(value is MISSING for value in values) else max(values)


class _Quantified(Rows):
    keys: ClassVar = {"where": {Kind.BOOL}}
    joined: ClassVar[type[All] | type[Any_]]

    @classmethod
    def result(cls, of: Expression | None) -> Type:
        return BOOL

    def over(self, rows: list[Scene]) -> Value:
        return self.joined.of(self.where.compute(row) for row in rows) if self.where else MISSING


class AnyRow(_Quantified):
    """Whether a row is so; false without rows."""

    name = "any_row"
    joined = Any_


class AllRows(_Quantified):
    """Whether every row is so; true without rows."""

    name = "all_rows"
    joined = All

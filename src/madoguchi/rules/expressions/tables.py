"""Grids with 以上/未満 edges, and the rank of a place among those wished for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from madoguchi.rules.expressions.base import Broken, Expression, Literal, Operator, Scene, Source
from madoguchi.rules.expressions.comparing import AtLeast, AtMost, Is, LessThan, MoreThan, OneOf, Pair
from madoguchi.rules.expressions.logic import All
from madoguchi.rules.expressions.reading import Reader, describe, suggest
from madoguchi.rules.expressions.references import DecimalNumber
from madoguchi.rules.expressions.types import (
    BOOL,
    INTEGER,
    MISSING,
    NUMBERS,
    SINGLE,
    WORDS,
    Kind,
    Type,
    Value,
)

EDGES: Final[dict[str, type[Pair] | type[OneOf]]] = {
    each.name: each for each in (Is, OneOf, AtLeast, MoreThan, AtMost, LessThan)
}
MOST_RANGES: Final = 500


class Rank(Operator):
    """On which rank a place was wished for, from 1; missing where it was not."""

    name = "rank"
    counts = (2, 2)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        wishes, place = operands
        if not reader.demand(wishes, {Kind.SET}, 0) or not reader.demand(place, WORDS, 1):
            return Broken()
        if wishes.type.options is not None:
            return reader.into(0).fault("expected ranked places; the options of a question have no ranks")
        return cls(operands, INTEGER)

    def apply(self, *values: Any) -> Value:
        wishes, place = values
        return wishes.index(place) + 1 if place in wishes else MISSING


class Lookup(Operator):
    """The value of the first row (and first column) of a grid whose edges the operands lie within."""

    name = "lookup"
    counts = (1, 1)

    def __init__(self, grid: Grid, type: Type) -> None:
        super().__init__(tuple(axis.operand for axis in grid.axes), type)
        self.grid = grid

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        keys = reader.keys(raw, required=("row", "rows"), optional=("column", "columns"))
        if keys is None:
            return Broken()
        if ("column" in keys) != ("columns" in keys):
            return reader.fault("'column' and 'columns' belong together; expected both or neither")
        return GridReader(reader, keys).read()

    def compute(self, scene: Scene) -> Value:
        indexes = []
        for axis in self.grid.axes:
            index = axis.find(scene)
            if index is MISSING:
                return MISSING
            indexes.append(index)
        row, *column = indexes
        return self.grid.values[row][column[0] if column else 0].compute(scene)

    def sources(self) -> Iterator[Source]:
        for axis in self.grid.axes:
            yield from axis.operand.sources()


class Axis:
    """One side of a grid: what is looked up, and the ranges in which it may lie."""

    def __init__(self, operand: Expression, ranges: tuple[Expression, ...]) -> None:
        self.operand, self.ranges = operand, ranges

    def find(self, scene: Scene) -> Value:
        """The index of the first range the operand lies in; MISSING where it lies in none, or is missing."""
        if self.operand.compute(scene) is MISSING:
            return MISSING
        return next((index for index, each in enumerate(self.ranges) if each.holds(scene)), MISSING)


class Grid:
    """One or two axes, and a literal in every field."""

    def __init__(self, axes: tuple[Axis, ...], values: tuple[tuple[Expression, ...], ...]) -> None:
        self.axes, self.values = axes, values


class GridReader:
    """Reads `{row, rows: [{at_least: 120, value: 10}, …]}`; with columns each value is a list."""

    def __init__(self, reader: Reader, keys: dict[str, Any]) -> None:
        self.reader, self.keys = reader, keys

    def read(self) -> Expression:
        """The lookup, or Broken with its faults noted."""
        faults_before = len(self.reader.faults)
        axes = [self._axis("row", "rows", extra=("value",))]
        if "column" in self.keys:
            axes.append(self._axis("column", "columns"))
        values = self._values(len(axes[1].ranges) if len(axes) == 2 else None)
        type = self.reader.in_common(value for row in values for value in row)
        if len(self.reader.faults) > faults_before or type.kind is Kind.UNKNOWN:
            return Broken()
        return Lookup(Grid(tuple(axes), values), type)

    def _axis(self, one: str, many: str, extra: tuple[str, ...] = ()) -> Axis:
        operand = self.reader.into(one).read(self.keys[one])
        self.reader.into(one).demand(operand, SINGLE)
        reader = self.reader.into(many)
        raw = self.keys[many]
        if not isinstance(raw, list) or not 1 <= len(raw) <= MOST_RANGES:
            reader.fault(f"expected a list of 1 to {MOST_RANGES} ranges; found {describe(raw)}")
            return Axis(operand, ())
        ranges = (
            RangeReader(operand, reader.into(index)).read(each, extra) for index, each in enumerate(raw)
        )
        return Axis(operand, tuple(ranges))

    def _values(self, columns: int | None) -> tuple[tuple[Expression, ...], ...]:
        rows = self.keys["rows"] if isinstance(self.keys["rows"], list) else []
        reader = self.reader.into("rows")
        return tuple(
            self._row_values(each.get("value"), reader.into(index).into("value"), columns)
            for index, each in enumerate(rows)
            if isinstance(each, dict)
        )

    def _row_values(self, raw: Any, reader: Reader, columns: int | None) -> tuple[Expression, ...]:
        if columns is None:
            return (_literal(raw, reader),)
        if not isinstance(raw, list) or len(raw) != columns:
            return (reader.fault(f"expected {columns} values, one per column; found {describe(raw)}"),)
        return tuple(_literal(each, reader.into(index)) for index, each in enumerate(raw))


class RangeReader:
    """Reads one range of an axis as the condition that the operand lies in it."""

    def __init__(self, operand: Expression, reader: Reader) -> None:
        self.operand, self.reader = operand, reader

    def read(self, raw: Any, extra: tuple[str, ...]) -> Expression:
        """True for every operand where there is no edge at all: the last row of many grids."""
        if not isinstance(raw, dict):
            return self.reader.fault(f"expected a range such as {{at_least: 120}}; found {describe(raw)}")
        edges = {key: each for key, each in raw.items() if key not in extra}
        return All(tuple(self._edge(key, each) for key, each in edges.items()), BOOL)

    def _edge(self, key: str, raw: Any) -> Expression:
        reader = self.reader.into(key)
        if key not in EDGES:
            return reader.fault(f"unknown edge '{key}'{suggest(key, EDGES)}")
        written = raw if key == OneOf.name and isinstance(raw, list) else [raw]
        operands = (self.operand, *(self._edge_value(each, reader) for each in written))
        if (
            not reader.demand(self.operand, EDGES[key].kinds)
            or reader.in_common(operands).kind is Kind.UNKNOWN
        ):
            return Broken()
        return EDGES[key](operands, BOOL)

    def _edge_value(self, raw: Any, reader: Reader) -> Expression:
        if isinstance(raw, str) and self.operand.type.kind in NUMBERS:
            return DecimalNumber.read(raw, reader)
        return _literal(raw, reader)


def _literal(raw: Any, reader: Reader) -> Expression:
    expression = reader.read(raw)
    is_fixed = isinstance(expression, Literal | Broken)
    return expression if is_fixed else reader.fault("expected a fixed value, not an expression")

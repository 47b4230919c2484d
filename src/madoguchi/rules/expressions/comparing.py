"""Comparing values: equal, among, contained, larger and smaller."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, ClassVar

from madoguchi.rules.expressions.base import MOST, Broken, Expression
from madoguchi.rules.expressions.logic import Condition
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.types import BOOL, ORDERED, SINGLE, WORDS, Kind, Value


class Pair(Condition):
    """A comparison of two values of the same kind."""

    counts = (2, 2)
    kinds: ClassVar = SINGLE

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        fit = [reader.demand(operand, cls.kinds, index) for index, operand in enumerate(operands)]
        if not all(fit) or reader.in_common(operands).kind is Kind.UNKNOWN:
            return Broken()
        return cls(operands, BOOL)


class Is(Pair):
    """Whether two values are equal."""

    name = "is"

    def apply(self, *values: Any) -> Value:
        return values[0] == values[1]


class IsNot(Pair):
    """Whether two values differ. Missing, not true, where one of them is missing."""

    name = "is_not"

    def apply(self, *values: Any) -> Value:
        return values[0] != values[1]


class OneOf(Condition):
    """Whether a value is one of several."""

    name = "one_of"
    kinds: ClassVar = SINGLE
    counts = (2, MOST)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, list) or len(raw) != 2 or not isinstance(raw[1], list):
            return reader.fault("expected [value, [one, or, more, values]]")
        value = reader.into(0).read(raw[0])
        choices = reader.into(1).operands(raw[1], (1, MOST))
        if choices is None or not reader.demand(value, SINGLE, 0):
            return Broken()
        broken = reader.in_common((value, *choices)).kind is Kind.UNKNOWN
        return Broken() if broken else cls((value, *choices), BOOL)

    def apply(self, *values: Any) -> Value:
        return values[0] in values[1:]


class Contains(Condition):
    """Whether a set of options has one of them."""

    name = "contains"
    counts = (2, 2)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        fit = reader.demand(operands[0], {Kind.SET}, 0) and reader.demand(operands[1], WORDS, 1)
        return cls(operands, BOOL) if fit and reader.options_exist(operands) else Broken()

    def apply(self, *values: Any) -> Value:
        return values[1] in values[0]


class _Order(Pair):
    """Which of two numbers, days or times is larger."""

    kinds = ORDERED
    relation: ClassVar[Callable[[Any, Any], bool]]

    def apply(self, *values: Any) -> Value:
        return type(self).relation(values[0], values[1])


class AtLeast(_Order):
    """以上; of days 以後."""

    name = "at_least"
    relation = operator.ge


class MoreThan(_Order):
    """を超える; of days より後."""

    name = "more_than"
    relation = operator.gt


class AtMost(_Order):
    """以下; of days 以前."""

    name = "at_most"
    relation = operator.le


class LessThan(_Order):
    """未満; of days より前."""

    name = "less_than"
    relation = operator.lt

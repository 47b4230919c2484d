"""Arithmetic, exact to fifty digits."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from functools import reduce
from typing import Any, ClassVar, Final

from madoguchi.rules.expressions.base import MOST, Broken, Expression, Operator, Scene
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.types import DECIMAL, INTEGER, MISSING, NUMBERS, ORDERED, Kind, Value

EXACT: Final = Context(prec=50, rounding=ROUND_HALF_UP)
LARGEST_PRODUCT: Final = 10**30


def plus(left: Any, right: Any) -> Any:
    """The sum of whole or decimal numbers."""
    return left + right if _whole(left, right) else EXACT.add(Decimal(left), Decimal(right))


def minus(left: Any, right: Any) -> Any:
    """The difference of whole or decimal numbers."""
    return left - right if _whole(left, right) else EXACT.subtract(Decimal(left), Decimal(right))


def times(left: Any, right: Any) -> Any:
    """The product of whole or decimal numbers."""
    return left * right if _whole(left, right) else EXACT.multiply(Decimal(left), Decimal(right))


def _whole(left: Any, right: Any) -> bool:
    return isinstance(left, int) and isinstance(right, int)


class _Arithmetic(Operator):
    kinds: ClassVar = NUMBERS

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        fit = [reader.demand(operand, cls.kinds, index) for index, operand in enumerate(operands)]
        common = reader.in_common(operands) if all(fit) else None
        return cls(operands, common) if common and common.kind is not Kind.UNKNOWN else Broken()


class Plus(_Arithmetic):
    """The sum."""

    name = "plus"
    counts = (2, MOST)

    def apply(self, *values: Any) -> Value:
        return reduce(plus, values)


class Minus(_Arithmetic):
    """The first without the second."""

    name = "minus"
    counts = (2, 2)

    def apply(self, *values: Any) -> Value:
        return minus(values[0], values[1])


class Times(_Arithmetic):
    """The product; missing where it grows beyond all counting, so that no document can hang the city."""

    name = "times"
    counts = (2, MOST)

    def apply(self, *values: Any) -> Value:
        product = values[0]
        for value in values[1:]:
            product = times(product, value)
            if abs(product) > LARGEST_PRODUCT:
                return MISSING
        return product


class Divide(_Arithmetic):
    """The first by the second; missing where that is zero."""

    name = "divide"
    counts = (2, 2)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        expression = super().read(raw, reader)
        return cls(expression.operands, DECIMAL) if isinstance(expression, cls) else expression

    def apply(self, *values: Any) -> Value:
        return EXACT.divide(Decimal(values[0]), Decimal(values[1])) if values[1] else MISSING


class Min(_Arithmetic):
    """The smallest number, the earliest day."""

    name = "min"
    counts = (2, MOST)
    kinds = ORDERED

    def apply(self, *values: Any) -> Value:
        return min(values)


class Max(_Arithmetic):
    """The largest number, the latest day."""

    name = "max"
    counts = (2, MOST)
    kinds = ORDERED

    def apply(self, *values: Any) -> Value:
        return max(values)


ROUNDINGS: Final = {"up": ROUND_UP, "down": ROUND_DOWN, "half_up": ROUND_HALF_UP}


class Round(Operator):
    """A number with `to` digits behind the point. Up is away from zero (切り上げ), down towards it."""

    name = "round"
    counts = (1, 1)

    def __init__(self, operand: Expression, to: int, how: str) -> None:
        super().__init__((operand,), DECIMAL if to > 0 else INTEGER)
        self.to = to
        self.how = how

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        keys = reader.keys(raw, required=("value", "to", "how"))
        if keys is None:
            return Broken()
        to, how = keys["to"], keys["how"]
        if isinstance(to, bool) or not isinstance(to, int) or not -9 <= to <= 9:
            return reader.into("to").fault("expected how many digits stay behind the point, -9 to 9")
        if not isinstance(how, str) or how not in ROUNDINGS:
            return reader.into("how").fault(f"expected one of {', '.join(ROUNDINGS)}")
        value = reader.into("value").read(keys["value"])
        return cls(value, to, how) if reader.into("value").demand(value, NUMBERS) else Broken()

    def compute(self, scene: Scene) -> Value:
        value = self.operands[0].compute(scene)
        if value is MISSING:
            return MISSING
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-self.to), ROUNDINGS[self.how], EXACT)
        return rounded if self.to > 0 else int(rounded)

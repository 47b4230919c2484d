"""Arithmetic, exact to fifty digits."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal
from functools import reduce
from typing import Any, ClassVar, Final

from madoguchi.rules.expressions.base import MOST, Broken, Expression, Operator, Scene
from madoguchi.rules.expressions.reading import Reader
from madoguchi.rules.expressions.types import DECIMAL, INTEGER, MISSING, NUMBERS, ORDERED, Kind, Type, Value

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

    def _said(self) -> list[str]:
        return [operand.say() for operand in self.operands]


class Plus(_Arithmetic):
    """The sum."""

    name = "plus"
    counts = (2, MOST)

    def apply(self, *values: Any) -> Value:
        return reduce(plus, values)

    def say(self) -> str:
        return f"（{'と'.join(self._said())}の合計）"


class Minus(_Arithmetic):
    """The first without the second."""

    name = "minus"
    counts = (2, 2)

    def apply(self, *values: Any) -> Value:
        return minus(values[0], values[1])

    def say(self) -> str:
        left, right = self._said()
        return f"（{left}から{right}を引いた数）"


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

    def say(self) -> str:
        return f"（{'に'.join(self._said())}を掛けた数）"


class Min(_Arithmetic):
    """The smallest number, the earliest day."""

    name = "min"
    counts = (2, MOST)
    kinds = ORDERED

    def apply(self, *values: Any) -> Value:
        return min(values)

    def say(self) -> str:
        return f"（{'・'.join(self._said())}のうち最も{_extreme(self.type, '小さい', '早い')}もの）"


class Max(_Arithmetic):
    """The largest number, the latest day."""

    name = "max"
    counts = (2, MOST)
    kinds = ORDERED

    def apply(self, *values: Any) -> Value:
        return max(values)

    def say(self) -> str:
        return f"（{'・'.join(self._said())}のうち最も{_extreme(self.type, '大きい', '遅い')}もの）"


def _extreme(type: Type, of_numbers: str, of_days: str) -> str:
    return of_numbers if type.kind in NUMBERS else of_days


ROUNDINGS: Final = {
    "up": (ROUND_UP, "切り上げた"),
    "down": (ROUND_DOWN, "切り捨てた"),
    "half_up": (ROUND_HALF_UP, "四捨五入した"),
}


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
        if how not in ROUNDINGS:
            return reader.into("how").fault(f"expected one of {', '.join(ROUNDINGS)}")
        value = reader.into("value").read(keys["value"])
        return cls(value, to, how) if reader.into("value").demand(value, NUMBERS) else Broken()

    def compute(self, scene: Scene) -> Value:
        value = self.operands[0].compute(scene)
        if value is MISSING:
            return MISSING
        rounded = Decimal(value).quantize(Decimal(1).scaleb(-self.to), ROUNDINGS[self.how][0], EXACT)
        return rounded if self.to > 0 else int(rounded)

    def say(self) -> str:
        digits = f"小数第{self.to}位まで" if self.to > 0 else f"{10**-self.to}の単位に"
        return f"（{self.operands[0].say()}を{digits if self.to else '整数に'}{ROUNDINGS[self.how][1]}数）"

"""Conditions joined and chosen by: three-valued logic after Kleene."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from madoguchi.rules.expressions.base import MOST, Broken, Expression, Operator, Scene
from madoguchi.rules.expressions.reading import Reader, describe
from madoguchi.rules.expressions.references import Answer, ComputedReference, Reference, Row
from madoguchi.rules.expressions.types import BOOL, MISSING, Kind, Value


class Condition(Operator):
    """An operator whose value is yes or no."""


class Joined(Condition):
    """Several conditions taken together."""

    counts = (1, MOST)
    decisive: ClassVar[bool]
    """The operand that settles the result alone."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None:
            return Broken()
        fit = [reader.demand(operand, {Kind.BOOL}, index) for index, operand in enumerate(operands)]
        return cls(operands, BOOL) if all(fit) else Broken()

    def compute(self, scene: Scene) -> Value:
        return self.of(operand.compute(scene) for operand in self.operands)

    @classmethod
    def of(cls, values: Iterable[Value]) -> Value:
        """What the values are together. Reads no further than to the first that settles it."""
        result: Value = not cls.decisive
        for value in values:
            if value is cls.decisive:
                return value
            if value is MISSING:
                result = MISSING
        return result


class All(Joined):
    """True when every condition is; false as soon as one is false."""

    name = "all"
    decisive = False


class Any_(Joined):
    """True as soon as one condition is; false when every one is false."""

    name = "any"
    decisive = True


class Not(Condition):
    """The opposite."""

    name = "not"
    counts = (1, 1)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operand = reader.read(raw)
        return cls((operand,), BOOL) if reader.demand(operand, {Kind.BOOL}) else Broken()

    def apply(self, *values: Any) -> Value:
        return not values[0]


class Answered(Condition):
    """Whether something was answered; no rows are no answer. Never missing itself."""

    name = "answered"
    counts = (1, 1)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operand = cls._operand(raw, reader)
        if isinstance(operand, Broken | Reference | ComputedReference):
            return cls((operand,), BOOL)
        return reader.fault("expected a question's id, {row: …} or {computed: …}")

    @staticmethod
    def _operand(raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, str):
            return reader.read(raw) if isinstance(raw, dict) else reader.fault(f"found {describe(raw)}")
        named = reader.scope.answers.get(raw)
        in_row = named is not None and named.group is not None and named.group == reader.scope.group
        return Row.read(raw, reader) if in_row else Answer.read(raw, reader)

    def compute(self, scene: Scene) -> Value:
        value = self.operands[0].compute(scene)
        return value is not MISSING and value != []


class If(Operator):
    """The second operand where the first is true, the third where it is false."""

    name = "if"
    counts = (3, 3)

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        operands = reader.operands(raw, cls.counts)
        if operands is None or not reader.demand(operands[0], {Kind.BOOL}, 0):
            return Broken()
        return cls(operands, reader.in_common(operands[1:]))

    def compute(self, scene: Scene) -> Value:
        condition, then, otherwise = self.operands
        value = condition.compute(scene)
        if value is MISSING:
            return MISSING
        return then.compute(scene) if value else otherwise.compute(scene)

"""What every expression is: a typed value that knows its sources and computes itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from madoguchi.rules.expressions.types import MISSING, UNKNOWN, Kind, Type, Value

if TYPE_CHECKING:
    from madoguchi.rules.expressions.reading import Reader


class Source(NamedTuple):
    """Something an expression looks at: an answer or row (by question id), a fact or a computed value."""

    kind: str
    name: str


@dataclass(slots=True)
class Scene:
    """What an expression is computed from. Answers are canonical and stand by question id."""

    answers: Mapping[str, Any]
    facts: Mapping[str, Any]
    computed: Mapping[str, Value] = field(default_factory=dict)
    row: Mapping[str, Any] | None = None


class Expression(ABC):
    """A node of the tree. Made by `read_expression` only, which has checked its types."""

    type: Type
    operands: tuple[Expression, ...] = ()

    @abstractmethod
    def compute(self, scene: Scene) -> Value:
        """The value in `scene`, or MISSING."""

    def sources(self) -> Iterator[Source]:
        """Everything the value depends on, perhaps several times."""
        for operand in self.operands:
            yield from operand.sources()

    def holds(self, scene: Scene) -> bool:
        """Whether the condition is true. A missing condition does not hold."""
        return self.compute(scene) is True


@dataclass(frozen=True, slots=True)
class Broken(Expression):
    """Stands where a fault was found, so that reading can go on and find the next one."""

    type: Type = UNKNOWN

    def compute(self, scene: Scene) -> Value:
        return MISSING


@dataclass(frozen=True, slots=True)
class Literal(Expression):
    """A value written in the document."""

    value: Value
    type: Type

    def compute(self, scene: Scene) -> Value:
        return self.value


class Operator(Expression):
    """An operation on operands. A missing operand makes the result missing, unless a class says otherwise."""

    name: ClassVar[str]
    counts: ClassVar[tuple[int, int]]
    """How few and how many operands it takes; (1, 1): the operand itself, not a list."""

    def __init__(self, operands: tuple[Expression, ...], type: Type) -> None:
        self.operands = operands
        self.type = type

    @classmethod
    @abstractmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        """The operation on the operands `raw`; Broken, with its faults noted, where they do not fit."""

    def compute(self, scene: Scene) -> Value:
        values = []
        for operand in self.operands:
            value = operand.compute(scene)
            if value is MISSING:
                return MISSING
            values.append(value)
        return self.apply(*values)

    def apply(self, *values: Any) -> Value:
        """The result of values that are all there."""
        raise NotImplementedError


MOST: Final = 200
"""More operands than anybody can read."""


def to_value(type: Type, canonical: Any) -> Value:
    """A canonical answer as the value that expressions compute with; MISSING for None."""
    if canonical is None:
        return MISSING
    match type.kind:
        case Kind.DATE:
            return date.fromisoformat(canonical)
        case Kind.DECIMAL:
            return Decimal(canonical)
        case Kind.TIME:
            return time.fromisoformat(canonical)
        case _:
            return canonical


def to_canonical(value: Value) -> Any:
    """A computed value as it is stored and printed: JSON, None where it is missing."""
    match value:
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case _:
            return None if value is MISSING else value

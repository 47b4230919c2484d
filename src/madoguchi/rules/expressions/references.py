"""Names of things: answers, this row, facts of the day, computed values; and literals that need one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from madoguchi.rules.expressions.base import Broken, Expression, Literal, Scene, Source, to_value
from madoguchi.rules.expressions.reading import Named, Reader, describe, suggest
from madoguchi.rules.expressions.types import (
    DATE,
    DECIMAL,
    INSTANT,
    MISSING,
    TIME,
    Type,
    Value,
)


@dataclass(frozen=True, slots=True)
class Reference(Expression):
    """An answer or part of one; of this row where `in_row`."""

    id: str
    type: Type
    in_row: bool
    named: Named

    def compute(self, scene: Scene) -> Value:
        answers = scene.row if self.in_row else scene.answers
        answer = None if answers is None else answers.get(self.id)
        if answer is None:
            return MISSING
        part = self.named.part
        return to_value(self.type, part(answer) if part else answer)

    def sources(self) -> Iterator[Source]:
        yield Source("row" if self.in_row else "answer", self.id)


@dataclass(frozen=True, slots=True)
class ComputedReference(Expression):
    """A value computed before."""

    id: str
    type: Type
    named: Named

    def compute(self, scene: Scene) -> Value:
        return scene.computed.get(self.id, MISSING)

    def sources(self) -> Iterator[Source]:
        yield Source("computed", self.id)


@dataclass(frozen=True, slots=True)
class FactReference(Expression):
    """Something known without asking."""

    name: str
    type: Type

    def compute(self, scene: Scene) -> Value:
        value = scene.facts.get(self.name)
        return MISSING if value is None else value

    def sources(self) -> Iterator[Source]:
        yield Source("fact", self.name)


class Answer:
    """`{answer: path}`: what was answered outside of groups, or all rows of a group."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, str):
            return reader.fault(f"expected the id of a question; found {describe(raw)}")
        scope = reader.scope
        named = scope.answers.get(raw)
        if named is None:
            return _unknown(raw, reader)
        if named.group is not None:
            inside = "{row: …}" if named.group == scope.group else f"rows: {named.group}"
            return reader.fault(f"'{raw}' is asked once per row of '{named.group}'; write {inside}")
        if named.position >= scope.before:
            return _too_late(raw, reader)
        return _reference(named, in_row=False)


class Row:
    """`{row: id}`: what was answered in this row of the group."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        scope = reader.scope
        if scope.group is None:
            return reader.fault("there is no row here; {row: …} is for the questions of a group")
        named = scope.answers.get(raw) if isinstance(raw, str) else None
        if named is None:
            return _unknown(raw, reader) if isinstance(raw, str) else reader.fault("expected a question's id")
        if named.group != scope.group:
            elsewhere = f"rows: {named.group}" if named.group else f"{{answer: {raw}}}"
            return reader.fault(f"'{raw}' is not asked in the rows of '{scope.group}'; write {elsewhere}")
        if named.position >= scope.row_before:
            return _too_late(raw, reader)
        return _reference(named, in_row=True)


class ComputedValue:
    """`{computed: id}`: a value computed from what stands before."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, str):
            return reader.fault(f"expected the id of a computed value; found {describe(raw)}")
        named = reader.scope.computed.get(raw)
        if named is None:
            if raw in reader.scope.lost:
                return Broken()
            return reader.fault(f"there is no computed value '{raw}'{suggest(raw, reader.scope.computed)}")
        if named.position >= reader.scope.before:
            return _too_late(raw, reader)
        return ComputedReference(named.id, named.type, named)


class Fact:
    """`{fact: today}`: what the city knows without asking."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, str):
            return reader.fault(f"expected the name of a fact; found {describe(raw)}")
        known = reader.scope.facts.get(raw)
        if known is None:
            return reader.fault(f"there is no fact '{raw}'{suggest(raw, reader.scope.facts)}")
        return FactReference(raw, known)


class _Quoted:
    """A literal that has to say what it is, because JSON has no word for it."""

    type: ClassVar[Type]
    example: ClassVar[str]

    @classmethod
    def parse(cls, raw: str) -> Value:
        raise NotImplementedError

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if isinstance(raw, str):
            try:
                return Literal(cls.parse(raw), cls.type)
            except (ValueError, InvalidOperation):
                pass
        return reader.fault(f'expected {cls.type} such as "{cls.example}"; found {describe(raw)}')


class Date(_Quoted):
    """`{date: "2026-04-01"}`."""

    type = DATE
    example = "2026-04-01"

    @classmethod
    def parse(cls, raw: str) -> Value:
        return datetime.strptime(raw, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone


class DecimalNumber(_Quoted):
    """`{decimal: "1.5"}`."""

    type = DECIMAL
    example = "1.5"

    @classmethod
    def parse(cls, raw: str) -> Value:
        number = Decimal(raw)
        if not number.is_finite() or len(raw) > 30 or "e" in raw.lower():
            raise ValueError(raw)
        return number


class Time(_Quoted):
    """`{time: "08:30"}`."""

    type = TIME
    example = "08:30"

    @classmethod
    def parse(cls, raw: str) -> Value:
        return datetime.strptime(raw, "%H:%M").time()  # noqa: DTZ007 - a time of day has no zone


class Instant(_Quoted):
    """`{instant: "2026-11-22T09:00+09:00"}`."""

    type = INSTANT
    example = "2026-11-22T09:00+09:00"

    @classmethod
    def parse(cls, raw: str) -> Value:
        instant = datetime.fromisoformat(raw)
        if instant.tzinfo is None:
            raise ValueError(raw)
        return instant


def _reference(named: Named, *, in_row: bool) -> Reference:
    return Reference(named.id, named.type, in_row, named)


def _unknown(path: str, reader: Reader) -> Expression:
    head, _, part = path.partition(".")
    if head in reader.scope.lost:
        return Broken()
    if path in reader.scope.computed:
        return reader.fault(f"'{path}' is a computed value; write {{computed: {path}}}")
    if part and head in reader.scope.answers:
        parts = [name.partition(".")[2] for name in reader.scope.answers if name.startswith(f"{head}.")]
        return reader.fault(f"'{head}' has no part '{part}'{suggest(part, parts)}")
    return reader.fault(f"there is no question '{path}'{suggest(path, reader.scope.answers)}")


def _too_late(name: str, reader: Reader) -> Expression:
    return reader.fault(f"'{name}' is asked here or later; expected something that stands before this place")

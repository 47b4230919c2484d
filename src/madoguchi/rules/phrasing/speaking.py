"""An expression said in one language: titles instead of ids, numbers with their units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from madoguchi.rules.expressions.base import Broken, Expression, Literal, Operator
from madoguchi.rules.expressions.comparing import OneOf
from madoguchi.rules.expressions.logic import Condition, If, Joined, Not
from madoguchi.rules.expressions.numbers import Round
from madoguchi.rules.expressions.reading import Named
from madoguchi.rules.expressions.references import ComputedReference, FactReference, Reference
from madoguchi.rules.expressions.rows import Rows
from madoguchi.rules.expressions.tables import Axis, Lookup
from madoguchi.rules.expressions.types import NUMBERS, ORDERED, Kind
from madoguchi.rules.phrasing.tongues import Clause, Tongue
from madoguchi.rules.questions.accounts import KINDS
from madoguchi.rules.questions.people import RELATIONS
from madoguchi.rules.texts import ruby_parts

Words = Mapping[str, str]
PART_OPTIONS: Final[Mapping[str, Mapping[str, Words]]] = {"relation": RELATIONS, "kind": KINDS}
MOST_FIELDS: Final = 12
"""More fields of a table than one reads in a sentence."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says expressions in one language."""

    tongue: Tongue

    def say(self, expression: Expression) -> str:
        """A condition as “when …”, any other value as itself."""
        if expression.type.kind is Kind.BOOL:
            return self._when(self.clause(expression))
        return self.value(expression)

    def title(self, named: Named) -> str:
        """A question, a part of one or a computed value by its title."""
        title = self._words(named.title)
        if not named.part_id:
            return self.tongue.values["title"].format(title)
        return self.tongue.values["title.part"].format(title, self.part(named.part_id))

    def part(self, part_id: str) -> str:
        """A part of an answer, by name."""
        if part_id.isdigit():
            return self.tongue.parts["rank"].format(part_id)
        return self.tongue.parts[part_id]

    def option(self, named: Named, option_id: str) -> str | None:
        """An option by its title; None where the document does not know it."""
        titles = PART_OPTIONS.get(named.part_id, named.titles)
        return self._words(titles[option_id]) if option_id in titles else None

    def clause(self, expression: Expression) -> Clause:
        """A value of yes or no as a condition."""
        match expression:
            case Literal():
                always = self.tongue.conditions["always"]
                return always if expression.value else _opposite(always)
            case Not(operands=(Not(operands=(inner,)),)):
                return self.clause(inner)
            case Not(operands=(inner,)):
                return _opposite(self.clause(inner))
            case Joined(operands=(inner,)):
                return self.clause(inner)
            case Joined():
                return self._joined(expression)
            case Rows():
                return self._of_rows(expression)
            case Condition():
                return self._compared(expression)
            case _:
                return self._filled("yes", self.value(expression))

    def value(self, expression: Expression, beside: Expression | None = None) -> str:
        """A value in words; a literal `beside` something is an option of it, or has its unit."""
        match expression:
            case Broken():
                return self.tongue.words["broken"]
            case Literal():
                return self._literal(expression, beside)
            case Reference() | ComputedReference():
                return self.title(expression.named)
            case FactReference():
                return self.tongue.facts[expression.name]
            case _:
                return self._result(expression)

    def _result(self, expression: Expression) -> str:
        """What an operator makes of its operands."""
        match expression:
            case Lookup():
                return self._table(expression)
            case Round():
                return self._rounded(expression)
            case If(operands=(condition, then, otherwise)):
                when = self._when(self.clause(condition))
                return self.tongue.values["if"].format(when, self.value(then), self.value(otherwise))
            case Operator() if expression.type.kind is Kind.BOOL:
                return self.tongue.values["whether"].format(self.clause(expression).text)
            case Rows():
                of = self.value(expression.of) if expression.of else ""
                return self._pattern(expression).format(self._rows(expression), of)
            case Operator():
                said = tuple(self.value(each) for each in expression.operands)
                between = self.tongue.between.get(expression.name, "")
                return self._pattern(expression).format(*said, all=between.join(said))
        raise TypeError(expression)

    def _words(self, text: Words) -> str:
        """A text of the document; easy Japanese keeps its readings for whoever draws it."""
        words = text.get(self.tongue.language) or text["ja"]
        if self.tongue.language == "ja-easy":
            return words
        return "".join(part.base for part in ruby_parts(words))

    def _when(self, clause: Clause) -> str:
        return self.tongue.when[clause.is_noun].format(clause.text)

    def _that(self, clause: Clause) -> str:
        return self.tongue.that[clause.is_noun].format(clause.text)

    def _filled(self, name: str, *said: str, of_several: str = "", is_noun: bool | None = None) -> Clause:
        pattern = self.tongue.conditions[name]
        return Clause(
            pattern.text.format(*said, all=of_several),
            pattern.denied.format(*said, all=of_several),
            pattern.is_noun if is_noun is None else is_noun,
        )

    def _joined(self, expression: Joined) -> Clause:
        clauses = [self._bracketed(each) for each in expression.operands]
        text = self.tongue.between[expression.name].join(clause.text for clause in clauses)
        return self._filled("joined", text, is_noun=clauses[-1].is_noun)

    def _bracketed(self, expression: Expression) -> Clause:
        clause = self.clause(expression)
        if not isinstance(expression, Joined) or len(expression.operands) == 1:
            return clause
        return Clause(self.tongue.words["group"].format(clause.text), "", is_noun=True)

    def _of_rows(self, expression: Rows) -> Clause:
        where = self.clause(expression.where) if expression.where else Clause("", "")
        rows = self.value(expression.rows)
        if expression.name == "any_row":
            return self._filled("any_row", rows, self._that(where))
        return self._filled("all_rows", rows, where.text, is_noun=where.is_noun)

    def _compared(self, expression: Condition) -> Clause:
        name = expression.name
        value, *others = expression.operands
        if isinstance(expression, OneOf):
            said = self.tongue.between[name].join(self.value(each, value) for each in others)
            return self._filled(name, self.value(value), of_several=said)
        if not others:
            return self._filled(name, self.value(value))
        (other,) = others
        name = f"{name}.day" if f"{name}.day" in self.tongue.conditions and not _is_number(other) else name
        return self._filled(name, self.value(value, other), self.value(other, value))

    def _rows(self, expression: Rows) -> str:
        rows = self.value(expression.rows)
        if expression.where is None:
            return self.tongue.values["rows"].format(rows)
        return self.tongue.values["rows.where"].format(rows, self._that(self.clause(expression.where)))

    def _pattern(self, expression: Operator) -> str:
        name = expression.name
        is_day = expression.type.kind in ORDERED - NUMBERS
        return self.tongue.values.get(f"{name}.day" if is_day else name, self.tongue.values[name])

    def _rounded(self, expression: Round) -> str:
        words = self.tongue.words
        digits = words["places"] if expression.to > 0 else words["tens"] if expression.to else words["whole"]
        unit = expression.to if expression.to > 0 else 10**-expression.to
        said = self.value(expression.operands[0])
        return self.tongue.values["round"].format(said, digits.format(unit), words[expression.how])

    def _table(self, expression: Lookup) -> str:
        axes, between = expression.grid.axes, self.tongue.between
        fields = list(self._fields(axes, expression.grid.values))
        if len(fields) > MOST_FIELDS:
            more = self.tongue.values["lookup.more"].format(len(fields) - MOST_FIELDS)
            fields = [*fields[:MOST_FIELDS], more]
        operands = between["axes"].join(self.value(axis.operand) for axis in axes)
        return self.tongue.values["lookup"].format(operands, all=between["lookup"].join(fields))

    def _fields(self, axes: tuple[Axis, ...], values: tuple[tuple[Expression, ...], ...]) -> Iterable[str]:
        rows, *columns = ([self._range(axis, each) for each in axis.ranges] for axis in axes)
        for row, of_row in zip(rows, values, strict=True):
            for column, value in zip(columns[0] if columns else [""], of_row, strict=True):
                where = self.tongue.between["cells"].join(filter(None, (row, column)))
                pattern = self.tongue.values["lookup.field" if where else "lookup.rest"]
                yield pattern.format(where, self.value(value))

    def _range(self, axis: Axis, edges: Expression) -> str:
        said = (self._edge(axis, each) for each in edges.operands)
        return self.tongue.between["edges"].join(said)

    def _edge(self, axis: Axis, edge: Expression) -> str:
        bounds = (self.value(each, axis.operand) for each in edge.operands[1:])
        said = self.tongue.between["one_of"].join(bounds)
        name = edge.name if isinstance(edge, Operator) else ""
        return self.tongue.values.get(f"lookup.{name}", "{0}").format(said)

    def _literal(self, literal: Literal, beside: Expression | None) -> str:
        named = beside.named if isinstance(beside, Reference | ComputedReference) else None
        match literal.value:
            case bool():
                return self.tongue.words["yes" if literal.value else "no"]
            case datetime():
                return f"{self.tongue.day(literal.value.date())} {literal.value:%H:%M}"
            case date():
                return self.tongue.day(literal.value)
            case time():
                return f"{literal.value:%H:%M}"
            case int() | Decimal():
                return self._number(literal.value, _unit_of(beside))
            case text:
                title = self.option(named, text) if named else None
                return self.tongue.values["text" if title is None else "title"].format(title or text)

    def _number(self, number: int | Decimal, unit: Words | None) -> str:
        if unit is None:
            return str(number)
        return self.tongue.values["number.unit"].format(f"{number:,}", self._words(unit))


def _opposite(clause: Clause) -> Clause:
    return Clause(clause.denied, clause.text)


def _is_number(expression: Expression) -> bool:
    return expression.type.kind in NUMBERS


def _unit_of(expression: Expression | None) -> Words | None:
    """In what a value is counted; a total in what its numbers are."""
    match expression:
        case Reference() | ComputedReference():
            return expression.named.unit
        case Rows(of=Expression() as of):
            return _unit_of(of)
        case Round(operands=(inner,)):
            return _unit_of(inner)
    return None

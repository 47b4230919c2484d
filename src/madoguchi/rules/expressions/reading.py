"""From written expressions to typed ones: names, operands and every fault on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any, Final, Protocol

from madoguchi.rules.expressions.base import Broken, Expression, Literal, Scene
from madoguchi.rules.expressions.types import BOOL, INTEGER, TEXT, UNKNOWN, Kind, Type, a, unified
from madoguchi.rules.problems import Fault

Words = Mapping[str, str]
"""A text by language."""
LAST: Final = 1_000_000
"""Behind every question."""
LARGEST: Final = 10**15
NOWHERE: Final = Scene(answers={}, facts={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A question, part or computed value that expressions may name."""

    id: str
    type: Type
    title: Words
    position: int
    group: str | None = None
    part: Callable[[Any], Any] | None = None
    part_id: str = ""
    titles: Mapping[str, Words] = field(default_factory=dict)
    """Of the options the value may be."""
    unit: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What may be named at a place in the document.

    `before`: only what stands before this position. `group` and `row_before`: inside the rows of a group,
    which of its questions come earlier in the row. `lost`: ids whose definition is faulty itself.
    """

    answers: Mapping[str, Named]
    computed: Mapping[str, Named]
    facts: Mapping[str, Type]
    before: int = LAST
    group: str | None = None
    row_before: int = LAST
    lost: frozenset[str] = frozenset()

    def in_rows_of(self, group: str) -> Scope:
        """The scope inside all rows of `group`, which has been answered completely."""
        return replace(self, group=group, row_before=LAST)


class Readable(Protocol):
    """What stands in the table of operators."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        """The expression that `raw`, the operator's operands, stands for."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one expression at one place, and collects faults instead of stopping."""

    scope: Scope
    path: str
    faults: list[Fault]
    operators: Mapping[str, type[Readable]]

    def into(self, key: str | int) -> Reader:
        """The reader for what stands at `key` of what this one reads."""
        step = f"[{key}]" if isinstance(key, int) else f".{key}"
        return replace(self, path=self.path + step)

    def within(self, scope: Scope) -> Reader:
        """The same place in another scope."""
        return replace(self, scope=scope)

    def fault(self, message: str) -> Expression:
        """Note what is wrong here; the expression that stands for it is broken."""
        self.faults.append(Fault(self.path, message))
        return Broken()

    def read(self, raw: Any) -> Expression:
        """The expression `raw` stands for."""
        match raw:
            case bool():
                return Literal(raw, BOOL)
            case int() if abs(raw) < LARGEST:
                return Literal(raw, INTEGER)
            case str():
                return Literal(raw, TEXT)
            case dict() if len(raw) == 1:
                return self._read_operator(*next(iter(raw.items())))
            case dict():
                keys = ", ".join(f"'{key}'" for key in raw) or "none"
                return self.fault(f"an expression has exactly one key, its operator; found {keys}")
            case _:
                return self.fault(f"expected an expression; found {describe(raw)}")

    def _read_operator(self, name: str, raw: Any) -> Expression:
        operator = self.operators.get(name)
        if operator is None:
            return self.fault(f"unknown operator '{name}'{suggest(name, self.operators)}")
        return operator.read(raw, self.into(name))

    def operands(self, raw: Any, counts: tuple[int, int]) -> tuple[Expression, ...] | None:
        """Several operands; None, with the fault noted, where their number is wrong."""
        if counts == (1, 1):
            return (self.read(raw),)
        if not isinstance(raw, list) or not counts[0] <= len(raw) <= counts[1]:
            found = f"a list of {len(raw)}" if isinstance(raw, list) else describe(raw)
            self.fault(f"expected {_how_many(counts)}; found {found}")
            return None
        return tuple(self.into(index).read(each) for index, each in enumerate(raw))

    def keys(
        self, raw: Any, *, required: Collection[str], optional: Collection[str] = ()
    ) -> dict[str, Any] | None:
        """A mapping of named operands; None, with the fault noted, where keys are wrong."""
        expected = f"expected {{{', '.join([*required, *(f'{key}?' for key in optional)])}}}"
        if not isinstance(raw, dict):
            self.fault(f"{expected}; found {describe(raw)}")
            return None
        wrong = [f"'{key}' is missing" for key in required if key not in raw]
        wrong += [f"'{key}' is unknown" for key in raw if key not in required and key not in optional]
        if wrong:
            self.fault(f"{expected}; {', '.join(wrong)}")
            return None
        return raw

    def demand(self, expression: Expression, kinds: Collection[Kind], index: int | None = None) -> bool:
        """Whether the value is of one of `kinds`; the fault is noted where it is not."""
        found = expression.type.kind
        if found in kinds or found is Kind.UNKNOWN:
            return True
        place = self if index is None else self.into(index)
        expected = " or ".join(a(kind) for kind in Kind if kind in kinds)
        place.fault(f"expected {expected}; found {a(found)}{_hint(expression, kinds)}")
        return False

    def in_common(self, operands: Iterable[Expression]) -> Type:
        """The type that all operands share, options checked; UNKNOWN, with the fault noted, without one."""
        operands = tuple(operands)
        common = unified(operand.type for operand in operands)
        if common is None:
            kinds = " and ".join(dict.fromkeys(str(operand.type) for operand in operands))
            hints = {_hint(operand, {other.type.kind}) for operand in operands for other in operands}
            self.fault(f"{kinds} cannot be compared or mixed{''.join(sorted(hints))}")
            return UNKNOWN
        return common if self.options_exist(operands) else UNKNOWN

    def options_exist(self, operands: Iterable[Expression]) -> bool:
        """Whether texts beside a choice are among its options; the fault is noted where one is not."""
        operands = tuple(operands)
        known = unified(each.type for each in operands if each.type.kind in (Kind.CHOICE, Kind.SET))
        if known is None or known.options is None:
            return True
        wrong = set(filter(None, map(_text, operands))) - known.options
        for option in sorted(wrong):
            self.fault(f"there is no option '{option}'{suggest(option, known.options)}")
        return not wrong


def suggest(word: str, known: Iterable[str]) -> str:
    """What to write instead of `word`, as the tail of a fault."""
    names = sorted(known)
    if close := get_close_matches(str(word), names, n=1, cutoff=0.7):
        return f"; did you mean '{close[0]}'?"
    shown = ", ".join(names[:40]) + (", …" if len(names) > 40 else "")
    return f"; expected one of {shown}" if names else ""


def describe(raw: Any) -> str:
    """What was found, in few words."""
    match raw:
        case None:
            return "nothing"
        case bool():
            return "true" if raw else "false"
        case int():
            return f"the number {raw if abs(raw) < LARGEST else 'with more than 15 digits'}"
        case float():
            return f'the number {raw}; decimals are written in quotes: {{decimal: "{raw}"}}'
        case str():
            return f"the text '{raw if len(raw) <= 40 else raw[:40] + '…'}'"
        case dict():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case _:
            return f"a {type(raw).__name__}"


def _how_many(counts: tuple[int, int]) -> str:
    few, many = counts
    if few == many:
        return f"a list of {few} expressions"
    return f"a list of {few} or more expressions"


_QUOTED: Final = {Kind.DATE: "date", Kind.DECIMAL: "decimal", Kind.INSTANT: "instant", Kind.TIME: "time"}


def _text(expression: Expression) -> str | None:
    """The text that stands literally in the document."""
    is_text = isinstance(expression, Literal) and expression.type.kind is Kind.TEXT
    return str(expression.compute(NOWHERE)) if is_text else None


def _hint(expression: Expression, kinds: Collection[Kind]) -> str:
    if (text := _text(expression)) is None:
        return ""
    for kind, key in _QUOTED.items():
        if kind in kinds:
            return f'; write {{{key}: "{text}"}}'
    return ""

"""The document made ready to run: every expression read once, everything in the order it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from madoguchi.rules.documents.base import Expression as Written
from madoguchi.rules.documents.procedure import Check, Computed, Document, Step
from madoguchi.rules.documents.questions import DateQuestion, GroupQuestion, Question
from madoguchi.rules.documents.registry import YEN, Registry
from madoguchi.rules.expressions.base import Broken, Expression
from madoguchi.rules.expressions.operators import OPERATORS
from madoguchi.rules.expressions.reading import Named, Reader, Scope
from madoguchi.rules.expressions.types import BOOL, DATE, DECIMAL, INTEGER, TEXT, Kind, Type
from madoguchi.rules.problems import Fault

CONDITION = frozenset({Kind.BOOL})
DAY = frozenset({Kind.DATE})
COMPUTED_TYPES: dict[str, tuple[Type, frozenset[Kind]]] = {
    "text": (TEXT, frozenset({Kind.TEXT, Kind.CHOICE})),
    "integer": (INTEGER, frozenset({Kind.INTEGER})),
    "decimal": (DECIMAL, frozenset({Kind.INTEGER, Kind.DECIMAL})),
    "money": (DECIMAL, frozenset({Kind.INTEGER})),
    "date": (DATE, DAY),
    "yes_no": (BOOL, CONDITION),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuestion:
    """A question with its conditions; of a `group`, `inner` are the questions."""

    question: Question
    position: int
    ask_when: Expression | None
    required_when: Expression | None
    earliest: Expression | None
    latest: Expression | None
    group: GroupQuestion | None = None
    inner: tuple[PlannedQuestion, ...] = ()

    def conditions(self) -> Iterator[Expression]:
        """Every expression on which showing or demanding the question depends."""
        for each in (self.ask_when, self.required_when, self.earliest, self.latest):
            if each is not None:
                yield each


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step with its condition."""

    step: Step
    ask_when: Expression | None
    questions: tuple[PlannedQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedComputed:
    """A computed value; it can be computed once the question at `position` has been answered."""

    computed: Computed
    value: Expression
    type: Type
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCheck:
    """A check with its condition."""

    check: Check
    refuse_when: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything the journey needs; `scope` is what an expression behind all questions may name."""

    steps: tuple[PlannedStep, ...]
    computed: tuple[PlannedComputed, ...]
    checks: tuple[PlannedCheck, ...]
    scope: Scope

    def questions(self) -> Iterator[PlannedQuestion]:
        """Every planned question in order, those of a group behind it."""
        for step in self.steps:
            for question in step.questions:
                yield question
                yield from question.inner


class Planner:
    """Reads every expression of a document; `faults` holds what is wrong with them."""

    def __init__(self, document: Document, lost: frozenset[str] = frozenset()) -> None:
        self.document = document
        self.faults: list[Fault] = []
        self.registry = Registry(document)
        self.scope = self.registry.scope(lost)

    def plan(self) -> Plan:
        """The plan; of use only where no faults were found."""
        computed = tuple(self._computed(each) for each in self.document.computed)
        steps = tuple(self._step(step) for step in self.document.steps)
        checks = tuple(self._check(check) for check in self.document.checks)
        self._read_others()
        ordered = tuple(sorted(computed, key=lambda each: each.position))
        return Plan(steps=steps, computed=ordered, checks=checks, scope=self.scope)

    def _read(self, raw: Written, path: str, scope: Scope, kinds: frozenset[Kind] = CONDITION) -> Expression:
        reader = Reader(scope, path, self.faults, OPERATORS)
        expression = reader.read(raw)
        return expression if reader.demand(expression, kinds) else Broken()

    def _read_maybe(
        self, raw: Written, path: str, scope: Scope, kinds: frozenset[Kind] = CONDITION
    ) -> Expression | None:
        return None if raw is None else self._read(raw, path, scope, kinds)

    def _computed(self, computed: Computed) -> PlannedComputed:
        type, kinds = COMPUTED_TYPES[computed.type]
        value = self._read(computed.value, f"computed[{computed.id}].value", self.scope, kinds)
        position = max(map(self.registry.position_of, value.sources()), default=-1)
        self.registry.add_computed(
            Named(
                id=computed.id,
                type=type,
                title=computed.title.root,
                position=position,
                unit=YEN if computed.type == "money" else None,
            )
        )
        return PlannedComputed(computed=computed, value=value, type=type, position=position)

    def _step(self, step: Step) -> PlannedStep:
        path = f"steps[{step.id}]"
        first = self.registry.scope_before(step.questions[0])
        return PlannedStep(
            step=step,
            ask_when=self._read_maybe(step.ask_when, f"{path}.ask_when", first),
            questions=tuple(self._question(each, f"{path}.questions[{each.id}]") for each in step.questions),
        )

    def _question(self, question: Question, path: str) -> PlannedQuestion:
        scope = self.registry.scope_before(question)
        bounds = (question.earliest, question.latest) if isinstance(question, DateQuestion) else (None, None)
        group = question if isinstance(question, GroupQuestion) else None
        return PlannedQuestion(
            question=question,
            position=self.registry.last_position(question),
            ask_when=self._read_maybe(question.ask_when, f"{path}.ask_when", scope),
            required_when=self._read_maybe(question.required_when, f"{path}.required_when", scope),
            earliest=self._read_maybe(bounds[0], f"{path}.earliest", scope, DAY),
            latest=self._read_maybe(bounds[1], f"{path}.latest", scope, DAY),
            group=group,
            inner=tuple(
                self._question(each, f"{path}.questions[{each.id}]")
                for each in (group.questions if group else ())
            ),
        )

    def _check(self, check: Check) -> PlannedCheck:
        path = f"checks[{check.id}].refuse_when"
        return PlannedCheck(check=check, refuse_when=self._read(check.refuse_when, path, self.scope))

    def _read_others(self) -> None:
        """Conditions that the journey does not need, but letters and review do."""
        for item in self.document.review.checklist:
            self._read_maybe(item.ask_when, f"review.checklist[{item.id}].ask_when", self.scope)
        for letter in self.document.letters:
            for index, line in enumerate(letter.items):
                self._read_maybe(line.show_when, f"letters[{letter.id}].items[{index}].show_when", self.scope)

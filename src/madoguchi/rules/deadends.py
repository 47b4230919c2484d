"""Questions nobody can ever be asked: conditions that no answers make true.

Every condition is tried with all answers that matter: options, yes and no, nothing. What depends on numbers,
texts or days is taken as free to be anything, so only what is surely impossible is reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any, Final

from madoguchi.rules.documents.plan import Plan, PlannedQuestion
from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.expressions.base import Expression, Literal, Scene
from madoguchi.rules.expressions.comparing import Is, IsNot, OneOf
from madoguchi.rules.expressions.logic import All, Answered, Any_, If, Not
from madoguchi.rules.expressions.references import Reference
from madoguchi.rules.expressions.types import BOOL, MISSING, Kind, Type, Value
from madoguchi.rules.problems import Fault

MOST_TRIALS: Final = 3000


@dataclass(eq=False, slots=True)
class Unknown(Expression):
    """A condition that may come out either way."""

    type: Type = field(default=BOOL)
    value: Value = MISSING

    def compute(self, scene: Scene) -> Value:
        return self.value

    def say(self) -> str:
        return ""


def dead_ends(document: Document) -> Iterator[Fault]:
    """Steps and questions that are never asked, and checks that never or always refuse."""
    plan = document.plan
    for step in plan.steps:
        path = f"steps[{step.step.id}]"
        if step.ask_when is not None and not _possible([step.ask_when], plan):
            yield Fault(f"{path}.ask_when", "no answers make this true; the step is never asked")
            continue
        for question in step.questions:
            yield from _of_question(
                question, f"{path}.questions[{question.question.id}]", [step.ask_when], plan
            )
    for planned in plan.checks:
        if not _possible([planned.refuse_when], plan):
            path = f"checks[{planned.check.id}].refuse_when"
            yield Fault(path, "no answers make this true; the check never refuses")
        elif not any(planned.refuse_when.sources()):
            path = f"checks[{planned.check.id}].refuse_when"
            yield Fault(path, "depends on no answer; the check always refuses, and nobody could apply")


def _of_question(
    question: PlannedQuestion, path: str, around: list[Expression | None], plan: Plan
) -> Iterator[Fault]:
    conditions = [*around, question.ask_when]
    if question.ask_when is not None and not _possible(_given(conditions), plan):
        yield Fault(f"{path}.ask_when", "no answers make this true; the question is never asked")
        return
    for inner in question.inner:
        yield from _of_question(inner, f"{path}.questions[{inner.question.id}]", conditions, plan)


def _given(conditions: Iterable[Expression | None]) -> list[Expression]:
    return [each for each in conditions if each is not None]


def _possible(conditions: list[Expression], plan: Plan) -> bool:
    """Whether some answers make all conditions true at once."""
    trial = Trial(conditions, plan)
    return trial.succeeds() if trial.is_small() else True


class Trial:
    """Conditions, the questions they depend on, and what makes those be asked in turn."""

    def __init__(self, conditions: list[Expression], plan: Plan) -> None:
        self.asked_when = _conditions_by_question(plan)
        self.unknown: list[Unknown] = []
        self.variables: dict[tuple[bool, str], Reference] = {}
        self.literals: set[Any] = set()
        self.goals = [self._abstract(each) for each in conditions]
        self.demands: dict[tuple[bool, str], list[Expression]] = {}
        self._follow()

    def _follow(self) -> None:
        """Add the conditions of every question the goals depend on, and so on."""
        while pending := [key for key in self.variables if key not in self.demands]:
            for key in pending:
                self.demands[key] = [self._abstract(each) for each in self.asked_when.get(key[1], ())]

    def _abstract(self, expression: Expression) -> Expression:
        """The expression with everything that is not about options, yes or no replaced by Unknown."""
        match expression:
            case All() | Any_() | Not() | If() if expression.type.kind is Kind.BOOL:
                return type(expression)(tuple(map(self._abstract, expression.operands)), BOOL)
            case Literal() | Reference() if self._is_finite(expression):
                return expression
            case Is() | IsNot() | OneOf() | Answered() if all(map(self._is_finite, expression.operands)):
                return expression
        self.unknown.append(Unknown())
        return self.unknown[-1]

    def _is_finite(self, expression: Expression) -> bool:
        """Whether it is a literal, or a question with few answers, which is then noted."""
        if isinstance(expression, Literal):
            self.literals.add(expression.value)
            return True
        if not isinstance(expression, Reference) or expression.named.part is not None:
            return False
        type = expression.type
        if type.kind is not Kind.BOOL and (type.kind is not Kind.CHOICE or type.options is None):
            return False
        self.variables[expression.in_row, expression.id] = expression
        return True

    def _answers(self, reference: Reference) -> list[Any]:
        """Nothing, and the answers told apart; of options nobody asks about, enough to differ everywhere."""
        if reference.type.kind is Kind.BOOL:
            return [None, True, False]
        options = reference.type.options or frozenset()
        others = sorted(options - self.literals)[: len(self.variables)]
        return [None, *sorted(options & self.literals), *others]

    def is_small(self) -> bool:
        """Whether all combinations can be tried."""
        sizes = [len(self._answers(each)) for each in self.variables.values()]
        return prod([*sizes, *(3 for _ in self.unknown)]) <= MOST_TRIALS

    def succeeds(self) -> bool:
        """Whether one combination makes every goal true."""
        keys = list(self.variables)
        answers = [self._answers(self.variables[key]) for key in keys]
        for values in product(*answers):
            given = dict(zip(keys, values, strict=True))
            for outcomes in product((True, False, MISSING), repeat=len(self.unknown)):
                for unknown, outcome in zip(self.unknown, outcomes, strict=True):
                    unknown.value = outcome
                if self._fits(given):
                    return True
        return False

    def _fits(self, given: dict[tuple[bool, str], Any]) -> bool:
        scene = Scene(
            {id: value for (in_row, id), value in given.items() if not in_row},
            {},
            row={id: value for (in_row, id), value in given.items() if in_row},
        )
        needed = (each for key, value in given.items() if value is not None for each in self.demands[key])
        return all(each.holds(scene) for each in self.goals) and all(each.holds(scene) for each in needed)


def _conditions_by_question(plan: Plan) -> dict[str, list[Expression]]:
    found: dict[str, list[Expression]] = {}
    for step in plan.steps:
        for question in step.questions:
            found[question.question.id] = _given([step.ask_when, question.ask_when])
            for inner in question.inner:
                found[inner.question.id] = _given([step.ask_when, question.ask_when, inner.ask_when])
    return found

"""The way through a procedure: which questions are asked, what they were answered, what is still wrong.

One pure pass in document order, behind page, check, letter, correction, export and rehearsal alike.
Hidden means absent: what is not asked has no answer, for expressions as well as in the answers filed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from madoguchi.rules import questions
from madoguchi.rules.documents.plan import Plan, PlannedQuestion, PlannedStep
from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.documents.questions import MOST_ROWS, GroupQuestion
from madoguchi.rules.expressions.base import Expression, Scene, to_canonical, to_value
from madoguchi.rules.expressions.operators import read_expression
from madoguchi.rules.expressions.types import MISSING, Kind, Value
from madoguchi.rules.problems import Fault, Problem
from madoguchi.rules.questions.groups import ROW_ID

Answers = Mapping[str, Any]
Facts = Mapping[str, Any]
MOST_IGNORED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What follows from a document, answers and facts.

    `path`: ids of the steps asked. `visible`: paths of the questions asked, in order. `required`: those that
    must be answered. `answers`: canonical, visible ones only. `computed`: canonical, None where missing.
    `errors`: in document order. `next`: the first step with errors. `ignored`: paths of what was sent but is
    not asked, whether unknown or hidden.
    """

    path: tuple[str, ...]
    visible: tuple[str, ...]
    required: tuple[str, ...]
    answers: Mapping[str, Any]
    computed: Mapping[str, Any]
    errors: tuple[Problem, ...]
    next: str | None
    ignored: tuple[str, ...]
    by_step: Mapping[str, Stage] = field(repr=False)

    @property
    def complete(self) -> bool:
        """Whether nothing is wrong and nothing missing."""
        return not self.errors

    def at(self, step_id: str) -> tuple[str, ...]:
        """Paths of the questions asked on a step; none where the step is not asked."""
        return tuple(self.by_step[step_id].visible) if step_id in self.by_step else ()

    def errors_in(self, step_id: str) -> tuple[Problem, ...]:
        """What is wrong on a step."""
        return tuple(self.by_step[step_id].errors) if step_id in self.by_step else ()

    def errors_at(self, path: str) -> tuple[Problem, ...]:
        """What is wrong with a question or a part of it."""
        return tuple(each for each in self.errors if each.path == path or each.path.startswith(f"{path}."))


@dataclass(frozen=True, slots=True)
class Stage:
    """What was found on one step."""

    visible: list[str] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)


def journey(document: Document, answers: Answers, facts: Facts) -> Journey:
    """Walk through `document`. `answers` may be raw or canonical, by question id; never raises for them.

    `facts`: today, now, fiscal_year, target_year (default: the document's), closed_days, places.
    """
    return _Walk(document, answers, facts).journey()


def holds(document: Document, condition: Any, journey: Journey, facts: Facts) -> bool:
    """Whether a condition that `document` states (for a letter's line, a checklist) is true of `journey`."""
    faults: list[Fault] = []
    expression = read_expression(condition, scope=document.plan.scope, path="condition", faults=faults)
    types = {each.computed.id: each.type for each in document.plan.computed}
    computed = {id: to_value(types[id], value) for id, value in journey.computed.items()}
    return expression.holds(Scene(journey.answers, _with_target_year(document, facts), computed))


def watched(document: Document) -> frozenset[str]:
    """Ids of the questions on whose answers it depends what else is asked, demanded or allowed."""
    plan = document.plan
    conditions = [each for question in plan.questions() for each in question.conditions()]
    conditions += [step.ask_when for step in plan.steps if step.ask_when is not None]
    return frozenset(name for each in conditions for name in _asked(each, plan))


def _asked(expression: Expression, plan: Plan) -> Iterator[str]:
    """Ids of the questions that an expression depends on, through computed values as well."""
    for source in expression.sources():
        if source.kind == "computed":
            value = next(each.value for each in plan.computed if each.computed.id == source.name)
            yield from _asked(value, plan)
        elif source.kind != "fact":
            yield source.name


def _with_target_year(document: Document, facts: Facts) -> Facts:
    if document.target_year is None or facts.get("target_year") is not None:
        return facts
    return {**facts, "target_year": document.target_year}


class _Walk:
    """One pass; what it finds is collected on the way."""

    def __init__(self, document: Document, answers: Answers, facts: Facts) -> None:
        self.plan = document.plan
        self.given = answers
        self.facts = _with_target_year(document, facts)
        self.answers: dict[str, Any] = {}
        self.values: dict[str, Value] = {}
        self.scene = Scene(self.answers, self.facts, self.values)
        self.stages: dict[str, Stage] = {}
        self.required: list[str] = []
        self.ignored: list[str] = []
        self.pending = iter(self.plan.computed)
        self.upcoming = next(self.pending, None)

    def journey(self) -> Journey:
        self._compute_through(-1)
        for step in self.plan.steps:
            self._step(step)
        self._checks()
        self._ignore_unknown()
        errors = {id: stage.errors for id, stage in self.stages.items() if stage.errors}
        return Journey(
            path=tuple(self.stages),
            visible=tuple(path for stage in self.stages.values() for path in stage.visible),
            required=tuple(self.required),
            answers=self.answers,
            computed={each.computed.id: self._canonical(each.computed.id) for each in self.plan.computed},
            errors=tuple(problem for problems in errors.values() for problem in problems),
            next=next(iter(errors), None),
            ignored=tuple(self.ignored[:MOST_IGNORED]),
            by_step=self.stages,
        )

    def _canonical(self, computed_id: str) -> Any:
        return to_canonical(self.values[computed_id])

    def _compute_through(self, position: int) -> None:
        """Compute the values for which all questions up to `position` are enough."""
        while self.upcoming is not None and self.upcoming.position <= position:
            value = self.upcoming.value.compute(self.scene)
            if value is not MISSING and self.upcoming.type.kind is Kind.DECIMAL:
                value = to_value(self.upcoming.type, str(value))
            self.values[self.upcoming.computed.id] = value
            self.upcoming = next(self.pending, None)

    def _step(self, step: PlannedStep) -> None:
        is_asked = step.ask_when is None or step.ask_when.holds(self.scene)
        stage = Stage()
        if is_asked:
            self.stages[step.step.id] = stage
        for question in step.questions:
            path = question.question.id
            if is_asked and self._is_asked(question, self.scene):
                raw = self.given.get(path)
                self._ask(question, raw, path, self.scene, self.answers, stage)
            elif path in self.given:
                self.ignored.append(path)
            self._compute_through(question.position)

    @staticmethod
    def _is_asked(question: PlannedQuestion, scene: Scene) -> bool:
        return question.ask_when is None or question.ask_when.holds(scene)

    def _ask(
        self,
        question: PlannedQuestion,
        raw: Any,
        path: str,
        scene: Scene,
        answers: dict[str, Any],
        stage: Stage,
    ) -> None:
        """Read the answer to a question that is asked, and put it into `answers`."""
        stage.visible.append(path)
        if not question.question.has_answer:
            if raw is not None:
                self.ignored.append(path)
            return
        is_required = _is_required(question, scene)
        if is_required:
            self.required.append(path)
        if question.group is not None:
            value = self._rows(question, question.group, raw, stage)
        else:
            value = self._read(question, raw, path, scene, stage)
        if value is not None:
            answers[question.question.id] = value
        elif is_required and questions.blank(question.question, raw):
            stage.errors.append(questions.missing(question.question, raw, path))

    def _read(self, question: PlannedQuestion, raw: Any, path: str, scene: Scene, stage: Stage) -> Any:
        """The canonical answer, or None where it is blank or wrong."""
        value = questions.read(question.question, raw, self.facts, path)
        if isinstance(value, tuple):
            stage.errors.extend(value)
            return None
        if value is not None and (problem := _out_of_days(question, value, path, scene)):
            stage.errors.append(problem)
            return None
        return value

    def _rows(
        self, planned: PlannedQuestion, group: GroupQuestion, raw: Any, stage: Stage
    ) -> list[dict[str, Any]] | None:
        """The rows of a group; no row is an answer where none is needed."""
        given = _rows_of(raw)
        is_blank = questions.blank(group, raw)
        if given is None and not is_blank:
            stage.errors.append(Problem(group.id, "wrong_shape", {"expected": "rows with _id r1, r2 …"}))
        if given is None or is_blank:
            return None if group.repeat.at_least else []
        stage.errors.extend(_row_count_problems(group, len(given)))
        return [self._row(planned, group, row, stage) for row in given[:MOST_ROWS]]

    def _row(
        self, planned: PlannedQuestion, group: GroupQuestion, given: Mapping[str, Any], stage: Stage
    ) -> dict[str, Any]:
        row: dict[str, Any] = {"_id": given["_id"]}
        scene = Scene(self.answers, self.facts, self.values, row)
        prefix = f"{group.id}/{given['_id']}/"
        for inner in planned.inner:
            id = inner.question.id
            if self._is_asked(inner, scene):
                self._ask(inner, given.get(id), prefix + id, scene, row, stage)
            elif id in given:
                self.ignored.append(prefix + id)
        known = {inner.question.id for inner in planned.inner}
        self.ignored += [f"{prefix}{_short(key)}" for key in given if key not in known and key != "_id"]
        return row

    def _checks(self) -> None:
        asked = {path: stage for stage in self.stages.values() for path in stage.visible}
        for planned in self.plan.checks:
            if planned.refuse_when.holds(self.scene):
                check = planned.check
                places = [path for path in check.at if path.partition(".")[0] in asked]
                for path in places:
                    asked[path.partition(".")[0]].errors.append(Problem(path, check.id))
                if not places:
                    self._last_stage().errors.append(Problem(check.at[0], check.id))

    def _last_stage(self) -> Stage:
        """Where a refusal stands whose own questions are not asked."""
        if not self.stages:
            self.stages[self.plan.steps[-1].step.id] = Stage()
        return next(reversed(self.stages.values()))

    def _ignore_unknown(self) -> None:
        known = {question.question.id for step in self.plan.steps for question in step.questions}
        self.ignored += [_short(key) for key in self.given if key not in known]


def _short(key: Any) -> str:
    return str(key)[:100]


def _is_required(question: PlannedQuestion, scene: Scene) -> bool:
    if question.group is not None and not question.group.repeat.at_least:
        return False
    if question.required_when is not None:
        return question.required_when.holds(scene)
    return question.question.required


def _out_of_days(question: PlannedQuestion, value: str, path: str, scene: Scene) -> Problem | None:
    """Whether a day lies before the earliest or after the latest one allowed. A missing bound is none."""
    if question.earliest is None and question.latest is None:
        return None
    day = date.fromisoformat(value)
    earliest, latest = (_bound(each, scene) for each in (question.earliest, question.latest))
    if earliest is not None and day < earliest:
        return Problem(path, "too_early", {"earliest": earliest.isoformat()})
    if latest is not None and day > latest:
        return Problem(path, "too_late", {"latest": latest.isoformat()})
    return None


def _bound(expression: Expression | None, scene: Scene) -> date | None:
    value = expression.compute(scene) if expression else MISSING
    return None if value is MISSING else value


def _rows_of(raw: Any) -> list[Mapping[str, Any]] | None:
    """The rows of a group as sent; None where they are none."""
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        return None
    ids = [row.get("_id") for row in raw]
    if not all(isinstance(id, str) and ROW_ID.fullmatch(id) for id in ids) or len(set(ids)) < len(ids):
        return None
    return raw


def _row_count_problems(group: GroupQuestion, count: int) -> Iterator[Problem]:
    if count < group.repeat.at_least:
        yield Problem(group.id, "too_few_rows", {"at_least": group.repeat.at_least})
    if count > group.repeat.at_most:
        yield Problem(group.id, "too_many_rows", {"at_most": group.repeat.at_most})

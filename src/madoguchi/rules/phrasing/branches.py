"""Everything a document makes depend on answers, said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from madoguchi.rules.documents import Document, Text
from madoguchi.rules.documents.plan import PlannedQuestion
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.expressions.logic import All
from madoguchi.rules.expressions.types import BOOL
from madoguchi.rules.phrasing.speaking import Words
from madoguchi.rules.phrasing.spoken import said


class Follows(StrEnum):
    """What follows from a condition or value."""

    STEP_ASKED = "step_asked"
    ASKED = "asked"
    REQUIRED = "required"
    EARLIEST = "earliest"
    LATEST = "latest"
    REFUSED = "refused"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One place of the document that depends on answers. `id`: of the step, question, check or value."""

    path: str
    id: str
    follows: Follows
    title: Words
    said: Mapping[str, str]


def branches(document: Document) -> tuple[Branch, ...]:
    """Every condition and computed value, in the order of the document."""
    return tuple(_branches(document))


def asked_when(document: Document, question_id: str) -> Mapping[str, str] | None:
    """When a question is asked, the conditions of its step and group included; None: always."""
    conditions = [each for each in _above(document, question_id) if each is not None]
    return said(All(tuple(conditions), BOOL)) if conditions else None


def _above(document: Document, question_id: str) -> Iterator[Expression | None]:
    for step in document.plan.steps:
        for outer in step.questions:
            inner = next((each for each in outer.inner if each.question.id == question_id), None)
            if inner is not None or outer.question.id == question_id:
                yield from (step.ask_when, outer.ask_when, inner.ask_when if inner else None)


def _branches(document: Document) -> Iterator[Branch]:
    for step in document.plan.steps:
        here = f"steps[{step.step.id}]"
        yield from _maybe(here, "ask_when", step.step.title, Follows.STEP_ASKED, step.ask_when)
        for question in step.questions:
            yield from _of_question(question, here)
    for value in document.plan.computed:
        here = f"computed[{value.computed.id}]"
        yield from _maybe(here, "value", value.computed.title, Follows.COMPUTED, value.value)
    for check in document.plan.checks:
        here = f"checks[{check.check.id}]"
        yield from _maybe(here, "refuse_when", check.check.message, Follows.REFUSED, check.refuse_when)


def _of_question(planned: PlannedQuestion, around: str) -> Iterator[Branch]:
    here = f"{around}.questions[{planned.question.id}]"
    for key, follows, expression in (
        ("ask_when", Follows.ASKED, planned.ask_when),
        ("required_when", Follows.REQUIRED, planned.required_when),
        ("earliest", Follows.EARLIEST, planned.earliest),
        ("latest", Follows.LATEST, planned.latest),
    ):
        yield from _maybe(here, key, planned.question.title, follows, expression)
    for inner in planned.inner:
        yield from _of_question(inner, here)


def _maybe(
    here: str, key: str, title: Text, follows: Follows, expression: Expression | None
) -> Iterator[Branch]:
    if expression is not None:
        path, id = f"{here}.{key}", here.rpartition("[")[2].rstrip("]")
        yield Branch(path=path, id=id, follows=follows, title=title.root, said=said(expression))

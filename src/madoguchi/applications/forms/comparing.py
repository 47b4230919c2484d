"""What differs between two sets of typed answers, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.applications.forms.posted import stored_rows
from madoguchi.base.texts import language
from madoguchi.rules import questions
from madoguchi.rules.documents import Document, GroupQuestion, Question, Text
from madoguchi.rules.texts import literal, ruby_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One question that was answered differently here and there."""

    label: Text
    mine: str
    theirs: str


def differences(
    document: Document,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    facts: Mapping[str, Any] | None = None,
) -> tuple[Difference, ...]:
    """The questions whose answers differ, in document order."""
    asked = (question for step in document.steps for question in step.questions)
    said = (
        (question, _said(question, mine, facts or {}), _said(question, theirs, facts or {}))
        for question in asked
    )
    return tuple(
        Difference(label=question.title, mine=here, theirs=there)
        for question, here, there in said
        if here != there
    )


def _said(question: Question, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    """The answer as it is said; what cannot be read yet, as it was typed."""
    raw = answers.get(question.id)
    value = questions.read(question, raw, facts)
    if not isinstance(value, tuple):
        return ruby_plain(questions.show(question, literal(value), language(), facts))
    if isinstance(question, GroupQuestion):
        return " ／ ".join(_said_row(question, row, facts) for row in stored_rows(raw))
    return " ".join(_words(raw))


def _said_row(group: GroupQuestion, row: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    return " ".join(filter(None, (_said(each, row, facts) for each in group.questions)))


def _words(raw: Any) -> Iterator[str]:
    if isinstance(raw, Mapping):
        raw = [value for key, value in raw.items() if key not in ("_id", "sha256")]
    if isinstance(raw, list):
        for each in raw:
            yield from _words(each)
    elif raw not in (None, ""):
        yield str(raw)

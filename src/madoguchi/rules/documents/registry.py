"""What the questions of a document are called, of what type their answers are, and which comes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.documents.questions import GroupQuestion, MoneyQuestion, Question
from madoguchi.rules.expressions.base import Source
from madoguchi.rules.expressions.operators import FACTS
from madoguchi.rules.expressions.reading import LAST, Named, Scope, Words

YEN: Final[Words] = {"ja": "円", "ja-easy": "[円|えん]", "en": "yen"}


class Registry:
    """Every question with its position. A whole group stands where its last question does."""

    def __init__(self, document: Document) -> None:
        self.answers: dict[str, Named] = {}
        self.computed: dict[str, Named] = {}
        self.groups: dict[str, str] = {}
        self.starts: dict[str, int] = {}
        self.lost: frozenset[str] = frozenset()
        for position, (question, group) in enumerate(_with_groups(document)):
            self._add(question, group, position)

    def _add(self, question: Question, group: GroupQuestion | None, position: int) -> None:
        self.starts[question.id] = position
        if group is not None:
            self.groups[question.id] = group.id
        if not question.has_answer:
            return
        inner = len(question.questions) if isinstance(question, GroupQuestion) else 0
        whole = Named(
            id=question.id,
            type=question.answer_type,
            title=question.title.root,
            position=position + inner,
            group=group.id if group else None,
            titles={option.id: option.title.root for option in getattr(question, "options", ())},
            unit=_unit(question),
        )
        self.answers[question.id] = whole
        for name, part in question.parts.items():
            self.answers[f"{question.id}.{name}"] = replace(
                whole, type=part.type, part=part.get, part_id=name
            )

    def add_computed(self, named: Named) -> None:
        """From here on, `named` may be referred to."""
        self.computed[named.id] = named

    def scope(self, lost: frozenset[str]) -> Scope:
        """What may be named behind all questions."""
        self.lost = lost
        return Scope(answers=self.answers, computed=self.computed, facts=FACTS, before=LAST, lost=lost)

    def scope_before(self, question: Question) -> Scope:
        """What may be named where `question` is asked."""
        group = self.groups.get(question.id)
        start = self.starts[question.id]
        outside = self.starts[group] if group else start
        return replace(self.scope(self.lost), before=outside, group=group, row_before=start)

    def last_position(self, question: Question) -> int:
        """Where the answer to `question` is complete."""
        named = self.answers.get(question.id)
        return named.position if named else self.starts[question.id]

    def position_of(self, source: Source) -> int:
        """Where what an expression looks at is known."""
        if source.kind == "answer" and source.name in self.answers:
            return self.answers[source.name].position
        if source.kind == "computed" and source.name in self.computed:
            return self.computed[source.name].position
        return -1


def _with_groups(document: Document) -> Iterator[tuple[Question, GroupQuestion | None]]:
    for step in document.steps:
        for question in step.questions:
            yield question, None
            if isinstance(question, GroupQuestion):
                yield from ((inner, question) for inner in question.questions)


def _unit(question: Question) -> Words | None:
    if isinstance(question, MoneyQuestion):
        return YEN
    unit = getattr(question, "unit", None)
    return unit.root if unit else None

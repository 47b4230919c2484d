"""The questions of one step, drawn with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from madoguchi.applications.forms import posted
from madoguchi.applications.forms.drawing import Drawing
from madoguchi.applications.forms.fields import Field, Given, Row, element_id, errors_of, hint_of
from madoguchi.applications.forms.kinds import KINDS
from madoguchi.applications.models import Attachment
from madoguchi.rules.documents import Document, GroupQuestion, Question
from madoguchi.rules.journey import Journey
from madoguchi.rules.problems import Problem
from madoguchi.rules.questions import groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is the same for all questions of the step."""

    document: Document
    journey: Journey
    facts: Mapping[str, Any]
    problems: tuple[Problem, ...]
    visible: frozenset[str]
    only: frozenset[str] | None  # in a correction: the questions that may be answered
    papers: tuple[Attachment, ...]
    new_rows: frozenset[str] = frozenset()

    def may_answer(self, path: str) -> bool:
        """Whether the question has a place on the page: what is hidden now may come to be asked."""
        if self.only is None or not self.is_asked(path):
            return True
        return path in self.only or self._has_inside(path, self.only)

    def is_asked(self, path: str) -> bool:
        """Whether the question is asked, going by the answers so far."""
        return path in self.visible or self._has_inside(path, self.visible)

    def may_change_rows(self, group: str) -> bool:
        """Whether rows may come and go: not where a correction opens only answers within them."""
        return self.only is None or group in self.only

    def problems_in(self, path: str) -> tuple[Problem, ...]:
        """Problems at a question, its parts, or its rows."""
        inside = (f"{path}.", f"{path}/")
        return tuple(each for each in self.problems if each.path == path or each.path.startswith(inside))

    def with_new_row(self, group: GroupQuestion, row: str) -> Page:
        """The same page, on which a row nobody has written in asks what is asked of every row."""
        always = [f"{row}/{each.id}" for each in group.questions if each.ask_when is None]
        return replace(self, visible=self.visible.union(always), new_rows=self.new_rows | {row})

    def is_required(self, question: Question, path: str) -> bool:
        """Whether it must be answered."""
        if path.rpartition("/")[0] in self.new_rows:
            return question.required
        return path in self.journey.required

    @staticmethod
    def _has_inside(path: str, paths: Collection[str]) -> bool:
        return any(each.startswith(f"{path}/") for each in paths)


def fields(
    *,
    document: Document,
    journey: Journey,
    step_id: str,
    answers: Mapping[str, Any],
    facts: Mapping[str, Any],
    problems: Iterable[Problem] = (),
    only: Collection[str] | None = None,
    papers: Iterable[Attachment] = (),
) -> tuple[Field, ...]:
    """Every question of the step; those not asked now have `is_asked` False and keep their place.

    `answers` as typed. `only`: the paths that a correction opens. `papers`: the files given so far, each of
    which can then be looked at and taken out.
    """
    page = Page(
        document=document,
        journey=journey,
        facts=facts,
        problems=tuple(problems),
        visible=frozenset(journey.at(step_id)),
        only=None if only is None else frozenset(only),
        papers=tuple(papers),
    )
    questions = document.step(step_id).questions
    return tuple(
        _field(page, each, each.id, answers.get(each.id), answers)
        for each in questions
        if page.may_answer(each.id)
    )


def _field(page: Page, question: Question, path: str, raw: Any, answers: Mapping[str, Any]) -> Field:
    kind = KINDS[question.type]
    if not page.is_asked(path):
        return Field(path=path, id=element_id(path), type=question.type, label=question.title, is_asked=False)
    problems = page.problems_in(path)
    own = tuple(each for each in problems if "/" not in each.path.removeprefix(path))
    errors = errors_of(own, page.document)
    hint = hint_of(question)
    described = [f"{element_id(path)}_error"] * bool(errors) + [f"{element_id(path)}_helptext"] * bool(hint)
    drawing = Drawing(
        document=page.document,
        question=question,
        path=path,
        raw=raw,
        answers=answers,
        facts=page.facts,
        problems=own,
        described_by=" ".join(described),
    )
    drawn = {"template": kind.template, "is_group": kind.is_group, **kind.build(drawing)}
    return Field(
        **{**drawn, "template": f"applications/questions/{drawn['template']}.html"},
        path=path,
        id=drawing.id,
        type=question.type,
        label=question.title,
        is_asked=page.is_asked(path),
        required=page.is_required(question, path),
        hint=hint,
        problems=problems,
        errors=errors,
        may_change_rows=page.may_change_rows(path),
        rows=_rows(page, question, raw, answers) if isinstance(question, GroupQuestion) else (),
        given=_given(page, path, raw) if question.type == "files" else (),
    )


def _rows(page: Page, group: GroupQuestion, raw: Any, answers: Mapping[str, Any]) -> tuple[Row, ...]:
    """The rows there are, and empty ones up to as many as are needed at least.

    A correction leaves out the rows it opens nothing in.
    """
    rows = posted.stored_rows(raw)
    new: list[dict[str, Any]] = []
    while len(rows) + len(new) < group.repeat.at_least:
        new.append({"_id": groups.next_row_id([*rows, *new])})
    drawn = (
        _row(page, group, row, number, answers, is_new=number > len(rows))
        for number, row in enumerate([*rows, *new], 1)
    )
    return tuple(row for row in drawn if page.only is None or any(each.is_asked for each in row.fields))


def _row(
    page: Page,
    group: GroupQuestion,
    row: Mapping[str, Any],
    number: int,
    answers: Mapping[str, Any],
    *,
    is_new: bool,
) -> Row:
    path = f"{group.id}/{row['_id']}"
    known = page.with_new_row(group, path) if is_new else page
    return Row(
        id=element_id(path),
        path=path,
        number=number,
        fields=tuple(
            _field(known, each, f"{path}/{each.id}", row.get(each.id), {**answers, **row})
            for each in group.questions
            if known.may_answer(f"{path}/{each.id}")
        ),
    )


def _given(page: Page, path: str, raw: Any) -> tuple[Given, ...]:
    """The files kept for this question, from the rows where those are known."""
    kept = [paper for paper in page.papers if paper.path == path]
    if kept:
        return tuple(Given(name=paper.name, id=str(paper.pk)) for paper in kept)
    held = raw.get("given") if isinstance(raw, Mapping) else raw
    named = held if isinstance(held, list) else []
    return tuple(Given(name=str(each.get("name", ""))) for each in named if isinstance(each, Mapping))

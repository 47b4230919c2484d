"""The outline at the left of the builder: steps, their questions, and the chapters around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from madoguchi.base.texts import say
from madoguchi.rules.documents import Document, GroupQuestion, Question, Text
from madoguchi.studio.chapters import AFTER, BEFORE, Chapter
from madoguchi.studio.palette import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the outline."""

    title: Text | str
    url: str
    is_here: bool
    kind: str = ""  # of a question, said
    is_conditional: bool = False
    is_required: bool = False
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All of it, in three parts."""

    before: tuple[Entry, ...]
    steps: tuple[Entry, ...]
    after: tuple[Entry, ...]


def outline(slug: str, document: Document, here: str) -> Outline:
    """The outline of a document; `here` is the address that is open."""
    steps = (
        Entry(
            title=step.title,
            url=(url := reverse("studio:build_step", args=[slug, step.id])),
            is_here=url == here,
            is_conditional=step.ask_when is not None,
            entries=tuple(_questions(slug, step.questions, here)),
        )
        for step in document.steps
    )
    return Outline(
        before=_chapters(BEFORE, slug, here), steps=tuple(steps), after=_chapters(AFTER, slug, here)
    )


def _questions(slug: str, questions: tuple[Question, ...], here: str) -> Iterator[Entry]:
    for question in questions:
        url = reverse("studio:build_question", args=[slug, question.id])
        yield Entry(
            title=question.title,
            url=url,
            is_here=url == here,
            kind=say(KINDS[question.type].name),
            is_conditional=question.ask_when is not None,
            is_required=question.has_answer and question.required,
            entries=tuple(_questions(slug, question.questions, here))
            if isinstance(question, GroupQuestion)
            else (),
        )


def _chapters(chapters: tuple[Chapter, ...], slug: str, here: str) -> tuple[Entry, ...]:
    addresses = [reverse(each.address, args=[slug]) for each in chapters]
    return tuple(
        Entry(title=say(each.title), url=url, is_here=url == here)
        for each, url in zip(chapters, addresses, strict=True)
    )

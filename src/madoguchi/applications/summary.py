"""Answers as people read them back: on the check page, the desk, the receipt."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from madoguchi.applications.forms import element_id
from madoguchi.base.texts import language
from madoguchi.rules import questions
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.journey import Journey
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.rules.texts import literal, ruby_html, ruby_plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One answer with its question, or the heading of a repeated row."""

    path: str
    label: Text
    said: str = ""  # may hold ruby
    kana: str = ""  # how a name is read
    number: int | None = None  # of a row, on its heading
    problem: bool = False

    @property
    def value(self) -> str:
        """The answer as plain text."""
        return ruby_plain(self.said)

    @property
    def html(self) -> SafeString:
        """The answer as HTML, with ruby."""
        return mark_safe(ruby_html(self.said))  # noqa: S308

    @property
    def element_id(self) -> str:
        """Where a link to change it leads."""
        return element_id(self.path)

    @property
    def is_heading(self) -> bool:
        """Whether this only names the row that follows."""
        return self.number is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A step with its answers."""

    id: str
    title: Text
    lines: tuple[Line, ...]


def summary(
    document: Document,
    journey: Journey,
    facts: Mapping[str, Any],
    *,
    words: str | None = None,
    hidden: Collection[str] = (),
) -> tuple[Chapter, ...]:
    """Every question asked on the way, in order, with its answer in the reader's language (or `words`).

    What is `hidden` from the reader is said to be, answered or not.
    """
    wrong = {problem.path for problem in journey.errors}
    return tuple(
        Chapter(
            id=step,
            title=document.step(step).title,
            lines=tuple(
                _masked(document, line, hidden)
                for line in _lines(document, journey, step, facts, wrong, words or language())
            ),
        )
        for step in journey.path
    )


def _lines(
    document: Document,
    journey: Journey,
    step: str,
    facts: Mapping[str, Any],
    wrong: set[str],
    words: str,
) -> Iterator[Line]:
    seen: set[str] = set()
    for path in journey.at(step):
        number = row_number(path, journey.answers)
        row = path.rpartition("/")[0]
        if number and row not in seen:
            seen.add(row)
            yield Line(path=row, label=document.question(row.partition("/")[0]).title, number=number)
        question = document.question(path)
        if question.type in ("explanation", "group"):
            continue
        value = document.value_at(path, journey.answers)
        said = "" if value is None else questions.show(question, literal(value), words, facts)
        kana = questions.show_parts(question, value, words, facts).get("kana", "")
        yield Line(path=path, label=question.title, said=said, kana=kana, problem=path in wrong)


def _masked(document: Document, line: Line, hidden: Collection[str]) -> Line:
    if line.is_heading or document.question(line.path).id not in hidden:
        return line
    return replace(line, said=NOT_SHOWN, kana="")


def row_number(path: str, answers: Mapping[str, Any]) -> int | None:
    """Which row of its group a path lies in, from 1; None outside groups."""
    group, _, rest = path.partition("/")
    rows = answers.get(group)
    if not rest or not isinstance(rows, list):
        return None
    ids = [row.get("_id") for row in rows]
    row_id = rest.partition("/")[0]
    return ids.index(row_id) + 1 if row_id in ids else None

"""Questions as a page draws them: every value as it was typed, beside it what is wrong and what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from madoguchi.applications import wording
from madoguchi.base import fields as base
from madoguchi.base.texts import say, text
from madoguchi.rules.documents import Document, Question, Text
from madoguchi.rules.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """One box. `name` is what it posts under, `value` what was typed."""

    id: str
    name: str
    value: str = ""
    label: str = ""  # above the box, where the question has several
    required: bool = True
    is_wrong: bool = False
    described_by: str = ""
    autocomplete: str = ""
    inputmode: str = ""
    max_length: int | None = None
    width: str = ""  # a class of base.css: width-7
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing to choose."""

    value: str
    words: str  # plain in a select, HTML beside a button
    id: str = ""
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionGroup:
    """Options under a common heading; without one they stand at the top."""

    heading: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A file that was given already."""

    name: str
    id: str = ""  # of its attachment, to look at it and take it out


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a repeated group."""

    id: str
    path: str
    number: int
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question on a page. `path` is where its answer stands, `id` the element a link leads to."""

    path: str
    id: str
    type: str
    label: Text
    template: str = ""
    is_asked: bool = True
    required: bool = True
    is_group: bool = False  # several controls: fieldset and legend instead of a label
    hint: str = ""
    problems: tuple[Problem, ...] = ()
    errors: tuple[SafeString, ...] = ()
    inputs: Mapping[str, Input] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    option_groups: tuple[OptionGroup, ...] = ()
    rows: tuple[Row, ...] = ()
    may_change_rows: bool = True
    given: tuple[Given, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)  # what only this type has

    @property
    def input(self) -> Input:
        """The one box of a question that has one."""
        return next(iter(self.inputs.values()))

    @property
    def frame(self) -> base.Field:
        """What `<c-field>` draws around the controls."""
        return base.Field(
            id=self.id,
            label=text(self.label),
            hint=self.hint,
            required=self.required,
            errors=self.errors,
            group=self.is_group,
        )


def asked(fields: tuple[Field, ...]) -> Iterator[Field]:
    """Every question that is asked, those in rows right after their group."""
    for each in fields:
        if each.is_asked:
            yield each
            for row in each.rows:
                yield from asked(row.fields)


def element_id(path: str) -> str:
    """The id of the element for a path: q-siblings-r2-birth_date."""
    return "q-" + path.replace("/", "-").replace(".", "-")


def hint_of(question: Question) -> SafeString:
    """Hint, example and reason for asking, as one block of HTML."""
    lines = [text(question.hint)] if question.hint else []
    if question.example:
        lines.append(say("Example: {example}", example=question.example))
    if question.why:
        lines.append(
            format_html(
                '<span class="question-why">{}</span>', say("Why we ask: {reason}", reason=question.why)
            )
        )
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in lines))


def errors_of(problems: tuple[Problem, ...], document: Document) -> tuple[SafeString, ...]:
    """The sentences for these problems, each once."""
    return tuple(dict.fromkeys(wording.sentence(problem, document) for problem in problems))

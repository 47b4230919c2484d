"""An application as an officer reads it: the paper beside what it proves, what a correction changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from madoguchi.applications import queries as applications
from madoguchi.applications import summary as summaries
from madoguchi.applications.models import Attachment
from madoguchi.applications.queries import Filed
from madoguchi.applications.summary import Line, row_number
from madoguchi.files.queries import has_pages
from madoguchi.review.models import Return
from madoguchi.rules import calendar, questions
from madoguchi.rules.documents import Text

LANGUAGE = "ja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One file of an answer, and the pages there are to see; none of a workbook."""

    id: UUID
    name: str
    pages: range
    was_replaced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a correction made of one answer. Empty where there was, or is, none."""

    label: Text
    row: int | None
    before: str
    after: str
    before_papers: tuple[Paper, ...] = ()
    after_papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; `marked` is why it was returned, `before` what stood there before a correction."""

    path: str
    label: Text
    value: str
    marked: str = ""
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Answers that belong together, a whole step or one repeated row, and the papers that prove them."""

    title: Text | None
    number: int | None
    answers: tuple[Answer, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A step of the application."""

    id: str
    title: Text
    blocks: tuple[Block, ...]


def chapters(read: Filed, *, marked: Mapping[str, str], changes: Mapping[str, Change]) -> tuple[Chapter, ...]:
    """The answers in the order they were asked, each block with its papers."""
    attached = [] if read.is_masked else applications.list_attachments(application=read.application)
    held = papers(attached)
    return tuple(
        Chapter(
            id=chapter.id,
            title=chapter.title,
            blocks=tuple(_blocks(chapter.lines, read, held, marked, changes)),
        )
        for chapter in _summary(read)
    )


def papers(attachments: Iterable[Attachment]) -> dict[str, tuple[Paper, ...]]:
    """Papers by the question they answer."""
    found: dict[str, tuple[Paper, ...]] = {}
    for each in attachments:
        paper = Paper(
            id=each.pk,
            name=each.name,
            pages=range(1, each.file.page_count + 1) if has_pages(each.file) else range(0),
            was_replaced=each.removed_at is not None,
        )
        found[each.path] = (*found.get(each.path, ()), paper)
    return found


def marked_points(returned: Return | None) -> dict[str, str]:
    """Why each question was returned, by its path."""
    return {point["path"]: point["reason"] for point in (returned.points if returned else ())}


def points(returned: Return | None) -> list[dict[str, Any]]:
    """What was returned, each question by its title, and why."""
    return [
        {"title": returned.document.question(path).title, "reason": reason}
        for path, reason in marked_points(returned).items()
        if returned
    ]


def changes(read: Filed, returned: Return | None) -> dict[str, Change]:
    """What the correction of `returned` changed, by path, in the order of the application."""
    if returned is None or returned.answers >= read.number:
        return {}
    before, after = applications.earlier(read, returned.answers), read
    old, new = _lines(before), _lines(after)
    held = papers(applications.list_attachments(application=read.application))
    replaced = papers(applications.list_replaced_attachments(application=read.application))
    return {
        path: Change(
            label=(new.get(path) or old[path]).label,
            row=row_number(path, (after if path in new else before).answers),
            before=old[path].value if path in old else "",
            after=new[path].value if path in new else "",
            before_papers=replaced.get(path, ()),
            after_papers=held.get(path, ()) if path in replaced else (),
        )
        for path in [*new, *(path for path in old if path not in new)]
        if _value(before, path) != _value(after, path)
    }


def _value(read: Filed, path: str) -> object:
    return read.document.value_at(path, read.answers)


def _summary(read: Filed) -> tuple[summaries.Chapter, ...]:
    return summaries.summary(read.document, read.journey(), read.facts(), words=LANGUAGE, hidden=read.hidden)


def _lines(read: Filed) -> dict[str, Line]:
    return {line.path: line for chapter in _summary(read) for line in chapter.lines if not line.is_heading}


def _blocks(
    lines: Sequence[Line],
    read: Filed,
    held: Mapping[str, tuple[Paper, ...]],
    marked: Mapping[str, str],
    changes: Mapping[str, Change],
) -> Iterable[Block]:
    for heading, inside in _cut(lines):
        yield Block(
            title=heading.label if heading else None,
            number=heading.number if heading else None,
            answers=tuple(_answer(line, read, marked, changes) for line in inside),
            papers=tuple(paper for line in inside for paper in held.get(line.path, ())),
        )


def _cut(lines: Sequence[Line]) -> list[tuple[Line | None, list[Line]]]:
    """Lines under their headings. After a row the next block begins where the path leaves its group."""
    blocks: list[tuple[Line | None, list[Line]]] = []
    for line in lines:
        if line.is_heading:
            blocks.append((line, []))
            continue
        heading = blocks[-1][0] if blocks else None
        if not blocks or (heading and not line.path.startswith(f"{heading.path}/")):
            blocks.append((None, []))
        blocks[-1][1].append(line)
    return blocks


def _answer(line: Line, read: Filed, marked: Mapping[str, str], changes: Mapping[str, Change]) -> Answer:
    changed = changes.get(line.path)
    return Answer(
        path=line.path,
        label=line.label,
        value=_for_officers(line, read),
        marked=marked.get(line.path, ""),
        before=changed.before if changed else None,
    )


def _for_officers(line: Line, read: Filed) -> str:
    """The answer as it is compared with the registers: people with their reading, births in the era."""
    question, answer = read.document.question(line.path), _value(read, line.path)
    if question.id in read.hidden:
        return line.value
    parts = questions.show_parts(question, answer, LANGUAGE, {})
    if len(parts) == 1:
        return line.value
    if isinstance(answer, Mapping) and answer.get("birth_date"):
        parts["birth_date"] += f" {calendar.wareki(date.fromisoformat(answer['birth_date']))}"
    return "\n".join(parts.values())

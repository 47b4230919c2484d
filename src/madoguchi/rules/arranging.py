"""What a procedure about a child's place says of it, and what it need not ask since it is known."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.rules import questions
from madoguchi.rules.documents import Document, Question
from madoguchi.rules.documents.base import LANGUAGES
from madoguchi.rules.documents.questions import GroupQuestion
from madoguchi.rules.journey import Facts, Journey

# Proved anew, agreed to anew, read anew; a day of last year is past.
NEVER_CARRIED: Final = frozenset({"files", "consent", "explanation", "date"})

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that is arranged for a place, as it was answered. `value` None: it is arranged no more."""

    value: Any
    words: Mapping[str, str]  # by language, with ruby in easy Japanese
    is_sensitive: bool = False


NOTHING: Final = Said(value=None, words={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a decision does to a place."""

    act: str  # offer | arrange | notice | pause | move | leave
    place: str | None  # code
    to: str | None  # code of the club the child moves to
    starts: date | None
    ends: date | None
    keeps: Mapping[str, Said]
    says: tuple[Said, ...] = ()  # what is different on some days


def wanted(
    document: Document, journey: Journey, facts: Facts, outcome: str | None = None, *, place: str = ""
) -> Wanted | None:
    """What an outcome does to a place; None where the procedure or the outcome is about none.

    Without an outcome: what was asked for.

    `place`: the one granted, where it is not what the answers say.
    """
    enrolling = document.enrolment
    if enrolling is None or outcome not in (None, *enrolling.outcomes, *enrolling.clears):
        return None
    answers = journey.answers
    there, to = (_first(document.value_at(path, answers)) for path in (enrolling.at, enrolling.to))
    return Wanted(
        act=enrolling.act,
        place=there if enrolling.to else place or there,
        to=(place or to) if enrolling.to else None,
        starts=_day(document.value_at(enrolling.starts, answers)),
        ends=_day(document.value_at(enrolling.ends, answers)),
        keeps=dict.fromkeys(enrolling.keeps, NOTHING)
        if outcome in enrolling.clears
        else dict(_kept(document, journey, facts)),
        says=tuple(_said(document, path, journey, facts) for path in _answered(enrolling.says, journey)),
    )


def _kept(document: Document, journey: Journey, facts: Facts) -> Iterator[tuple[str, Said]]:
    """What was asked; an optional question left empty says that there is nothing."""
    keeps = document.enrolment.keeps if document.enrolment else {}
    for kind, path in keeps.items():
        if path not in journey.visible and not _is_group(document, path, journey):
            continue
        said = _said(document, path, journey, facts)
        yield kind, said if said.value else NOTHING


def _said(document: Document, path: str, journey: Journey, facts: Facts) -> Said:
    question, value = document.question(path), document.value_at(path, journey.answers)
    words = {each: questions.show(question, value, each, facts) for each in LANGUAGES}
    return Said(value=value, words=words, is_sensitive=_is_sensitive(question))


def _answered(paths: Collection[str], journey: Journey) -> Iterator[str]:
    return (path for path in paths if path in journey.visible and journey.answers.get(path))


def _is_group(document: Document, path: str, journey: Journey) -> bool:
    return isinstance(document.question(path), GroupQuestion) and path in journey.answers


def _is_sensitive(question: Question) -> bool:
    inner = question.questions if isinstance(question, GroupQuestion) else ()
    return question.is_sensitive or any(each.is_sensitive for each in inner)


def _first(value: Any) -> str | None:
    found = value[0] if isinstance(value, list) and value else value
    return found if isinstance(found, str) else None


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def known(
    document: Document, *, before: Document, answers: Answers, place: str = "", kept: Answers | None = None
) -> dict[str, Any]:
    """What can stand filled in when a procedure begins for a child the city knows.

    `answers` were filed under `before`; `kept`: what is arranged for the place by now. Who applies and for
    whom is the same; of the rest, a question of the same id and type keeps its answer, as far as it can
    still be given.
    """
    enrolling = document.enrolment
    again = enrolling.again if enrolling else ()
    found = {
        key: _without(value, again)
        for key, value in _same_questions(document, before, answers)
        if key not in again
    }
    found |= dict(_same_people(document, before, answers))
    if enrolling is not None and enrolling.act != "offer":
        is_ranked = document.question(enrolling.at).type == "ranked_places"
        found |= {enrolling.at: [place] if is_ranked else place} if place else {}
        found |= dict(_still_kept(document, kept or {}))
    return found


def _without(value: Any, again: Collection[str]) -> Any:
    """The answers, in rows as well, but those that are asked anew."""
    if isinstance(value, dict):
        return {key: each for key, each in value.items() if key not in again}
    return [_without(each, again) for each in value] if isinstance(value, list) else value


def _same_questions(document: Document, before: Document, answers: Answers) -> Iterator[tuple[str, Any]]:
    for question in document.questions():
        value = answers.get(question.id)
        if value is None or not before.has_question(question.id):
            continue
        if (
            before.question(question.id).type == question.type
            and (fit := _fitting(question, value)) is not None
        ):
            yield question.id, fit


def _same_people(document: Document, before: Document, answers: Answers) -> Iterator[tuple[str, Any]]:
    """The applicant under their new question, the child under its own."""
    for role in type(document.applicant).model_fields:
        path, earlier = getattr(document.applicant, role), getattr(before.applicant, role)
        if path and earlier and "." not in path and "." not in earlier:
            value = answers.get(earlier)
            if value is not None and document.question(path).type == before.question(earlier).type:
                yield path, value


def _still_kept(document: Document, kept: Answers) -> Iterator[tuple[str, Any]]:
    keeps = document.enrolment.keeps if document.enrolment else {}
    for kind, path in keeps.items():
        value = kept.get(kind)
        if value is not None and (fit := _fitting(document.question(path), value)) is not None:
            yield path, fit


def _fitting(question: Question, value: Any) -> Any:
    """As much of an answer as this question would still accept; None: nothing."""
    if question.type in NEVER_CARRIED:
        return None
    if isinstance(question, GroupQuestion):
        return [_row(question, row) for row in value] if isinstance(value, list) else None
    options = [each.id for each in getattr(question, "options", ())]
    if question.type == "choice":
        return value if value in options else None
    if question.type == "choices":
        chosen = [each for each in value if each in options] if isinstance(value, list) else []
        return chosen or None
    expected = (int, str) if question.type in ("integer", "yes_no") else (str, dict, list)
    return value if isinstance(value, expected) else None


def _row(group: GroupQuestion, row: Mapping[str, Any]) -> dict[str, Any]:
    fitted = {each.id: _fitting(each, row.get(each.id)) for each in group.questions}
    return {"_id": row["_id"], **{key: value for key, value in fitted.items() if value is not None}}

"""欠席連絡の申請: what its answers say of a child's day, and which child of the family is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.rules import questions
from madoguchi.rules.absences import Kind, Reason, Said
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import Absence, Meant
from madoguchi.rules.journey import Facts, Journey
from madoguchi.rules.names import reading_key, without_spaces
from madoguchi.rules.questions.people import full_kana, full_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A child as somebody wrote it; the day of birth where it was asked."""

    name: str
    kana: str
    birth_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A notice as an application says it, with the school or nursery that was named."""

    said: Said
    pupil: Named
    place: str


def filing(document: Document, journey: Journey, facts: Facts) -> Filing | None:
    """What a filed notice of absence says; None of any other procedure."""
    absence = document.absence
    if absence is None:
        return None
    answers = journey.answers
    first_on = date.fromisoformat(document.value_at(absence.starts, answers))
    last_on = document.value_at(absence.ends, answers)
    return Filing(
        said=Said(
            kind=Kind(document.value_at(absence.kind, answers)),
            first_on=first_on,
            last_on=date.fromisoformat(last_on) if last_on else first_on,
            reason=_reason(absence.reasons, document, answers),
            temperature=document.value_at(absence.temperature, answers) or "",
            at=_first(document, absence.times, answers),
            words=_words(absence, document, answers, facts),
        ),
        pupil=_pupil(document.value_at(document.applicant.subject, answers)),
        place=_first(document, absence.at, answers),
    )


def whose(pupil: Named, children: Mapping[int, Named]) -> tuple[int, ...]:
    """The keys of the child that is meant, which may be known twice; none where two could be."""
    found = {key: each for key, each in children.items() if _is_same(pupil, each)}
    return tuple(found) if len({each.birth_date for each in found.values()}) == 1 else ()


def _is_same(pupil: Named, child: Named) -> bool:
    """By the reading, since 𠮷 is often typed 吉; by the name of who has no reading."""
    if pupil.birth_date and pupil.birth_date != child.birth_date:
        return False
    if pupil.kana:
        return reading_key(pupil.kana) == reading_key(child.kana)
    return without_spaces(pupil.name) == without_spaces(child.name)


def _pupil(given: Any) -> Named:
    if not isinstance(given, Mapping):
        return Named(name=str(given or ""), kana="")
    born = given.get("birth_date")
    return Named(
        name=full_name(given), kana=full_kana(given), birth_date=date.fromisoformat(born) if born else None
    )


def _reason(reasons: Iterable[Meant], document: Document, answers: Mapping[str, Any]) -> Reason | None:
    for meant in reasons:
        given = document.value_at(meant.at, answers)
        chosen = given if isinstance(given, list) else [given]
        if found := next((meant.means[each] for each in chosen if each in meant.means), None):
            return found
    return None


def _first(document: Document, paths: Iterable[str], answers: Mapping[str, Any]) -> str:
    return next((found for path in paths if (found := document.value_at(path, answers))), "")


def _words(absence: Absence, document: Document, answers: Mapping[str, Any], facts: Facts) -> str:
    """In Japanese: it is read at school, whichever language the family wrote in."""
    given = ((document.question(path), document.value_at(path, answers)) for path in absence.words)
    return "、".join(questions.show(question, value, "ja", facts) for question, value in given if value)

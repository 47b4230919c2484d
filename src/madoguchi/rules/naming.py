"""Whose an application is, as lists show it and search finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from madoguchi.rules.documents import Document
from madoguchi.rules.names import search_key
from madoguchi.rules.questions.people import full_kana, full_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """The applicant's name and reading, kept exactly; `key` holds the simple spellings beside them."""

    name: str
    kana: str
    key: str


def naming(document: Document, answers: Mapping[str, Any], *, is_protected: bool = False) -> Naming:
    """Taken from the answers that the document names as applicant and subject, and from every telephone.

    A protected household is not found by its telephone.
    """
    asked = document.applicant
    applicant = document.value_at(asked.name, answers)
    subject = document.value_at(asked.subject, answers)
    name, kana = _name(applicant), _kana(applicant)
    phones = () if is_protected else _phones(document, answers)
    found_by = (name, kana, _name(subject), _kana(subject), "/".join(phones))
    return Naming(name=name, kana=kana, key=search_key(" ".join(found_by)))


def subject_name(document: Document, answers: Mapping[str, Any]) -> str:
    """Whom an application is about, as far as it is written; empty where nobody else is applied for."""
    person = answers.get((document.applicant.subject or "").partition(".")[0])
    written = [person.get(part) for part in ("family", "given")] if isinstance(person, Mapping) else [person]
    return "\u3000".join(part.strip() for part in written if isinstance(part, str) and part.strip())


def birth_date(document: Document, answers: Mapping[str, Any]) -> str:
    """When the person was born whom an application is about, in ISO; empty where that is not asked."""
    whole = (document.applicant.subject or document.applicant.name or "").partition(".")[0]
    person = answers.get(whole)
    return str(person.get("birth_date") or "") if isinstance(person, Mapping) else ""


def _phones(document: Document, answers: Mapping[str, Any]) -> Iterator[str]:
    """Every number given, that of a guardian in a repeated row too: whoever calls is found by it."""
    rows = (row for value in answers.values() if isinstance(value, list) for row in value)
    held = (answers, *(row for row in rows if isinstance(row, Mapping)))
    return (str(each[question]) for each in held for question in document.phones() if each.get(question))


def _name(person: Any) -> str:
    return full_name(person) if isinstance(person, Mapping) else str(person or "")


def _kana(person: Any) -> str:
    return full_kana(person) if isinstance(person, Mapping) else ""

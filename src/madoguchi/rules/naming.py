"""Whose an application is, as lists show it and search finds it."""

from __future__ import annotations

from collections.abc import Mapping
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


def naming(document: Document, answers: Mapping[str, Any]) -> Naming:
    """Taken from the answers that the document names as applicant, subject and telephone."""
    asked = document.applicant
    applicant = document.value_at(asked.name, answers)
    subject = document.value_at(asked.subject, answers)
    phone = document.value_at(asked.phone, answers)
    name, kana = _name(applicant), _kana(applicant)
    found_by = (name, kana, _name(subject), _kana(subject), str(phone or ""))
    return Naming(name=name, kana=kana, key=search_key(" ".join(found_by)))


def _name(person: Any) -> str:
    return full_name(person) if isinstance(person, Mapping) else str(person or "")


def _kana(person: Any) -> str:
    return full_kana(person) if isinstance(person, Mapping) else ""

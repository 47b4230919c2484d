"""Who of two applications is the same guardian: by account, name and reading, never by a name alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed
from madoguchi.base import crypto
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.findings import guardians_of
from madoguchi.rules.names import search_key
from madoguchi.rules.questions.people import full_kana, full_name


def guardian_hashes(read: Filed, criteria: Criteria) -> dict[str, str]:
    """The guardians of an application, by path; a hash is the same in all applications of the family."""
    return {path: _hash(read, person) for path, person in guardians(read, criteria).items()}


def guardians(read: Filed, criteria: Criteria) -> dict[str, Mapping[str, Any]]:
    """Who each guardian is: named in the row, or the applicant."""
    document, answers = read.document, read.answers
    applicant = _person({"": document.value_at(document.applicant.name or "", answers)}) or {}
    paths = guardians_of(criteria, answers)
    rows = answers[paths[0].partition("/")[0]] if paths else ()
    return {path: _person(row) or applicant for path, row in zip(paths, rows, strict=True)}


def _person(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((each for each in row.values() if isinstance(each, Mapping) and "family_kana" in each), None)


def _hash(read: Filed, person: Mapping[str, Any]) -> str:
    names = (full_name(person), full_kana(person)) if person else ("", "")
    return crypto.salted_hash("guardian", household(read.application), *map(search_key, names))


def household(application: Application) -> str:
    """Which family: the account that filed; what came on paper is known by name and how to reach them."""
    if application.resident_id:
        return f"resident:{application.resident_id}"
    return f"{search_key(application.applicant_kana)}:{application.contact}"

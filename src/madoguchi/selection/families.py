"""Who of two applications is the same guardian: by account, name and reading, never by a name alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed
from madoguchi.base import crypto
from madoguchi.rules.findings import Basis, guardians_of
from madoguchi.rules.names import search_key
from madoguchi.rules.questions.people import full_kana, full_name


def guardian_hashes(read: Filed, basis: Basis) -> dict[str, str]:
    """The guardians of an application, by path; a hash is the same in all applications of the family."""
    return {path: _hash(read, person) for path, person in guardians(read, basis).items()}


def guardians(read: Filed, basis: Basis) -> dict[str, Mapping[str, Any]]:
    """Who each guardian is: named in the row, or the applicant."""
    applicant = read.document.value_at(read.document.applicant.name or "", read.answers)
    rows = {f"{basis.guardians}/{row['_id']}": row for row in read.answers.get(basis.guardians) or ()}
    named = {
        path: _person(rows[path]) or _person({"": applicant}) for path in guardians_of(basis, read.answers)
    }
    return {path: person or {} for path, person in named.items()}


def _person(row: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((each for each in row.values() if isinstance(each, Mapping) and "family_kana" in each), None)


def _hash(read: Filed, person: Mapping[str, Any]) -> str:
    names = (full_name(person), full_kana(person)) if person else ("", "")
    return crypto.salted_hash("guardian", _household(read.application), *map(search_key, names))


def _household(application: Application) -> str:
    """The account that filed; what was typed from paper is known by the applicant and how to reach them."""
    if application.resident_id:
        return f"resident:{application.resident_id}"
    return f"{search_key(application.applicant_kana)}:{application.contact}"

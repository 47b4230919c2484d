"""Whom of an application the register is asked about: the person it is for, the applicant, the guardians."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.rules import names
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.questions import GroupQuestion, GuardianQuestion
from madoguchi.rules.matching import Role, Sought
from madoguchi.rules.questions.people import full_kana, full_name


def sought(document: Document, answers: Mapping[str, Any], *, city: str = "") -> tuple[Sought, ...]:
    """Everybody to look for, each once, whom it is for first. `city` is the name that its addresses carry."""
    home = _home(document.value_at(document.applicant.address, answers), city)
    found: dict[str, Sought] = {}
    for path, role in _paths(document, answers):
        person = document.value_at(path, answers)
        if isinstance(person, Mapping) and person.get("family"):
            found.setdefault(names.search_key(full_name(person)), _one(path, role, person, home))
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Home:
    place: str = ""
    building: str = ""
    is_elsewhere: bool = False


def _home(address: Any, city: str) -> _Home:
    if not isinstance(address, Mapping):
        return _Home()
    own = address.get("city", "")
    return _Home(
        place=address.get("town", "") + address.get("block", ""),
        building=address.get("building", ""),
        is_elsewhere=bool(city and own and own != city),
    )


def _one(path: str, role: Role, person: Mapping[str, Any], home: _Home) -> Sought:
    born = person.get("birth_date")
    return Sought(
        path=path,
        role=role,
        name=full_name(person),
        kana=full_kana(person),
        born=date.fromisoformat(born) if born else None,
        place=home.place,
        building=home.building,
        lives_elsewhere=home.is_elsewhere,
    )


def _paths(document: Document, answers: Mapping[str, Any]) -> Iterator[tuple[str, Role]]:
    """Where people stand who are asked about, the surest name for each first."""
    if document.applicant.subject:
        yield document.applicant.subject, Role.SUBJECT
    if document.applicant.name:
        yield document.applicant.name, Role.APPLICANT if document.applicant.subject else Role.SUBJECT
    for step in document.steps:
        for question in step.questions:
            if isinstance(question, GuardianQuestion):
                yield question.id, Role.GUARDIAN
            elif isinstance(question, GroupQuestion):
                yield from _in_rows(question, answers)


def _in_rows(group: GroupQuestion, answers: Mapping[str, Any]) -> Iterator[tuple[str, Role]]:
    asked = [question.id for question in group.questions if isinstance(question, GuardianQuestion)]
    for row in answers.get(group.id) or ():
        yield from ((f"{group.id}/{row['_id']}/{path}", Role.GUARDIAN) for path in asked)

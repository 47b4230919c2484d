"""Two applications that may be for one child: what is alike, in which words, and what was said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules.documents import Document
from madoguchi.rules.names import search_key
from madoguchi.rules.questions.people import full_name

LONGEST_NOTE: Final = 500  # characters
_PEOPLE: Final = frozenset({"guardian", "person_name"})


class Kind(StrEnum):
    """What is alike beside the child's name and birthday."""

    SAME_GUARDIAN = "same_guardian"
    OTHER_GUARDIAN = "other_guardian"  # another person of the same family: the father, the grandmother
    PERHAPS_ANOTHER = "perhaps_another"  # neither guardian nor address: perhaps another child


class Verdict(StrEnum):
    """What an officer found out."""

    SAME_CHILD = "same_child"
    ANOTHER_CHILD = "another_child"


class Reason(StrEnum):
    """Why what an officer says is refused."""

    UNKNOWN_VERDICT = "unknown_verdict"
    NOTE_MISSING = "note_missing"
    NOTE_TOO_LONG = "note_too_long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What of an application says which family it comes from. Spellings are folded."""

    applicant: str
    relation: str  # of the applicant to the child; empty where it was not asked
    people: frozenset[str]
    homes: frozenset[str]
    phones: frozenset[str]


def family(document: Document, answers: Mapping[str, Any]) -> Family:
    """The family behind an application."""
    applicant = document.value_at(document.applicant.name, answers)
    held = list(_answers(document, answers))
    return Family(
        applicant=_key(applicant),
        relation=str(applicant.get("relation", "")) if isinstance(applicant, Mapping) else "",
        people=frozenset(_key(value) for kind, value in held if kind in _PEOPLE) - {""},
        homes=frozenset(_home(value) for kind, value in held if kind == "postal_address") - {""},
        phones=frozenset(str(value) for kind, value in held if kind == "phone"),
    )


def compare(one: Family, other: Family) -> Kind:
    """How two applications for a child of one name and birthday lie to each other."""
    if one.applicant and one.applicant == other.applicant:
        return Kind.SAME_GUARDIAN
    knows = one.applicant in other.people or other.applicant in one.people
    lives = one.homes & other.homes or one.phones & other.phones
    return Kind.OTHER_GUARDIAN if knows or lives else Kind.PERHAPS_ANOTHER


def refuse(verdict: str, note: str) -> Reason | None:
    """Why this may not be said of a pair, or None."""
    if verdict not in list(Verdict):
        return Reason.UNKNOWN_VERDICT
    if not note.strip():
        return Reason.NOTE_MISSING
    return Reason.NOTE_TOO_LONG if len(note) > LONGEST_NOTE else None


def allows_both(verdict: str) -> bool:
    """Whether both applications of a pair may be approved: only for two children. Unsaid, none is sure."""
    return verdict == Verdict.ANOTHER_CHILD


def _answers(document: Document, answers: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each answer with its type, those in rows too."""
    for key, value in answers.items():
        if not document.has_question(key) or value is None:
            continue
        kind = document.question(key).type
        if kind == "group":
            for row in value:
                yield from _answers(document, row)
        else:
            yield kind, value


def _key(person: Any) -> str:
    return search_key(full_name(person) if isinstance(person, Mapping) else str(person or ""))


def _home(address: Mapping[str, Any]) -> str:
    """Where somebody lives; empty for an address that names no house."""
    parts = [str(address.get(part) or "") for part in ("town", "block", "building")]
    return search_key("".join(parts)) if parts[1] else ""

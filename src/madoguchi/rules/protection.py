"""住所等の秘匿: which answers could tell where somebody is, who may read them, and for how long.

The one place that decides it. Queues, exports, pages, envelopes and second guardians ask here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from madoguchi.rules import care
from madoguchi.rules.documents import Document, Question

NOT_SHOWN: Final = "（非表示）"
OPEN_FOR: Final = timedelta(minutes=30)
LONGEST_REASON: Final = 500  # characters

# What says nothing of where somebody lives, works, learns or can be called. Closed by default: a type that
# does not stand here is hidden, free text and papers among them, because an address may stand in them.
_TELLS_NO_PLACE: Final = frozenset(
    {"integer", "decimal", "money", "date", "time", "yes_no", "choice", "choices", "consent", "explanation"}
    | {"person_name", "child", "guardian", "weekly_hours", "group"}
)
# What a second guardian may read besides: where the child goes and might go.
_OF_THE_CHILD: Final = frozenset({"place", "ranked_places"})


class Relation(StrEnum):
    """How somebody outside the city hall stands to an application."""

    APPLICANT = "applicant"  # filed it, signed in
    FOLLOWER = "follower"  # holds its number and inquiry code
    GUARDIAN = "guardian"  # invited by the applicant, checked by an officer


class Reason(StrEnum):
    """Why an act about a protected household is refused."""

    NOT_PERMITTED = "not_permitted"
    REASON_MISSING = "reason_missing"
    REASON_TOO_LONG = "reason_too_long"
    ALREADY = "already"  # it is protected, or it is not, already


def hides(question: Question) -> bool:
    """Whether the answer could tell where a protected household is."""
    return question.type not in _TELLS_NO_PLACE


def hidden_ids(document: Document) -> frozenset[str]:
    """Ids of the questions whose answers are hidden while a household is protected."""
    return frozenset(question.id for question in document.questions() if hides(question))


def hidden_from_guardian(document: Document) -> frozenset[str]:
    """Ids of the questions a second guardian does not read: the applicant's own, and sensitive ones."""
    return frozenset(
        question.id
        for question in document.questions()
        if question.is_sensitive or (hides(question) and question.type not in _OF_THE_CHILD)
    )


def masked(answers: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """The answers without the hidden ones, also within rows."""
    return care.without(answers, hidden)


def may_read(relation: Relation, *, is_protected: bool) -> bool:
    """Whether this relation opens an application. Protection beats an invitation, always."""
    return not (is_protected and relation is Relation.GUARDIAN)


def hides_from(relation: Relation, document: Document, *, is_protected: bool) -> frozenset[str]:
    """What somebody outside does not read. A number with its code may lie on a table: it opens no address."""
    match relation:
        case Relation.APPLICANT:
            return frozenset()
        case Relation.GUARDIAN:
            return hidden_from_guardian(document)
    return hidden_ids(document) if is_protected else frozenset()


def is_open(opened_at: datetime | None, *, now: datetime) -> bool:
    """Whether what an officer opened with a reason is still open."""
    return opened_at is not None and opened_at <= now < opened_at + OPEN_FOR


def refuse(*, is_permitted: bool, is_already: bool, reason: str, needs_reason: bool) -> Reason | None:
    """Why a household may not be protected, opened or released by this officer, or None."""
    if not is_permitted:
        return Reason.NOT_PERMITTED
    if is_already:
        return Reason.ALREADY
    if needs_reason and not reason.strip():
        return Reason.REASON_MISSING
    return Reason.REASON_TOO_LONG if len(reason) > LONGEST_REASON else None

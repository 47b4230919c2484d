"""May a run become what is proposed, and which outcome of the document each child gets."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from madoguchi.rules.documents import Document
from madoguchi.rules.running import Outcome

KINDS: Final[Mapping[Outcome, tuple[str, ...]]] = {
    Outcome.PLACED: ("approved",),
    Outcome.WAITING: ("held", "refused"),  # who waits is refused where a procedure knows no waiting
    Outcome.INELIGIBLE: ("refused",),
    Outcome.BELOW: ("refused",),
}


class Refusal(StrEnum):
    """Why a run may not."""

    NOT_REAL = "not_real"
    NOT_DONE = "not_done"
    NOT_PREPARING = "not_preparing"
    CHANGED = "changed"  # what it went out from is no longer so: a new run is needed
    DECIDED_BY_ID = "decided_by_id"  # a place hangs on nothing but the order of receipt numbers
    TITLE_MISSING = "title_missing"
    BEING_DECIDED = "being_decided"  # its proposal has not been taken back


def refuse(
    *, is_real: bool, is_done: bool, is_preparing: bool, is_unchanged: bool, is_fair: bool, title: str
) -> Refusal | None:
    """Why a run may not be proposed; None when it may."""
    wanting = (
        (not is_real, Refusal.NOT_REAL),
        (not is_done, Refusal.NOT_DONE),
        (not is_preparing, Refusal.NOT_PREPARING),
        (not is_unchanged, Refusal.CHANGED),
        (not is_fair, Refusal.DECIDED_BY_ID),
        (not title.strip(), Refusal.TITLE_MISSING),
    )
    return next((refusal for is_wanting, refusal in wanting if is_wanting), None)


def outcome_of(document: Document, outcome: Outcome) -> str:
    """The first outcome of the document that says so; empty where it knows none."""
    found = document.review.outcomes
    return next((each.id for kind in KINDS[outcome] for each in found if each.kind == kind), "")

"""What staff of a contractor may do at a place, and who may let them: the city permits, heads pass it on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class What(StrEnum):
    """What somebody may see or do at a place. Each is permitted for its own purpose."""

    ROSTER = "roster"  # the children: name, reading, grade, days
    CONTACTS = "contacts"  # who is called when something happens
    ALLERGIES = "allergies"  # what a child must not eat, needs or takes
    EXTENSION = "extension"  # who stays longer
    PRINT = "print"  # lists on paper
    WORK = "work"  # begin and end places as families ask
    CAPACITY = "capacity"  # sign how many children fit
    QUESTIONS = "questions"  # ask the section
    DOWNLOAD = "download"  # lists as files
    DELEGATE = "delegate"  # let colleagues do what is permitted


NEEDS_ROSTER: Final = frozenset(
    {What.CONTACTS, What.ALLERGIES, What.EXTENSION, What.PRINT, What.WORK, What.DOWNLOAD}
)


class Reason(StrEnum):
    """Why nothing is delegated."""

    NOT_PERMITTED = "not_permitted"  # the section does not permit it at this place
    OTHER_ORGANISATION = "other_organisation"  # the place is run by somebody else
    MAY_NOT_DELEGATE = "may_not_delegate"
    ONLY_THE_SECTION = "only_the_section"  # names heads
    ROSTER_MISSING = "roster_missing"  # it makes no sense without the roster
    OVER = "over"  # the last day has passed, or the member left by then


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Who lets whom do what, at a place."""

    asked: frozenset[What]
    held: frozenset[What]  # by the member, until now
    permitted: frozenset[What]
    runs_place: bool  # the member's organisation
    by_section: bool
    giver_delegates: bool  # at this place, where the giver is no officer
    ends_on: date | None
    member_ends_on: date | None
    today: date


def refuse(facts: Facts) -> Reason | None:
    """Why a member may not hold exactly what is asked at a place from now on, or None.

    Taking away is never refused to those who may delegate there, whatever is permitted meanwhile.
    """
    added = facts.asked - facts.held
    if not facts.by_section and not facts.giver_delegates:
        return Reason.MAY_NOT_DELEGATE
    if not facts.by_section and What.DELEGATE in facts.asked ^ facts.held:
        return Reason.ONLY_THE_SECTION
    if facts.asked and not facts.runs_place:
        return Reason.OTHER_ORGANISATION
    if not added <= facts.permitted:
        return Reason.NOT_PERMITTED
    if facts.asked & NEEDS_ROSTER and What.ROSTER not in facts.asked:
        return Reason.ROSTER_MISSING
    ends = [each for each in (facts.ends_on, facts.member_ends_on) if each is not None]
    return Reason.OVER if facts.asked and ends and min(ends) <= facts.today else None


def read(typed: Collection[str]) -> frozenset[What]:
    """What was ticked; whatever else was sent is nothing."""
    return frozenset(each for each in What if each.value in set(typed))

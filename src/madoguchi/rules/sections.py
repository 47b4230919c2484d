"""May a section end on that day, and who takes over from it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reason(StrEnum):
    """Why a section does not end so."""

    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    ENDED = "ended"
    NEVER_BEGUN = "never_begun"
    NO_SUCCESSOR = "no_successor"
    SUCCESSOR_NOT_THERE = "successor_not_there"


class Orphaned(StrEnum):
    """Why nobody answers for a procedure that is offered."""

    SECTION_ENDED = "section_ended"
    NOBODY_APPROVES = "nobody_approves"
    NO_OWNER = "no_owner"
    OWNER_LEFT = "owner_left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """From which day until which a section exists; `ends_on` is exclusive."""

    starts_on: date
    ends_on: date | None


def refuse_ending(
    *, code: str, on: date | None, successor: str, known: Mapping[str, Days], today: date
) -> Reason | None:
    """None when the section may end before that day and `successor` may take over."""
    ending, after = known[code], known.get(successor)
    if on is None:
        return Reason.NO_SUCH_DAY
    if on < today:
        return Reason.PAST
    if ending.ends_on is not None:
        return Reason.ENDED
    if on <= ending.starts_on:
        return Reason.NEVER_BEGUN
    if after is None or successor == code:
        return Reason.NO_SUCCESSOR
    if after.starts_on > on or (after.ends_on is not None and after.ends_on <= on):
        return Reason.SUCCESSOR_NOT_THERE
    return None


def orphaned(
    section: Days, roles: Collection[str], *, owner: str | None, there: Collection[str], on: date
) -> Orphaned | None:
    """None when somebody answers for a procedure of the section on that day.

    `roles`: those held in it; `owner`: the number of who answers for the procedure; `there`: the numbers of
    who is at work in the section.
    """
    if section.ends_on is not None and section.ends_on <= on:
        return Orphaned.SECTION_ENDED
    if not {"approver", "administrator"} & set(roles):
        return Orphaned.NOBODY_APPROVES
    if owner is None:
        return Orphaned.NO_OWNER
    return None if owner in there else Orphaned.OWNER_LEFT

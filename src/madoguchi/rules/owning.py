"""Who answers for a procedure: an owner and a deputy, two officers of the section in charge."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Reason(StrEnum):
    """Why these two cannot answer for it."""

    NO_OWNER = "no_owner"
    NO_DEPUTY = "no_deputy"
    SAME_OFFICER = "same_officer"
    OWNER_ELSEWHERE = "owner_elsewhere"
    DEPUTY_ELSEWHERE = "deputy_elsewhere"


def refuse(owner: str | None, deputy: str | None, there: Collection[str]) -> tuple[Reason, ...]:
    """Everything that stands against it. `there`: numbers of who is at work in the section that day."""
    found = []
    if owner is None:
        found.append(Reason.NO_OWNER)
    elif owner not in there:
        found.append(Reason.OWNER_ELSEWHERE)
    if deputy is None:
        found.append(Reason.NO_DEPUTY)
    elif deputy == owner:
        found.append(Reason.SAME_OFFICER)
    elif deputy not in there:
        found.append(Reason.DEPUTY_ELSEWHERE)
    return tuple(found)

"""May open work be handed over to that officer?"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum


class Reason(StrEnum):
    """Why work is not handed over."""

    NOTHING_CHOSEN = "nothing_chosen"
    NOBODY_CHOSEN = "nobody_chosen"
    SAME_OFFICER = "same_officer"
    OTHER_SECTION = "other_section"


def refuse(
    *, giver: str, taker: str | None, sections: Collection[str], reached: Collection[str]
) -> Reason | None:
    """None when the taker reaches, now or by a post to come, the section of everything that is handed over.

    Officers by their staff numbers; `sections`: those of the work.
    """
    if not sections:
        return Reason.NOTHING_CHOSEN
    if taker is None:
        return Reason.NOBODY_CHOSEN
    if taker == giver:
        return Reason.SAME_OFFICER
    return None if set(sections) <= set(reached) else Reason.OTHER_SECTION

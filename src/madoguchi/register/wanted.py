"""What an officer wants to see of the comparison: which pile, which people, of which procedure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from madoguchi.rules.lifecycle import State
from madoguchi.rules.matching import Result, Role

OPEN: Final = (State.ARRIVED, State.ACCEPTED, State.RETURNED, State.CORRECTED, State.PROPOSED)


class Pile(StrEnum):
    """The piles an officer works through: what is open, by result, and what was chosen."""

    OPEN = "open"
    SAME = Result.SAME.value
    OTHER_FORM = Result.OTHER_FORM.value
    OTHER_ADDRESS = Result.OTHER_ADDRESS.value
    OTHER_NAME = Result.OTHER_NAME.value
    MOVING_IN = Result.MOVING_IN.value
    SEVERAL = Result.SEVERAL.value
    NONE = Result.NONE.value
    CHOSEN = "chosen"


class Who(StrEnum):
    """Whose comparison."""

    ALL = "all"
    SUBJECT = "subject"
    GUARDIANS = "guardians"


ROLES: Final[Mapping[Who, tuple[Role, ...]]] = {
    Who.ALL: (),
    Who.SUBJECT: (Role.SUBJECT,),
    Who.GUARDIANS: (Role.APPLICANT, Role.GUARDIAN),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an officer wants to see."""

    pile: Pile = Pile.OPEN
    who: Who = Who.SUBJECT
    procedure: str = ""  # slug

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of those wanted; empty for everybody."""
        return ROLES[self.who]

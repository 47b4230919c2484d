"""What a list of transfers comes to: the effects of each line, each section before and after, the writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from madoguchi.rules.transfers.faults import Fault


class Effect(StrEnum):
    """What a line does."""

    REGISTERS = "registers"
    ENDS = "ends"
    BEGINS = "begins"
    CLOSES = "closes"
    OPENS = "opens"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One effect of a line: from that day, in that section, in that post."""

    effect: Effect
    on: date
    section: str = ""  # code
    section_name: str = ""
    title: str = ""
    role: str = ""
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the list, whom it is about, and its effects in order; none where it has a fault."""

    line: int
    number: str
    name: str
    kind: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """A post to be written."""

    number: str
    section: str  # code
    title: str
    role: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A post of the calendar that ends; `was` is the end it had."""

    post: int
    on: date
    was: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """From when until when an account is closed, and what was said before."""

    number: str
    closed_from: date | None
    closed_until: date | None
    was_closed_from: date | None
    was_closed_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who gets an account."""

    number: str
    name: str
    kana: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody in a section on a day, in one post or several."""

    number: str
    name: str
    title: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionChange:
    """A section on the day of a switch: who is there the day before, who from that day on."""

    code: str
    name: str
    on: date
    before: tuple[Seat, ...]
    after: tuple[Seat, ...]

    @property
    def leaves(self) -> tuple[Seat, ...]:
        """Who is there no more."""
        return _without(self.before, self.after)

    @property
    def comes(self) -> tuple[Seat, ...]:
        """Who is there newly."""
        return _without(self.after, self.before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a list comes to. With a fault nothing of it is written."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    sections: tuple[SectionChange, ...]
    newcomers: tuple[Newcomer, ...]
    ends: tuple[End, ...]
    begins: tuple[Begin, ...]
    accounts: tuple[Account, ...]

    @property
    def first_day(self) -> date | None:
        """The first day on which something changes."""
        return min((step.on for line in self.lines for step in line.steps), default=None)

    @property
    def digest(self) -> str:
        """What an officer has seen: taking it asks for the same again."""
        written = repr((self.newcomers, self.ends, self.begins, self.accounts))
        return sha256(written.encode()).hexdigest()


def _without(seats: Sequence[Seat], others: Sequence[Seat]) -> tuple[Seat, ...]:
    numbers = {seat.number for seat in others}
    return tuple(seat for seat in seats if seat.number not in numbers)

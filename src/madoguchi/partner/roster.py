"""The children of a facility as its staff see them: what is permitted, and not a field more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from madoguchi.base.texts import say
from madoguchi.enrolment import queries as enrolment
from madoguchi.enrolment import reading
from madoguchi.enrolment.wording import STATES
from madoguchi.rules.delegation import What
from madoguchi.rules.enrolment import State
from madoguchi.rules.protection import NOT_SHOWN

if TYPE_CHECKING:
    from madoguchi.enrolment.queries import Seated
    from madoguchi.places.models import Place

# What each permission shows of what is arranged for a child.
KINDS: Final = {
    What.ROSTER: ("days",),
    What.EXTENSION: ("extension", "extension_days"),
    What.ALLERGIES: ("allergy", "health", "support"),
    What.CONTACTS: ("contacts", "pickup", "way_home"),
}
# What could tell where a protected household is. The child's name stays: the club looks after the child.
TELLING: Final = frozenset(KINDS[What.CONTACTS])


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One thing that is arranged for a child."""

    kind: str
    label: Any
    words: Any
    since: date | None  # where it has changed since the place began


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child on the page."""

    seated: Seated
    state: Any
    tone: str
    cells: list[Cell]

    @property
    def reference(self) -> str:
        """As the record names whom it is about."""
        return self.seated.enrolment.application.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The children of a facility on a day. `digest` changes when something on the page does."""

    place: Place
    rows: list[Row]
    digest: str

    @property
    def references(self) -> list[str]:
        """Of the applications the children have their places by, for the record."""
        return [row.reference for row in self.rows]


def roster(place: Place, shown: tuple[What, ...], *, on: date) -> Roster:
    """Who has a place there on that day, with what these permissions show. Two queries."""
    kinds = tuple(kind for what in shown for kind in KINDS.get(what, ()))
    found = enrolment.list_roster(place_codes=[place.pk], on=on, kinds=kinds)
    rows = [row_of(each, kinds) for each in found]
    return Roster(place=place, rows=rows, digest=_digest(rows, on))


def row_of(seated: Seated, kinds: tuple[str, ...]) -> Row:
    """A child with what is arranged of these kinds, masked where the household is protected."""
    words, tone = STATES[State(seated.enrolment.state)]
    return Row(seated=seated, state=say(words), tone=tone, cells=_cells(seated, kinds))


def _cells(seated: Seated, kinds: tuple[str, ...]) -> list[Cell]:
    hides = TELLING if seated.is_protected else frozenset()
    return [
        Cell(
            kind=line.kind,
            label=line.label,
            words=NOT_SHOWN if line.kind in hides else line.words,
            since=line.starts_on if line.starts_on > seated.enrolment.starts_on else None,
        )
        for line in reading.arranged(seated, only=kinds)
    ]


def _digest(rows: list[Row], on: date) -> str:
    told = [on.isoformat(), *(_told(row) for row in rows)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _told(row: Row) -> str:
    seated, held = row.seated, row.seated.enrolment
    days = (held.starts_on, held.leaves_on, held.pauses_on, held.returns_on, held.confirmed_at)
    named = (held.pk, held.state, held.child.name, held.child.kana, seated.is_protected)
    return "|".join(map(str, (*named, *days, *((cell.kind, cell.words, cell.since) for cell in row.cells))))

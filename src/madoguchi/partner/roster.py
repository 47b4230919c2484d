"""The children of a facility as its staff see them: what is permitted, and not a field more."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from madoguchi.base.texts import say
from madoguchi.enrolment import queries as enrolment
from madoguchi.rules.delegation import What
from madoguchi.rules.enrolment import State

if TYPE_CHECKING:
    from madoguchi.enrolment.queries import Seated
    from madoguchi.places.models import Place

STATES: Final = {State.ACCEPTED: "Not begun", State.ENROLLED: "Comes", State.PAUSED: "Pauses"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A child on the page."""

    seated: Seated
    state: Any

    @property
    def reference(self) -> str:
        """As the record names the child."""
        return str(self.seated.enrolment.child.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """The children of a facility on a day. `digest` changes when something on the page does."""

    place: Place
    rows: list[Row]
    whats: frozenset[What]
    digest: str

    @property
    def references(self) -> list[str]:
        """Of the children shown, for the record."""
        return [row.reference for row in self.rows]


def roster(place: Place, whats: frozenset[What], *, on: date) -> Roster:
    """Who has a place there on that day. One query."""
    seated = enrolment.list_roster(place_codes=[place.pk], on=on)
    rows = [Row(seated=each, state=say(STATES[State(each.enrolment.state)])) for each in seated]
    return Roster(place=place, rows=rows, whats=whats, digest=_digest(rows, whats, on))


def _digest(rows: list[Row], whats: frozenset[What], on: date) -> str:
    told = [on.isoformat(), *sorted(whats), *(_line(row.seated) for row in rows)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def _line(seated: Seated) -> str:
    held = seated.enrolment
    days = (held.starts_on, held.leaves_on, held.pauses_on, held.returns_on, held.confirmed_at)
    named = (held.pk, held.state, held.child.name, held.child.kana, held.application.answer_count)
    return "|".join(map(str, (*named, *days, seated.is_protected)))

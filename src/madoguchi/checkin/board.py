"""What staff see of a centre now: who is in the house, who has left, and a mark by which news are noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from madoguchi.base import crypto
from madoguchi.checkin import queries
from madoguchi.rules import calendar
from madoguchi.rules.names import kana_order

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Point, Visit
    from madoguchi.people.models import Child

GONE_SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A visit with the names that belong to it, and what staff have to know."""

    visit: Visit
    children: Sequence[tuple[Child, int]]  # with the age
    care: str

    @property
    def heads(self) -> int:
        """How many people that are, a guest's children counted as told."""
        return len(self.children) + self.visit.family.guests + self.visit.adults


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A centre now."""

    point: Point
    rows: Sequence[Row]
    gone: Sequence[Row]
    mark: str

    @property
    def children(self) -> int:
        """How many children are in the house."""
        return sum(row.heads - row.visit.adults for row in self.rows)

    @property
    def adults(self) -> int:
        """How many adults are in the house."""
        return sum(row.visit.adults for row in self.rows)

    @property
    def references(self) -> list[str]:
        """As the record names whom it shows."""
        return sorted({str(row.visit.family_id) for row in (*self.rows, *self.gone)})


def mark_of(point: Point, on: date) -> str:
    """Changes whenever anything of the day changes. One query."""
    shown = ("pk", "opened_at", "closed_at", "adults", "members")
    told = list(queries.of_day(point, on).order_by("pk").values_list(*shown))
    return hashlib.sha256(repr((on, told)).encode()).hexdigest()[:16]


def board(point: Point, on: date) -> Board:
    """Who is there and who was, with what staff have to know."""
    return Board(
        point=point,
        rows=[_row(each, on) for each in queries.present(point, on)],
        gone=[_row(each, on) for each in queries.left_today(point, on)[:GONE_SHOWN]],
        mark=mark_of(point, on),
    )


def care_of(family: Family) -> str:
    """What staff have to know of a family, opened."""
    return str(crypto.unseal(family.care)) if family.care else ""


def children_with_ages(family: Family, on: date) -> list[tuple[Child, int]]:
    """The children by reading, each with the age on a day."""
    found = sorted(family.children.all(), key=lambda each: kana_order(each.kana))
    return [(each, calendar.legal_age(each.birth_date, on)) for each in found]


def since(visit: Visit) -> datetime | None:
    """From when somebody was there, as far as anybody said."""
    return visit.opened_at or visit.closed_at


def _row(visit: Visit, on: date) -> Row:
    there = set(visit.members)
    children = [each for each in children_with_ages(visit.family, on) if each[0].pk in there]
    return Row(visit=visit, children=children, care=care_of(visit.family))

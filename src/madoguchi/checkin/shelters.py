"""What those who run shelters see: who is there, how many of which ages, and what they need."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Max

from madoguchi.base import crypto
from madoguchi.checkin import queries, shelter_forms
from madoguchi.checkin.board import children_with_ages
from madoguchi.checkin.models import PointProfile
from madoguchi.checkin.shelter_forms import Asked
from madoguchi.places.models import Place
from madoguchi.rules import shelters as rules
from madoguchi.rules.shelters import Household, Totals
from madoguchi.rules.visits import Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Point, Visit
    from madoguchi.checkin.shelter_forms import Written
    from madoguchi.people.models import Child


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A household that is there, with what it said of itself."""

    visit: Visit
    said: Household
    may_be_named: bool
    children: Sequence[tuple[Child, int]]  # with the age


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A shelter now."""

    point: Point
    rows: Sequence[Row]
    gone: Sequence[Visit]
    totals: Totals
    mark: str

    @property
    def references(self) -> list[str]:
        """As the record names whom it shows."""
        return queries.references([*(row.visit for row in self.rows), *self.gone])


def mark_of(point: Point) -> str:
    """Changes whenever anything of the shelter changes."""
    visits = point.visits.order_by("pk").values_list("pk", "opened_at", "closed_at", "adults", "members")
    told = point.visits.filter(closed_at=None).aggregate(Max("family__shelter_card__told_at"))
    return hashlib.sha256(repr((list(visits), told)).encode()).hexdigest()[:16]


def board(point: Point, on: date) -> Board:
    """Who is there now, and who has left today."""
    rows = [_row(each, on) for each in there(point, on)]
    return Board(
        point=point,
        rows=rows,
        gone=_left_on(point, on),
        totals=rules.totals(row.said for row in rows),
        mark=mark_of(point),
    )


def there(point: Point, on: date) -> list[Visit]:
    """Who is there now, by reading, each with its card."""
    found = queries.open_now(on).filter(point=point).select_related("family__shelter_card")
    return list(found.order_by("family__kana_order", "opened_at").prefetch_related("family__children"))


def figures(points: Sequence[Point], on: date) -> list[tuple[Point, Totals]]:
    """Each shelter in figures, without a name."""
    found = queries.open_now(on).filter(point__in=points).select_related("family__shelter_card")
    said: dict[object, list[Household]] = {each.pk: [] for each in points}
    for visit in found:
        said[visit.point_id].append(household_of(visit))
    return [(each, rules.totals(said[each.pk])) for each in points]


def household_of(visit: Visit) -> Household:
    """What a household said; of who only checked in by phone, what the visit knows."""
    said = said_by(visit.family)
    return said or Household(bands=rules.bands_of(visit.ages, adults=visit.adults))


def said_by(family: Family | None) -> Household | None:
    """What a household said the last time, opened."""
    card = getattr(family, "shelter_card", None)
    return rules.household(crypto.unseal(card.sealed)) if card else None


def asked_of(family: Family | None, on: date) -> Asked:
    """Who is asked: a household with its children, or somebody nobody knows."""
    return Asked(family=family, children=children_with_ages(family, on) if family else ())


def known(asked: Asked, point: Point, on: date) -> Written:
    """The page for a household, as it stands before anybody wrote on it."""
    family = asked.family
    visit = queries.open_visit(family, point, on) if family else None
    came = visit.members if visit else [child.pk for child, _ in asked.children]
    return shelter_forms.kept(asked, said_by(family), may_be_named=may_be_named(family), members=came)


def is_at(family: Family, point: Point, on: date) -> bool:
    """Whether a household is in this shelter."""
    return queries.open_now(on).filter(family=family, point=point).exists()


def may_be_named(family: Family | None) -> bool:
    """Whether relatives who ask are told that they are here: only where somebody said so."""
    card = getattr(family, "shelter_card", None)
    return bool(card and card.may_be_named)


def list_to_open(*, points: Collection[Point]) -> list[Place]:
    """Places people may flee to that are not open as a shelter yet, by reading."""
    found = Place.objects.exclude(shelter_for=[]).filter(closed_on=None)
    return list(found.exclude(pk__in=[each.place_id for each in points]).order_by("kana"))


def list_open(*, sections: Collection[str]) -> list[Point]:
    """The shelters that are open."""
    return queries.list_points(sections=sections, use=Use.SHELTER)


def profile_of(*, sections: Collection[str]) -> PointProfile | None:
    """How shelters are used, where one of these sections answers for them."""
    return PointProfile.objects.filter(section__in=sections, use=Use.SHELTER).first()


def _left_on(point: Point, on: date) -> list[Visit]:
    """Who left on a day, whenever they came; the last first."""
    begin, end = queries.day_span(on)
    left = point.visits.filter(closed_at__gte=begin, closed_at__lt=end).select_related("family")
    return list(left.order_by("-closed_at"))


def _row(visit: Visit, on: date) -> Row:
    present = set(visit.members)
    return Row(
        visit=visit,
        said=household_of(visit),
        may_be_named=may_be_named(visit.family),
        children=[each for each in children_with_ages(visit.family, on) if each[0].pk in present],
    )

"""Reading rolls: the classes of a place, and children whose school has not said yet who they are."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from madoguchi.people.models import Child, Resident
from madoguchi.places.models import Belonging, Kind, Place, RollEntry
from madoguchi.rules import calendar, class_rolls
from madoguchi.rules.class_rolls import Plan, Pupil

Rows = Sequence[Sequence[str]]
SCHOOL, FAMILY, ENROLMENT = "school", "family", "enrolment"  # who says where a child belongs
WITH_CLASSES: Final = (Kind.NURSERY, Kind.KINDERGARTEN, Kind.SCHOOL, Kind.JUNIOR_HIGH)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a family said, with those of the roll who could be meant: born on that day."""

    belonging: Belonging
    candidates: list[RollEntry]
    exact: RollEntry | None


def pupil_of(row: RollEntry | Child) -> Pupil:
    """As the rules of rolls know somebody."""
    seat = (
        {"grade": row.grade, "group": row.group, "number": row.number} if isinstance(row, RollEntry) else {}
    )
    return Pupil(name=row.name, kana=row.kana, birth_date=row.birth_date, **seat)


def look(*, place: Place, rows: Rows, today: date) -> tuple[Plan, str]:
    """What a roll comes to now, and a mark by which `take` knows that somebody looked at exactly this."""
    year = calendar.fiscal_year(today)
    known = RollEntry.objects.filter(place=place, year=year, left_on=None)
    found = class_rolls.plan(rows, [pupil_of(each) for each in known], today=today)
    return found, hashlib.sha256(repr(found).encode()).hexdigest()


def year_of(today: date) -> tuple[date, date]:
    """The first day of the school year, and the first of the next."""
    year = calendar.fiscal_year(today)
    return date(year, 4, 1), date(year + 1, 4, 1)


def list_with_classes(*, sections: Collection[str], on: date) -> list[Place]:
    """The schools and nurseries of these sections, counting `pupils` and open `claims`."""
    year = calendar.fiscal_year(on)
    there = Place.objects.filter(section__in=sections, kind__in=WITH_CLASSES, closed_on=None)
    pupils = Count("roll", filter=Q(roll__year=year, roll__left_on=None), distinct=True)
    claims = Count("belongings", filter=_open(on, "belongings__"), distinct=True)
    return list(there.annotate(pupils=pupils, claims=claims).order_by("kind", "kana"))


def list_places_with_classes() -> list[Place]:
    """Where a child can go in the morning, by kind and reading."""
    return list(Place.objects.filter(kind__in=WITH_CLASSES, closed_on=None).order_by("kind", "kana"))


def access_with_classes(*, code: str, sections: Collection[str]) -> Place:
    """A school or nursery of these sections; 404 for any other."""
    found = Place.objects.filter(pk=code, section__in=sections, kind__in=WITH_CLASSES).first()
    if found is None:
        raise Http404
    return found


def list_roll(*, place: str, on: date) -> list[RollEntry]:
    """The children of a place on a day, by class, number and reading."""
    return list(_there(place, on).order_by("grade", "group", "number", "kana_order"))


def access_entry(*, typed: str, place: str, on: date) -> RollEntry:
    """Somebody in the roll of a place on a day, as a page named them; 404 for anybody else."""
    try:
        found = _there(place, on).filter(pk=UUID(typed)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def list_claims(*, place: str, on: date) -> list[Claim]:
    """What families said of a place and nobody confirmed, by reading."""
    waiting = Belonging.objects.filter(_open(on), place=place).select_related("child")
    rows = list(waiting.order_by("child__kana_order"))
    born = {each.child.birth_date for each in rows}
    entries = list(_there(place, on).filter(birth_date__in=born).order_by("kana_order"))
    return [_claim(each, entries) for each in rows]


def access_claim(*, belonging_id: int, place: str, on: date) -> Belonging:
    """One of them; 404 for any other."""
    found = Belonging.objects.filter(_open(on), place=place, pk=belonging_id).select_related("child").first()
    if found is None:
        raise Http404
    return found


def list_children(*, resident: Resident) -> list[Child]:
    """The children a resident told the city about, the eldest first."""
    return list(Child.objects.filter(resident=resident).order_by("birth_date", "kana_order"))


def access_child(*, reference: UUID, resident: Resident) -> Child:
    """One of them; 404 for anybody else's."""
    found = Child.objects.filter(reference=reference, resident=resident).first()
    if found is None:
        raise Http404
    return found


def belongings_on(*, children: Collection[Child], on: date) -> dict[int, list[Belonging]]:
    """Where each of these children belongs on a day, school before club. One query."""
    held = Belonging.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on), child__in=children, starts_on__lte=on
    )
    found: dict[int, list[Belonging]] = {}
    for each in held.select_related("place", "entry").order_by("place__kind", "starts_on"):
        found.setdefault(each.child_id, []).append(each)
    return {
        child: sorted(rows, key=lambda each: each.place.kind == Kind.CLUB) for child, rows in found.items()
    }


def _claim(belonging: Belonging, entries: list[RollEntry]) -> Claim:
    born = [each for each in entries if each.birth_date == belonging.child.birth_date]
    key = pupil_of(belonging.child).key
    exact = next((each for each in born if pupil_of(each).key == key), None)
    return Claim(belonging=belonging, candidates=born, exact=exact)


def _there(place: str, on: date) -> QuerySet[RollEntry]:
    year = calendar.fiscal_year(on)
    return RollEntry.objects.filter(Q(left_on=None) | Q(left_on__gt=on), place=place, year=year)


def _open(on: date, before: str = "") -> Q:
    told = {"source": FAMILY, "entry": None, "starts_on__lte": on, "ends_on__gt": on}
    return Q(**{f"{before}{key}": value for key, value in told.items()})

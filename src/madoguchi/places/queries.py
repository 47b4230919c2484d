"""The city's facilities as facts for documents and as choices for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.http import Http404

from madoguchi.places.distance import Point, metres
from madoguchi.places.models import Place, Serves

_RENAMED: Final = {"district_name": "district", "operator_name": "operator", "schools": "serves"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place to choose, as seen from a school."""

    code: str
    place: dict[str, Any]  # what `places_of` says of it
    serves_school: bool
    metres: int | None  # from the school; None when no school is known


def places_of(kind: str) -> dict[str, dict[str, Any]]:
    """All places of a kind by code, closed ones too (`closed_on`), by reading. One query.

    Each: name, names, kana, district, address, phone, operator, capacity, hours, extension,
    applied_last_year, latitude, longitude, serves (codes of schools), closed_on.
    """
    rows = (
        Place.objects.filter(kind=kind)
        .order_by("kana", "code")
        .values(
            "code", "name", "names", "kana", "address", "phone", "capacity", "hours", "extension",
            "applied_last_year", "latitude", "longitude", "closed_on",
            district_name=F("district__name"), operator_name=F("operator__name"), schools=_schools_served(),
        )
    )  # fmt: skip
    return {row["code"]: _fact(row) for row in rows}


def access_place(*, code: str, kind: str | None = None) -> Place:
    """The place with that code, of that kind if one is named; 404 for an unknown code."""
    found = Place.objects.select_related("district", "operator").filter(pk=code).first()
    if found is None or (kind is not None and found.kind != kind):
        raise Http404
    return found


def near(*, kind: str, school: str | None, on: date) -> list[Choice]:
    """The open places of a kind for a child of `school`: those that serve it first, then by distance.

    Without a known school all are there, by reading.
    """
    start = Place.objects.filter(pk=school).values_list("latitude", "longitude").first() if school else None
    here = Point(float(start[0]), float(start[1])) if start else None
    choices = [
        _choice(code, place, school, here)
        for code, place in places_of(kind).items()
        if place["closed_on"] is None or place["closed_on"] > on
    ]
    return sorted(choices, key=lambda choice: (not choice.serves_school, choice.metres or 0))


def _choice(code: str, place: dict[str, Any], school: str | None, here: Point | None) -> Choice:
    there = Point(place["latitude"], place["longitude"])
    return Choice(
        code=code,
        place=place,
        serves_school=school is not None and school in place["serves"],
        metres=round(metres(here, there)) if here else None,
    )


def _fact(row: Mapping[str, Any]) -> dict[str, Any]:
    told = {key: value for key, value in row.items() if key != "code" and key not in _RENAMED}
    where = {"latitude": float(row["latitude"]), "longitude": float(row["longitude"])}
    named = {name: row[column] for column, name in _RENAMED.items()}
    return {**told, **where, **named}


def _schools_served() -> ArraySubquery:
    return ArraySubquery(
        Serves.objects.filter(place=OuterRef("pk")).order_by("school_id").values("school_id")
    )

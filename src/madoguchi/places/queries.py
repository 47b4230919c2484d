"""The city's facilities as facts for documents and as choices for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Count, F, OuterRef
from django.http import Http404

from madoguchi.places.distance import Point, metres
from madoguchi.places.models import Place, Serves

_TOLD: Final = (
    "code", "name", "names", "kana", "address", "phone", "capacity", "hours", "extension",
    "applied_last_year", "latitude", "longitude", "closed_on", "district", "operator", "serves",
)  # fmt: skip


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
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [kind])
        return {row[0]: _fact(row) for row in cursor.fetchall()}


def count_by_kind() -> dict[str, int]:
    """How many places of each kind the city has that are not closed for good."""
    there = Place.objects.filter(closed_on=None).order_by("kind").values_list("kind")
    return dict(there.annotate(Count("pk")))


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


def _fact(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(_TOLD[1:], row[1:], strict=True))
    where = {"latitude": float(told["latitude"]), "longitude": float(told["longitude"])}
    return {**told, **where, "names": json.loads(told["names"])}


@cache
def _statement() -> str:
    """What asks for all places of a kind. Every page with a place asks it, so it is compiled once."""
    own = _TOLD[: _TOLD.index("district")]
    schools = Serves.objects.filter(place=OuterRef("pk")).order_by("school_id").values("school_id")
    rows = Place.objects.filter(kind="").order_by("kana", "code")
    asked = rows.values_list(*own, F("district__name"), F("operator__name"), ArraySubquery(schools))
    return asked.query.sql_with_params()[0]

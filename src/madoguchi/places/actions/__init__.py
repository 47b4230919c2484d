"""Taking in the city's districts, facilities and postal areas from its own files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Manager

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.queries import list_all_sections, organisation_codes
from madoguchi.places.models import District, Kind, Place, PostalArea, Serves
from madoguchi.rules.opening_days import read_opens

Rows = Sequence[Mapping[str, Any]]

_NAMED: Final = ("code", "name", "kana")
_NEEDED: Final = (*_NAMED, "kind", "district", "latitude", "longitude")
_OPTIONAL: Final[dict[str, Callable[[], object]]] = {
    "names": dict,
    "postal_code": str,
    "address": str,
    "phone": str,
    "hours": str,
    "opens": dict,
    "rooms": list,
    "notify_by": lambda: None,
    "arrives_by": lambda: None,
    "shelter_for": list,
    "shelter_capacity": lambda: None,
    "extension": bool,
    "capacity": lambda: None,
    "applied_last_year": lambda: None,
}


class CannotImport(Exception):
    """Nothing was imported; `problems` names each fault with its place."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@transaction.atomic
def import_places(*, districts: Rows, places: Rows, postal_areas: Rows, by: Actor, now: datetime) -> None:
    """Bring districts, places and postal areas up to date with the city's files; again changes nothing.

    A place names its `kind`, `district`, optional `operator` and `section` in charge, and the schools it
    `serves` by code. Postal areas are replaced as a whole; places no longer named stay, since
    applications may name them. Raises CannotImport.
    """
    if problems := _problems(districts, places, postal_areas):
        raise CannotImport(problems)
    _save([District(**_pick(row, _NAMED, names=row.get("names", {}))) for row in districts])
    _save([Place(**_place(row)) for row in places])
    _connect(places)
    PostalArea.objects.all().delete()
    PostalArea.objects.bulk_create([_postal_area(row) for row in postal_areas])
    audit.record(
        verb="places.imported",
        about=("places", "all"),
        by=by,
        now=now,
        details={"districts": len(districts), "places": len(places), "postal_areas": len(postal_areas)},
    )


def _problems(districts: Rows, places: Rows, postal_areas: Rows) -> list[str]:
    known = {row.get("code") for row in districts}
    operators = organisation_codes()
    codes = {row.get("code") for row in places} | set(Place.objects.values_list("code", flat=True))
    return [
        *_missing("districts", districts, _NAMED),
        *_missing("places", places, _NEEDED),
        *_missing("postal_areas", postal_areas, ("postal_code", "city", "town")),
        *(
            f"postal_areas.{number}.postal_code: {row.get('postal_code')!r} is not seven digits"
            for number, row in enumerate(postal_areas)
            if not re.fullmatch("[0-9]{7}", str(row.get("postal_code", "")))
        ),
        *_doubled("districts", districts),
        *_doubled("places", places),
        *_unknown("places", places, "kind", set(Kind.values)),
        *_unknown("places", places, "district", known),
        *_unknown("postal_areas", postal_areas, "district", known),
        *_unknown("places", places, "operator", operators),
        *_unknown("places", places, "section", {each.pk for each in list_all_sections()}),
        *_wrong_opening_days(places),
        *(
            f"places.{row.get('code')}.serves: no place is called {school!r}"
            for row in places
            for school in row.get("serves", ())
            if school not in codes
        ),
    ]


def _missing(table: str, rows: Rows, needed: Iterable[str]) -> list[str]:
    return [
        f"{table}.{row.get('code', number)}.{key}: is missing"
        for number, row in enumerate(rows)
        for key in needed
        if row.get(key) in (None, "")
    ]


def _doubled(table: str, rows: Rows) -> list[str]:
    counted = Counter(row.get("code") for row in rows)
    return [f"{table}.{code}: stands {count} times" for code, count in counted.items() if count > 1]


def _unknown(table: str, rows: Rows, key: str, known: Iterable[object]) -> list[str]:
    return [
        f"{table}.{row.get('code', number)}.{key}: {row[key]!r} is not known"
        for number, row in enumerate(rows)
        if row.get(key) is not None and row[key] not in known
    ]


def _wrong_opening_days(places: Rows) -> list[str]:
    return [f"places.{row.get('code')}.opens: {fault}" for row in places for fault in _opens_fault(row)]


def _opens_fault(row: Mapping[str, Any]) -> list[str]:
    try:
        read_opens(row.get("opens", {}))
    except ValueError as fault:
        return [str(fault).splitlines()[-1].strip()]
    return []


def _pick(row: Mapping[str, Any], keys: Iterable[str], **more: Any) -> dict[str, Any]:
    return {key: row[key] for key in keys} | more


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    optional = {key: row.get(key, empty()) for key, empty in _OPTIONAL.items()}
    links = {
        "district_id": row["district"],
        "operator_id": row.get("operator"),
        "section_id": row.get("section"),
    }
    return _pick(row, (*_NAMED, "kind", "latitude", "longitude"), **optional, **links)


def _postal_area(row: Mapping[str, Any]) -> PostalArea:
    return PostalArea(
        postal_code=row["postal_code"],
        prefecture=row.get("prefecture", ""),
        city=row["city"],
        town=row["town"],
        town_kana=row.get("town_kana", ""),
        district_id=row.get("district"),
    )


def _save(rows: Sequence[District] | Sequence[Place]) -> None:
    """Insert or update by code."""
    if not rows:
        return
    fields = [
        field.name for field in rows[0]._meta.concrete_fields if field.name not in ("code", "closed_on")
    ]
    manager: Manager[Any] = type(rows[0])._default_manager
    manager.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=fields)


def _connect(places: Rows) -> None:
    """Say anew which schools the named places serve."""
    Serves.objects.filter(place__in=[row["code"] for row in places]).delete()
    Serves.objects.bulk_create(
        Serves(place_id=row["code"], school_id=school) for row in places for school in row.get("serves", ())
    )

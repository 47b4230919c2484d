"""Taking in facilities from an open data file, exactly as they were looked at before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.places.distance import Point, metres
from madoguchi.places.models import District, Place, PostalArea
from madoguchi.places.queries import look_at
from madoguchi.rules import open_data
from madoguchi.rules.open_data import HAZARDS, Change, Column, Dataset, Plan, Row
from madoguchi.rules.opening_days import read_opens

_TEXTS: Final = {
    Column.NAME: "name",
    Column.KANA: "kana",
    Column.ADDRESS: "address",
    Column.PHONE: "phone",
    Column.POSTAL_CODE: "postal_code",
    Column.HOURS: "hours",
}
_NUMBERS: Final = {Column.CAPACITY: "capacity", Column.SHELTER_CAPACITY: "shelter_capacity"}
_POINTS: Final = {Column.LATITUDE: "latitude", Column.LONGITUDE: "longitude"}
_WHOLE: Final = {  # of a city that has not said how it is divided
    "name": "全域",
    "kana": "ゼンイキ",
    "names": {"ja-easy": "[全部|ぜんぶ]の ところ", "en": "The whole area"},
}


class CannotTake(Exception):
    """Nothing was taken: the file has faults, or comes to something else by now."""


@transaction.atomic
def take(*, text: str, dataset: Dataset, section: str, seen: str, by: Actor, now: datetime) -> Plan:
    """Write what was looked at; new places come under that section. Raises CannotTake."""
    list(Place.objects.select_for_update().order_by("pk").values_list("pk"))
    found, mark = look_at(text=text, dataset=dataset)
    if found.faults or mark != seen:
        raise CannotTake
    for each in found.changed:
        place = Place.objects.get(pk=each.code)
        _write(place, each.row, {column for column in each.differs})
        place.save()
    for each in found.new:
        _new(each, dataset, section).save(force_insert=True)
    details = {"dataset": dataset.value, "new": len(found.new), "changed": len(found.changed)}
    audit.record(verb="places.taken_in", about=("places", dataset), by=by, now=now, details=details)
    return found


def _new(change: Change, dataset: Dataset, section: str) -> Place:
    row = change.row
    place = Place(
        code=open_data.code_of(row, dataset),
        kind=change.kind,
        kana=row[Column.KANA] or row[Column.NAME],
        section_id=section,
        district_id=_district(row),
    )
    _write(place, row, {column for column in row.cells if row[column]})
    return place


def _district(row: Row) -> str:
    """Where the town of the address lies, the longest name first; else where the nearest place is.

    The first place of a city lies in its whole area: there is nothing yet to tell more by.
    """
    areas = PostalArea.objects.exclude(district=None).values_list("town", "district")
    towns = [(town, district) for town, district in areas if town and town in row[Column.ADDRESS]]
    if towns:
        return max(towns, key=lambda each: len(each[0]))[1]
    here = Point(float(row[Column.LATITUDE]), float(row[Column.LONGITUDE]))
    known = Place.objects.values_list("latitude", "longitude", "district")
    nearest = min(known, key=lambda each: metres(here, Point(float(each[0]), float(each[1]))), default=None)
    return nearest[2] if nearest else District.objects.get_or_create(code="whole", defaults=_WHOLE)[0].pk


def _write(place: Place, row: Row, columns: Iterable[Column]) -> None:
    for column in columns:
        if column in _TEXTS:
            setattr(place, _TEXTS[column], row[column])
        elif column in _NUMBERS:
            setattr(place, _NUMBERS[column], int(row[column]))
        elif column in _POINTS:
            setattr(place, _POINTS[column], Decimal(row[column]))
        elif column in HAZARDS:
            place.shelter_for = sorted({*place.shelter_for, HAZARDS[column]})
        elif column is Column.ENGLISH:
            place.names = {**place.names, "en": row[column]}
    _write_week(place, row, set(columns))


def _write_week(place: Place, row: Row, columns: Iterable[Column]) -> None:
    """The file knows weekdays and hours only: what the place knows of rests stays."""
    week = open_data.week_of(row)
    if week is not None and {Column.WEEKDAYS, Column.OPENS, Column.CLOSES} & set(columns):
        place.opens = _kept(place.opens) | {"days": week.model_dump(mode="json")["days"]}


def _kept(opens: Mapping[str, Any]) -> dict[str, Any]:
    return read_opens(opens).model_dump(mode="json")

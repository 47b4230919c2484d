"""A small city: two schools and three clubs."""

from __future__ import annotations

from typing import Any

import pytest

from madoguchi.audit.actions import SYSTEM
from madoguchi.people.actions import staff
from madoguchi.places import actions

DISTRICTS = [{"code": "wakamugi", "name": "若麦", "kana": "ワカムギ"}]


def place(code: str, kind: str, latitude: str, **more: Any) -> dict[str, Any]:
    named = {"code": code, "kind": kind, "name": code, "kana": code, "district": "wakamugi"}
    return {**named, "latitude": latitude, "longitude": "147.000000", **more}


PLACES = [
    place("north", "school", "33.020000"),
    place("south", "school", "33.000000"),
    place("a-club", "club", "33.010000", serves=["south"], capacity=40, operator="mugihokai"),
    place("b-club", "club", "33.019000", serves=["south"]),
    place("c-club", "club", "33.090000", serves=["north", "south"]),
]
AREAS = [
    {"postal_code": "0000015", "city": "ひばり市", "town": "羽休町", "town_kana": "ハヤスミチョウ"},
    {"postal_code": "0000015", "city": "ひばり市", "town": "羽音谷", "town_kana": "ハオトダニ"},
    {"postal_code": "1300001", "city": "ひばり市", "town": "吾妻町", "town_kana": "アヅマチョウ"},
]


@pytest.fixture
def small_city(db, now):
    staff.found_organisation(code="mugihokai", name="社会福祉法人麦穂会", by=SYSTEM, now=now)
    return import_again(now)


def import_again(now, *, districts=DISTRICTS, places=PLACES, areas=AREAS):
    actions.import_places(districts=districts, places=places, postal_areas=areas, by=SYSTEM, now=now)

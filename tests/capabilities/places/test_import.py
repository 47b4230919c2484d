"""The city's files are taken in as a whole or not at all, any number of times."""

from __future__ import annotations

import pytest
from tests.capabilities.places.conftest import AREAS, DISTRICTS, PLACES, import_again, place

from madoguchi.places import queries
from madoguchi.places.actions import CannotImport
from madoguchi.places.models import Place, PostalArea, Serves


def count():
    return Place.objects.count(), Serves.objects.count(), PostalArea.objects.count()


def test_importing_again_changes_nothing(small_city, now):
    before = count()
    import_again(now)
    assert count() == before == (5, 4, 3)


def test_a_changed_file_changes_the_places(small_city, now):
    import_again(
        now, places=[*PLACES[:4], place("c-club", "club", "33.09", name="風のクラブ", serves=["north"])]
    )
    club = queries.places_of("club")["c-club"]
    assert (club["name"], club["serves"]) == ("風のクラブ", ["north"])


def test_a_place_no_longer_named_stays(small_city, now):
    import_again(now, places=PLACES[:4])
    assert "c-club" in queries.places_of("club")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"places": [*PLACES, PLACES[0]]}, "places.north: stands 2 times"),
        ({"places": [place("x", "spaceport", "33")]}, "places.x.kind: 'spaceport' is not known"),
        (
            {"places": [place("x", "club", "33", operator="nobody")]},
            "places.x.operator: 'nobody' is not known",
        ),
        ({"places": [place("x", "club", "33", serves=["y"])]}, "places.x.serves: no place is called 'y'"),
        ({"places": [place("x", "club", "")]}, "places.x.latitude: is missing"),
        ({"districts": []}, "places.north.district: 'wakamugi' is not known"),
        ({"areas": [{**AREAS[0], "postal_code": 15}]}, "postal_areas.0.postal_code: 15 is not seven digits"),
    ],
)
def test_a_fault_is_named_and_nothing_is_imported(small_city, now, change, problem):
    before = count()
    with pytest.raises(CannotImport) as cannot:
        import_again(now, **change)
    assert problem in cannot.value.problems
    assert count() == before


def test_every_fault_is_named_at_once(small_city, now):
    with pytest.raises(CannotImport) as cannot:
        import_again(
            now, districts=[*DISTRICTS, {"code": "b"}], places=[place("x", "spaceport", "33", district="z")]
        )
    assert len(cannot.value.problems) == 4

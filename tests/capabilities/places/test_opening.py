"""When a place opens, as rows say it."""

from __future__ import annotations

from datetime import date

import pytest
from tests.capabilities.places.conftest import import_again, place

from madoguchi.places import queries
from madoguchi.places.actions import CannotImport
from madoguchi.places.models import Place, SpecialDays
from madoguchi.rules.calendar import local_day
from madoguchi.rules.opening_days import Why

WEEK = {"days": {key: [["09:00", "16:00"]] for key in ("mon", "tue", "wed", "thu", "fri")}}


def test_a_centre_is_closed_on_holidays_and_on_announced_days(small_city, now, django_assert_num_queries):
    import_again(now, places=[place("haoto-centre", "centre", "33.000000", opens=WEEK)])
    centre = queries.access_place(code="haoto-centre", kind="centre")
    said = {"ja": "大掃除のため"}
    SpecialDays.objects.create(
        place=centre, first_on=date(2027, 1, 13), last_on=date(2027, 1, 13), reason=said, announced_at=now
    )
    with django_assert_num_queries(1):
        found = queries.opening_days(centre, [date(2027, 1, each) for each in (10, 11, 12, 13)])
    assert [each.is_open for each in found] == [False, False, True, False]
    assert [each.why for each in found] == [Why.USUAL, Why.HOLIDAY, Why.USUAL, Why.SPECIAL]
    assert found[-1].reason == said
    assert queries.opening(centre, date(2027, 1, 14)).is_open


def test_opening_days_that_cannot_be_read_are_not_imported(small_city, now):
    wrong = {"days": {"mon": [["17:00", "09:00"]]}}
    with pytest.raises(CannotImport) as caught:
        import_again(now, places=[place("x-hall", "hall", "33.000000", opens=wrong)])
    assert [each.startswith("places.x-hall.opens: ") for each in caught.value.problems] == [True]
    assert not Place.objects.filter(pk="x-hall").exists()


def test_who_looks_for_shelters_finds_schools_too(small_city, now):
    import_again(
        now,
        places=[
            place("high-es", "school", "33.000000", shelter_for=["flood", "earthquake"]),
            place("park", "shelter", "33.000000", shelter_for=["earthquake"]),
        ],
    )
    found = queries.find_places(kind="shelter", on=local_day(now))
    assert [each.place.pk for each in found] == ["high-es", "park"]

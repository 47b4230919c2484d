"""Clubs are chosen by the child's school and the nearest first, not from a list of 65."""

from __future__ import annotations

from datetime import date

import pytest
from django.http import Http404

from madoguchi.places import queries
from madoguchi.places.distance import Point, metres
from madoguchi.places.models import Place

TODAY = date(2026, 11, 22)


def codes(choices):
    return [choice.code for choice in choices]


def test_clubs_that_take_the_school_stand_first_then_the_nearest(small_city):
    choices = queries.near(kind="club", school="north", on=TODAY)
    assert codes(choices) == ["c-club", "b-club", "a-club"]
    assert [choice.serves_school for choice in choices] == [True, False, False]


def test_among_clubs_of_the_same_school_the_nearest_stands_first(small_city):
    choices = queries.near(kind="club", school="south", on=TODAY)
    assert codes(choices) == ["a-club", "b-club", "c-club"]
    assert choices[0].metres == pytest.approx(1112, abs=2)


@pytest.mark.parametrize("school", [None, "", "nowhere"])
def test_without_a_known_school_all_clubs_are_there(small_city, school):
    assert len(queries.near(kind="club", school=school, on=TODAY)) == 3


def test_a_closed_club_is_no_choice_but_keeps_its_name(small_city):
    Place.objects.filter(code="c-club").update(closed_on=TODAY)
    assert "c-club" not in codes(queries.near(kind="club", school="north", on=TODAY))
    assert queries.places_of("club")["c-club"]["name"] == "c-club"


def test_a_document_is_told_what_it_needs_in_one_query(small_city, django_assert_num_queries):
    with django_assert_num_queries(1):
        clubs = queries.places_of("club")
    assert clubs["a-club"]["operator"] == "社会福祉法人麦穂会"
    assert clubs["a-club"]["district"] == "若麦"
    assert clubs["c-club"]["serves"] == ["north", "south"]


def test_an_unknown_place_is_not_found(small_city):
    assert queries.access_place(code="a-club", kind="club").capacity == 40
    for code, kind in [("nowhere", None), ("a-club", "school")]:
        with pytest.raises(Http404):
            queries.access_place(code=code, kind=kind)


def test_a_thousandth_of_a_degree_north_is_111_metres():
    assert metres(Point(33.0, 147.0), Point(33.001, 147.0)) == pytest.approx(111.2, abs=0.1)
    assert metres(Point(60.0, 147.0), Point(60.0, 147.001)) == pytest.approx(55.6, abs=0.1)

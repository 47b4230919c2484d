"""A postal code is answered with candidates, never with the directory's own explanations."""

from __future__ import annotations

import pytest

from madoguchi.places.addresses import addresses_for
from madoguchi.rules.addresses import Area

pytestmark = pytest.mark.django_db


def test_a_code_of_the_country():
    assert addresses_for("130-0001") == [Area(prefecture="東京都", city="墨田区", town="吾妻橋")]


def test_full_width_digits_and_the_postal_mark_are_understood():
    assert addresses_for("〒１３０−０００１") == addresses_for("1300001")


def test_one_code_can_cover_several_cities():
    assert {area.city for area in addresses_for("9850000")} == {"塩竈市", "多賀城市", "宮城郡七ヶ浜町"}


@pytest.mark.parametrize("code", ["0350000", "4090142", "7660001", "0295503"])
def test_explanations_are_never_offered_as_towns(code):
    towns = [area.town for area in addresses_for(code)]
    assert towns
    assert not any(word in town for town in towns for word in ("以下", "場合", "地割", "、", "〜"))


def test_towns_that_only_look_like_explanations_stay():
    assert addresses_for("5220317")[0].town == "一円"
    assert addresses_for("8510502")[0].town == "以下宿町"


def test_the_code_of_a_big_office_gives_its_town():
    assert addresses_for("1308640") == [Area(prefecture="東京都", city="墨田区", town="吾妻橋")]


def test_the_citys_own_areas_come_before_the_country(small_city):
    assert [area.town for area in addresses_for("1300001")] == ["吾妻町"]
    assert [area.town for area in addresses_for("0000015")] == ["羽音谷", "羽休町"]


@pytest.mark.parametrize("typed", ["", "123", "abcdefg", "9999999", "1" * 4000, "\x00", "一三〇〇〇〇一"])
def test_what_is_no_code_has_no_candidates(typed):
    assert addresses_for(typed) == []

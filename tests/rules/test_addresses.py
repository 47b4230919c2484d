"""Addresses are read kindly and filled without taking anything away."""

import pytest

from madoguchi.rules.addresses import Area, fill, fits, one_line, read_postal_code

AZUMABASHI = Area(prefecture="東京都", city="墨田区", town="吾妻橋")


@pytest.mark.parametrize(
    "typed", ["1300001", "130-0001", "１３０ー０００１", "〒130−0001", " 130 0001 ", "１３０‐０００１"]
)
def test_a_postal_code_is_read_however_it_is_typed(typed):
    assert read_postal_code(typed) == "1300001"


@pytest.mark.parametrize("typed", ["", "130", "13000011", "130-000a", "一三〇〇〇〇一"])
def test_other_texts_are_no_postal_codes(typed):
    assert read_postal_code(typed) is None


def test_filling_keeps_what_was_typed_beyond_the_town():
    typed = {"postal_code": "1300001", "town": "吾妻", "block": "1-2-3", "building": "メゾン101"}
    filled = fill(typed, AZUMABASHI)
    assert filled == {**typed, "prefecture": "東京都", "city": "墨田区", "town": "吾妻橋"}


def test_an_address_that_names_more_than_the_area_fits_it():
    assert fits({"prefecture": "東京都", "city": "墨田区", "town": "吾妻橋一丁目"}, AZUMABASHI)
    assert not fits({"prefecture": "東京都", "city": "墨田区", "town": "業平"}, AZUMABASHI)


def test_an_address_is_said_in_one_line():
    address = {**fill({"postal_code": "1300001", "block": "1-2-3"}, AZUMABASHI), "building": "メゾン101"}
    assert one_line(address) == "〒130-0001 東京都墨田区吾妻橋1-2-3 メゾン101"
    assert one_line({}) == ""

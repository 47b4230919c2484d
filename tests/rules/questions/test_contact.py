"""Addresses, telephones, mail: what people have is valid."""

import pytest

from madoguchi.rules.questions import read, show

ADDRESS = {
    "postal_code": "〒１３０ー０００１",
    "prefecture": "東京都",
    "city": "墨田区",
    "town": "吾妻橋",
    "block": "１－２",
}


def test_only_the_postal_code_is_rewritten(ask):
    assert read(ask("postal_address"), ADDRESS, {}) == {**ADDRESS, "postal_code": "1300001", "building": ""}


def test_a_town_is_not_needed_but_a_number_is(ask, codes):
    assert codes(read(ask("postal_address"), {**ADDRESS, "town": "", "block": ""}, {})) == {
        "q.block": "required"
    }
    assert codes(read(ask("postal_address"), {**ADDRESS, "postal_code": "130"}, {})) == {
        "q.postal_code": "not_a_postal_code"
    }


def test_a_prefecture_may_be_left_out_as_people_do(ask):
    assert read(ask("postal_address"), {**ADDRESS, "prefecture": ""}, {})["prefecture"] == ""


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("090-0000-0001", "09000000001"),
        ("０９０ー００００ー０００１", "09000000001"),
        ("09000000001", "09000000001"),
        ("(03) 1234-5678", "0312345678"),
        ("+81 90-0000-0001", "09000000001"),
        ("+81(0)3-1234-5678", "0312345678"),
        ("0800-123-4567", "08001234567"),
        ("03-1234-5678 内線12", "0312345678;ext=12"),
        ("03-1234-5678（内線１２）", "0312345678;ext=12"),
        ("03-1234-5678 ext. 12", "0312345678;ext=12"),
    ],
)
def test_a_telephone_number_is_read_however_it_is_typed(ask, typed, digits):
    assert read(ask("phone"), typed, {}) == digits


@pytest.mark.parametrize(
    "typed",
    ["110", "03-1234-567", "0312345678901", "1234567890", "03-1234-567a", "01234567890", "0000000000"],
)
def test_other_numbers_are_not(ask, codes, typed):
    assert codes(read(ask("phone"), typed, {})) == {"q": "not_a_phone"}


@pytest.mark.parametrize(
    ("digits", "shown"),
    [
        ("09000000001", "090-0000-0001"),
        ("0312345678", "03-1234-5678"),
        ("0612345678", "06-1234-5678"),
        ("0120123456", "0120-123-456"),
        ("0570123456", "0570-123-456"),
        ("08001234567", "0800-123-4567"),
        ("05012345678", "050-1234-5678"),
        ("0422511234", "0422-51-1234"),
        ("0429981234", "04-2998-1234"),
        ("0471231234", "04-7123-1234"),
        ("0451234567", "045-123-4567"),
        ("0112223333", "011-222-3333"),
        ("0223221234", "0223-22-1234"),
        ("0223021234", "022-302-1234"),
        ("0499221234", "04992-2-1234"),
        ("0992231234", "099-223-1234"),
        ("0980221234", "09802-2-1234"),
        ("0988661234", "098-866-1234"),
    ],
)
def test_hyphens_stand_where_the_area_code_ends(ask, digits, shown):
    assert show(ask("phone"), digits, "ja", {}) == shown


@pytest.mark.parametrize(
    "address",
    [
        "aoi@hibari.example",
        "a..b@docomo.ne.jp",
        "abc.@ezweb.ne.jp",
        ".x@docomo.ne.jp",
        "a+b@x-y.co.jp",
        "A@B.jp",
    ],
)
def test_addresses_that_carriers_gave_out_are_valid(ask, address):
    assert read(ask("email"), address, {}) == address


def test_full_width_addresses_are_understood(ask):
    assert read(ask("email"), "ａｏｉ＠ｈｉｂａｒｉ．ｅｘａｍｐｌｅ ", {}) == "aoi@hibari.example"


@pytest.mark.parametrize(
    "typed",
    [
        "aoi",
        "@x.jp",
        "a@b",
        "a@@b.jp",
        "a@b..jp",
        "あ@b.jp",
        "a@-b.jp",
        "a" * 65 + "@b.jp",
        "a,b@c.jp",
        "a@b.jp\r\nBcc:c@d.jp",
    ],
)
def test_other_texts_are_no_addresses(ask, codes, typed):
    assert codes(read(ask("email"), typed, {})) == {"q": "not_an_email"}

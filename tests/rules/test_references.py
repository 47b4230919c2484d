"""Receipt numbers survive the telephone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules import references
from madoguchi.rules.references import (
    card_code,
    help_code,
    inquiry_code,
    is_receipt_number,
    read_inquiry_code,
    read_receipt_number,
    receipt_number,
    reservation_code,
)

NUMBERS = st.builds(
    receipt_number, st.integers(1, 99), st.integers(0, 99).map("{:02}".format), st.integers(1, 999_999)
)


def test_the_number_of_the_guides_is_valid():
    assert receipt_number(8, "26", 4217) == "0826-004217-3"


@pytest.mark.parametrize(
    "typed",
    ["０８２６ー００４２１７ー３", "08260042173", " 0826-004217-3 ", "0826 004217 3", "0826−004217−3"],
)
def test_a_number_is_read_however_it_is_typed(typed):
    assert read_receipt_number(typed) == "0826-004217-3"


@given(NUMBERS, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, change):
    digits = list(number.replace("-", ""))
    digits[place] = str((int(digits[place]) + change) % 10)
    assert not is_receipt_number("".join(digits))


@given(NUMBERS, st.integers(0, 9))
def test_two_digits_exchanged_are_always_noticed(number, place):
    digits = list(number.replace("-", ""))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    assert is_receipt_number("".join(digits)) == (digits[place] == digits[place + 1])


@pytest.mark.parametrize("typed", ["", "0826", "0826-004217-30", "abcd-efghij-k", "0826-004217-4"])
def test_other_texts_are_no_numbers(typed):
    assert read_receipt_number(typed) is None


@pytest.mark.parametrize(
    "parts", [(0, "26", 1), (100, "26", 1), (8, "6", 1), (8, "26", 0), (8, "26", 1_000_000)]
)
def test_numbers_outside_their_range_are_refused(parts):
    with pytest.raises(ValueError, match="no receipt number"):
        receipt_number(*parts)


@given(st.binary(min_size=10, max_size=20))
def test_an_inquiry_code_is_read_back(random_bytes):
    code = inquiry_code(random_bytes)
    assert len(code) == 10
    assert read_inquiry_code(f" {code[:5].lower()}-{code[5:]}") == code
    assert not set(code) & set("01IO")


def test_every_character_of_a_code_is_equally_likely():
    codes = "".join(inquiry_code(bytes([byte]) * 10) for byte in range(256))
    assert {codes.count(character) for character in set(codes)} == {80}


@pytest.mark.parametrize("made", [card_code, help_code, inquiry_code, reservation_code])
def test_no_code_is_made_of_too_little_chance(made):
    with pytest.raises(ValueError, match="random bytes"):
        made(b"short")


def test_the_check_table_is_a_latin_square() -> None:
    rows = references._DAMM
    assert all(len(set(row)) == 10 for row in rows)
    assert all(len(set(column)) == 10 for column in zip(*rows, strict=True))

"""Numbers, however they are typed, never as machines round them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.documents import Text
from madoguchi.rules.documents.questions import DecimalQuestion
from madoguchi.rules.questions import read, show

UNIT = {"ja": "人", "ja-easy": "[人|にん]", "en": "people"}


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", 3),
        ("３", 3),
        ("1,234", 1234),
        ("１，２３４人", 1234),
        ("-5", -5),
        ("△5", -5),
        ("−5", -5),
        (7, 7),
        ("3.0", 3),
        (" 08 ", 8),
    ],
)
def test_whole_numbers_are_read(ask, typed, number):
    assert read(ask("integer", unit=UNIT), typed, {}) == number


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("三", "not_a_number"),
        ("1e3", "not_a_number"),
        ("3.5", "not_whole"),
        ("9" * 15, "too_large"),
        ("9" * 5000, "not_a_number"),
    ]
    + [
        ("1-2", "not_a_number"),
        (float("nan"), "not_a_number"),
        (10**400, "not_a_number"),
        ("٣", "not_a_number"),
    ],
)
def test_other_numbers_are_named(ask, codes, typed, code):
    assert codes(read(ask("integer"), typed, {})) == {"q": code}


def test_bounds_belong_to_the_range(ask):
    weeks = ask("integer", at_least=1, at_most=42)
    assert [read(weeks, each, {}) for each in (1, 42)] == [1, 42]
    ((small,), (large,)) = (read(weeks, 0, {}), read(weeks, 43, {}))
    assert (small.code, small.facts, large.code, large.facts) == (
        "too_small",
        {"at_least": 1},
        "too_large",
        {"at_most": 42},
    )


@pytest.mark.parametrize(
    ("typed", "number"), [("36.5", "36.5"), ("３６．５０", "36.5"), ("100", "100"), (1.5, "1.5"), ("-0", "0")]
)
def test_decimals_are_texts_without_needless_zeros(ask, typed, number):
    assert read(ask("decimal"), typed, {}) == number


def test_too_many_places_are_refused(ask):
    (problem,) = read(ask("decimal", places=1), "36.55", {})
    assert (problem.code, problem.facts) == ("too_many_places", {"places": 1})


@pytest.mark.parametrize("typed", ["4500", "4,500円", "￥４５００", "¥4,500", 4500])
def test_yen_are_read(ask, typed):
    assert read(ask("money"), typed, {}) == "4500"


def test_there_are_no_negative_yen(ask, codes):
    assert codes(read(ask("money"), "-1", {})) == {"q": "too_small"}


def test_numbers_are_said_with_their_unit(ask):
    question = ask("integer", unit=UNIT)
    assert [show(question, 1234, language, {}) for language in ("ja", "ja-easy", "en")] == [
        "1,234人",
        "1,234[人|にん]",
        "1,234 people",
    ]


@given(st.decimals(-(10**10), 10**10, places=2))
def test_what_is_read_equals_what_was_typed(number):
    question = DecimalQuestion(id="q", type="decimal", title=Text({"ja": "数"}))
    assert Decimal(read(question, f"{number:f}", {})) == number

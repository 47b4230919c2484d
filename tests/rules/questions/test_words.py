"""Texts are kept to the code point; what cannot be printed is left out."""

import pytest

from madoguchi.rules.questions import read


@pytest.mark.parametrize(
    "typed", ["𠮷田", "葛\U000e0100西", "👨‍👩‍👧", "①㈱", "塚\ufa10", "か\u3099", "[漢字|かんじ]", "<b>"]
)
def test_a_text_stays_exactly_as_typed(ask, typed):
    assert read(ask("text"), typed, {}) == typed


def test_unprintable_characters_are_left_out(ask):
    assert read(ask("text"), "\x00東\u202e京\ud800\ufeff\x07", {}) == "東京"


def test_a_line_has_no_breaks_and_several_lines_keep_theirs(ask):
    assert read(ask("text"), " 一\r\n二\t三 ", {}) == "一 二 三"
    assert read(ask("long_text"), "一\r\n二\r三\n", {}) == "一\n二\n三"


def test_what_is_too_long_or_too_short_is_said_with_both_lengths(ask):
    (long,) = read(ask("text", max_length=3), "四文字だ", {})
    (short,) = read(ask("text", min_length=5), "四文字だ", {})
    assert (long.code, long.facts) == ("too_long", {"max_length": 3, "length": 4})
    assert (short.code, short.facts) == ("too_short", {"min_length": 5, "length": 4})


def test_digits_are_counted_in_any_width(ask):
    chip = ask("text", digits=[15])
    assert read(chip, "３９２-１２３４ ５６７８９０１２", {}) == "392123456789012"
    (problem,) = read(chip, "39212345678901a", {})
    assert (problem.code, problem.facts) == ("wrong_digits", {"digits": [15]})


@pytest.mark.parametrize("raw", [["text"], {"a": "b"}, 5, True])
def test_other_shapes_are_refused(ask, raw, codes):
    assert read(ask("text"), raw, {}) is None or codes(read(ask("text"), raw, {})) == {"q": "wrong_shape"}

"""Ruby: what is drawn, what is escaped, what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.texts import literal, ruby_html, ruby_parts, ruby_plain


def test_a_reading_stands_above_its_characters():
    assert ruby_html("[子|こ]ども") == "<ruby>子<rp>（</rp><rt>こ</rt><rp>）</rp></ruby>ども"


def test_plain_text_puts_the_reading_behind():
    assert ruby_plain("[申|もう]し[込|こ]み") == "申（もう）し込（こ）み"


@pytest.mark.parametrize(
    "text", ["[漢字]", "[漢字|", "漢字|かんじ]", "[|かんじ]", "[漢字|]", "[[漢|字]", "a|b", "[漢\n字|かんじ]"]
)
def test_malformed_brackets_stay_text(text):
    expected = "[漢（字）" if text == "[[漢|字]" else text
    assert ruby_plain(text) == expected


def test_brackets_that_people_type_stay_brackets():
    typed = {"name": "[麦|むぎ]", "rows": ["[a|b]", 7, None]}
    assert ruby_plain(literal(typed)["name"]) == "[麦|むぎ]" == ruby_html(literal("[麦|むぎ]"))
    assert [ruby_plain(str(each)) for each in literal(typed)["rows"]] == ["[a|b]", "7", "None"]


def test_what_is_dangerous_is_escaped_in_base_and_reading():
    assert "<script>" not in ruby_html("[<script>|<b>]<script>")


@given(st.text())
def test_nothing_is_lost(text):
    assert (
        "".join(f"[{part.base}|{part.reading}]" if part.reading else part.base for part in ruby_parts(text))
        == text
    )

"""What the system says reaches each reader in their language, safely."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from django.template import engines
from django.utils import translation

from madoguchi.base.texts import at_the_desk, read_by, say, say_plain, text, text_plain

EVENING = datetime(2026, 12, 15, 14, 59, tzinfo=UTC)  # one minute to midnight in the city
TITLE = {"ja": "学童", "ja-easy": "[学童|がくどう]", "en": "After-school club"}
RUBY = "<ruby>学童<rp>（</rp><rt>がくどう</rt><rp>）</rp></ruby>"


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ja", "保存する"),
        ("en", "Save"),
        ("ja-easy", "<ruby>保存<rp>（</rp><rt>ほぞん</rt><rp>）</rp></ruby>する"),
    ],
)
def test_a_message_is_said_in_the_readers_language(language, written):
    with translation.override(language):
        assert say("Save") == written


def test_where_ruby_cannot_be_drawn_the_reading_stands_in_brackets():
    with translation.override("ja-easy"):
        assert say_plain("Save") == "保存（ほぞん）する"


def test_a_value_with_markup_is_shown_as_it_was_typed():
    said = say("Saved at {time}", time="<b>[x|y]</b>")
    assert "&lt;b&gt;[x|y]&lt;/b&gt;" in said


def test_braces_in_a_value_are_not_taken_for_a_place():
    assert "{time}" in say("Saved at {time}", time="{time}")


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("ja", "2026年12月15日(火) 午後11時59分"),
        ("ja-easy", "2026年（ねん）12月（がつ）15日（にち）(火（か）) 夜（よる） 11時（じ）59分（ふん）"),
        ("en", "15 December 2026 (Tue), 23:59"),
    ],
)
def test_an_instant_is_written_as_the_reader_is_used_to(language, written):
    with translation.override(language):
        assert written in say_plain("Saved at {time}", time=EVENING)


def test_officers_read_days_as_lists_have_them():
    with at_the_desk():
        assert "2026-12-15(火) 23:59" in say_plain("Saved at {time}", time=EVENING)


def test_a_message_to_a_resident_keeps_the_residents_ways_even_at_the_desk():
    with at_the_desk(), read_by("en"):
        assert "15 December 2026 (Tue)" in say_plain("Saved at {time}", time=EVENING)


@pytest.mark.parametrize(
    ("at", "spoken"),
    [(time(9), "午前9時"), (time(12), "正午"), (time(12, 30), "午後0時30分"), (time(0, 5), "午前0時5分")],
)
def test_times_are_spoken_without_minutes_nobody_says(at, spoken):
    assert spoken in say_plain("Saved at {time}", time=at)


@pytest.mark.parametrize(
    ("day", "read"),
    [(1, "1日（ついたち）"), (8, "8日（ようか）"), (24, "24日（にじゅうよっか）"), (15, "15日（にち）")],
)
def test_days_of_the_month_are_read_as_people_read_them(day, read):
    with translation.override("ja-easy"):
        assert read in say_plain("Saved at {time}", time=date(2026, 12, day))


def test_a_document_text_falls_back_to_japanese():
    with translation.override("en"):
        assert text({"ja": "学童"}) == "学童"


def test_a_document_text_carries_ruby():
    with translation.override("ja-easy"):
        assert text(TITLE) == RUBY
        assert text_plain(TITLE) == "学童（がくどう）"
        assert RUBY in say("Saved at {time}", time=TITLE)


def test_template_tags_say_the_same():
    drawn = engines["django"].from_string(
        "{% say 'Save' %}|{% say_plain 'Save' as x %}{{ x }}|{{ at|day }}|{{ at|clock }}"
    )
    with translation.override("ja"):
        assert drawn.render({"at": EVENING}) == "保存する|保存する|2026年12月15日(火)|23:59"

"""Everything that is said is said in Japanese and in easy Japanese too, the same wherever it is said."""

from __future__ import annotations

import re

import pytest
from tests.capabilities.base.catalogues import LOCALES, PACKAGE, PLACEHOLDER, catalogue, rooms, said_in

from madoguchi.rules.texts import ruby_plain

KANJI = re.compile(r"[\u3400-\u9fff々]")
LONGEST_SENTENCE = 50
# Read by officers alone; easy Japanese is not for them.
FOR_OFFICERS = frozenset({"desk", "review", "studio", "audit"})


def every_entry(locale: str) -> list[tuple[str, str, str]]:
    return [(room, message, said) for room in rooms() for message, said in catalogue(room, locale).items()]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("room", [*rooms(), "config"])
def test_every_message_of_a_room_is_translated(room, locale):
    known = catalogue(room, locale) | catalogue("base", locale)
    assert sorted(said_in(PACKAGE / room) - {message for message, said in known.items() if said}) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_the_places_for_values(locale):
    changed = [
        (room, message)
        for room, message, said in every_entry(locale)
        if set(PLACEHOLDER.findall(message)) != set(PLACEHOLDER.findall(said))
    ]
    assert changed == []


@pytest.mark.parametrize("locale", LOCALES)
def test_one_message_has_one_translation(locale):
    said: dict[str, set[str]] = {}
    for _, message, translation in every_entry(locale):
        said.setdefault(message, set()).add(translation)
    assert {message: them for message, them in said.items() if len(them) > 1} == {}


def test_every_kanji_for_residents_carries_its_reading():
    bare = [
        (room, said)
        for room, _, said in every_entry("ja_Easy")
        if room not in FOR_OFFICERS and KANJI.search(re.sub(r"\[[^\[\]|]+\|[^\[\]|]+\]", "", said))
    ]
    assert bare == []


def test_easy_sentences_are_short():
    long = [
        sentence
        for room, _, said in every_entry("ja_Easy")
        if room not in FOR_OFFICERS
        for sentence in re.split(r"[。?？]", re.sub(r"（[^（）]*）", "", ruby_plain(said)))
        if len(sentence.replace(" ", "")) > LONGEST_SENTENCE
    ]
    assert long == []

"""Easy Japanese stays easy: every kanji carries its reading, every sentence is short."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from babel.messages.pofile import read_po

from madoguchi.config import catalogues
from madoguchi.rules.texts import ruby_parts, ruby_plain

KANJI = re.compile(r"[\u3400-\u9fff々]")
READING = re.compile(r"（[^（）]*）")
LONGEST_SENTENCE = 50
# Officers read ordinary Japanese: what is said at the desk alone is left out.
FOR_RESIDENTS = frozenset({"applications", "files", "portal"})


def texts() -> Iterator[str]:
    """What residents read: all of their rooms, and what other rooms say in templates for residents."""
    said = catalogues.messages()
    for source in catalogues.sources(language="ja_Easy"):
        for entry in read_po(io.BytesIO(source.read_bytes())):
            places = said.get(str(entry.id), set())
            if source.parents[3].name in FOR_RESIDENTS or any("resident" in place.parts for place in places):
                yield str(entry.string) if entry.id else ""


def test_every_kanji_carries_its_reading() -> None:
    parts = (part for text in texts() for part in ruby_parts(text))
    bare = [part.base for part in parts if not part.reading and KANJI.search(part.base)]
    assert bare == []


def test_sentences_are_short() -> None:
    sentences = [
        READING.sub("", sentence) for text in texts() for sentence in re.split(r"[。?？]", ruby_plain(text))
    ]
    assert [one for one in sentences if len(one.replace(" ", "")) > LONGEST_SENTENCE] == []

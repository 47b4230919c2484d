"""Easy Japanese stays easy: every kanji carries its reading, every sentence is short."""

from __future__ import annotations

import io
import re

from babel.messages.pofile import read_po

from madoguchi.config import catalogues
from madoguchi.rules.texts import ruby_parts, ruby_plain

KANJI = re.compile(r"[\u3400-\u9fff々]")
READING = re.compile(r"（[^（）]*）")
LONGEST_SENTENCE = 50
# Read by officers alone, who read ordinary Japanese.
FOR_OFFICERS = frozenset({"audit", "desk", "messaging", "review", "studio"})
WORDS_OF_THE_DESK = frozenset({"Desk"})


def texts() -> list[str]:
    sources = [
        path for path in catalogues.sources(language="ja_Easy") if path.parents[3].name not in FOR_OFFICERS
    ]
    entries = [entry for path in sources for entry in read_po(io.BytesIO(path.read_bytes()))]
    return [str(entry.string) for entry in entries if entry.id and entry.id not in WORDS_OF_THE_DESK]


def test_every_kanji_carries_its_reading() -> None:
    parts = (part for text in texts() for part in ruby_parts(text))
    bare = [part.base for part in parts if not part.reading and KANJI.search(part.base)]
    assert bare == []


def test_sentences_are_short() -> None:
    sentences = [
        READING.sub("", sentence) for text in texts() for sentence in re.split(r"[。?？]", ruby_plain(text))
    ]
    assert [one for one in sentences if len(one.replace(" ", "")) > LONGEST_SENTENCE] == []

"""Words of a Japanese text and how they are read, as SudachiPy's small dictionary has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Final

from madoguchi.rules.readings import Token

if TYPE_CHECKING:  # loaded by who asks for words
    from sudachipy import Dictionary

# Characters of names that the dictionary lacks, as it knows them: each one for one, so that places stay.
KNOWN_AS: Final = str.maketrans("髙﨑濵德瀨栁邉邊廣槗𠮷", "高崎浜徳瀬柳辺辺広橋吉")
SPACE: Final = re.compile(r"(\s+)")
MOST: Final = 10_000  # characters at once; the dictionary refuses what is much longer
LEANING: Final = "非自立可能"
STANDS_APART: Final = frozenset(("くださる", "下さる", "よい", "良い", "いい"))


def tokens(text: str) -> list[Token]:
    """The words of `text`, none of its characters lost."""
    return [token for piece in SPACE.split(text[:MOST]) for token in _tokens(piece)]


def _tokens(piece: str) -> Iterator[Token]:
    """A space among names would be read as a sign: it is no word."""
    if not piece or piece.isspace():
        yield from [Token(piece, "", "空白")] if piece else []
        return
    from sudachipy import SplitMode

    # A tokenizer serves one thread at a time; the dictionary behind it is shared and read-only.
    for found in _dictionary().tokenizer(SplitMode.C).tokenize(piece.translate(KNOWN_AS)):
        kind, detail, *_ = found.part_of_speech()
        yield Token(
            surface=piece[found.begin() : found.end()],
            reading=found.reading_form(),
            kind=kind,
            is_bound=detail == LEANING and kind != "名詞" and found.dictionary_form() not in STANDS_APART,
        )


@cache
def _dictionary() -> Dictionary:
    from sudachipy import Dictionary

    return Dictionary(dict="small")

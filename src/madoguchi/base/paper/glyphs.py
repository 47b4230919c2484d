"""Which characters the letter font can draw, read from its `cmap`: no name may become an empty box."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from madoguchi.rules.names import GETA

FONT: Final = Path(__file__).parent / "fonts" / "NotoSansJP-Regular.ttf"

FULL_UNICODE: Final = 12  # format of a subtable: ranges of 32-bit characters
VARIATIONS: Final = 14  # format of a subtable: characters with a variation selector
SELECTORS: Final = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
UNDRAWN: Final = frozenset("\n\r\t\u3000\u200b\u2060")  # layout acts on these, no glyph is needed


def missing_glyphs(text: str) -> list[str]:
    """The characters of `text` that the font lacks, each once, in order.

    A character and its variation selector (葛󠄀) count as one: another shape of the same name is not that name.
    """
    drawable, varied = _cmap(FONT)
    found: dict[str, None] = {}
    for character in _characters(text):
        known = character in varied if len(character) > 1 else character in drawable
        if not known and character not in UNDRAWN:
            found[character] = None
    return list(found)


def stand_in(character: str) -> str:
    """What is drawn in place of a missing character: its common form without the selector, or 〓."""
    drawable, _ = _cmap(FONT)
    return character[0] if character[0] in drawable else GETA


def _characters(text: str) -> Iterator[str]:
    """Single characters, and pairs where a variation selector follows."""
    base = ""
    for character in text:
        if base and _is_selector(character):
            yield base + character
            base = ""
            continue
        if base:
            yield base
        base = character
    if base:
        yield base


def _is_selector(character: str) -> bool:
    return any(ord(character) in selectors for selectors in SELECTORS)


@cache
def _cmap(font: Path) -> tuple[frozenset[str], frozenset[str]]:
    """Characters with a glyph, and pairs of character and selector with a glyph."""
    data = font.read_bytes()
    table = _table(data, b"cmap")
    (count,) = struct.unpack_from(">H", table, 2)
    offsets = {struct.unpack_from(">HHL", table, 4 + 8 * index)[2] for index in range(count)}
    subtables = {struct.unpack_from(">H", table, offset)[0]: table[offset:] for offset in offsets}
    drawable = frozenset(map(chr, _full_unicode(subtables[FULL_UNICODE])))
    return drawable, frozenset(_variations(subtables[VARIATIONS]))


def _table(data: bytes, tag: bytes) -> bytes:
    (count,) = struct.unpack_from(">H", data, 4)
    for index in range(count):
        name, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
        if name == tag:
            return data[offset : offset + length]
    raise ValueError(f"the font has no {tag!r} table")


def _full_unicode(subtable: bytes) -> Iterator[int]:
    (groups,) = struct.unpack_from(">L", subtable, 12)
    for index in range(groups):
        first, last, _ = struct.unpack_from(">LLL", subtable, 16 + 12 * index)
        yield from range(first, last + 1)


def _variations(subtable: bytes) -> Iterator[str]:
    (records,) = struct.unpack_from(">L", subtable, 6)
    for index in range(records):
        record = subtable[10 + 11 * index : 21 + 11 * index]
        selector = chr(int.from_bytes(record[:3], "big"))
        as_usual, own_shape = struct.unpack_from(">LL", record, 3)
        for character in _usual_shapes(subtable, as_usual):
            yield character + selector
        for character in _own_shapes(subtable, own_shape):
            yield character + selector


def _usual_shapes(subtable: bytes, offset: int) -> Iterator[str]:
    """Characters whose usual glyph is the selected shape."""
    if not offset:
        return
    (ranges,) = struct.unpack_from(">L", subtable, offset)
    for index in range(ranges):
        start = offset + 4 + 4 * index
        first = int.from_bytes(subtable[start : start + 3], "big")
        yield from map(chr, range(first, first + subtable[start + 3] + 1))


def _own_shapes(subtable: bytes, offset: int) -> Iterator[str]:
    """Characters with a glyph of their own for the selected shape."""
    if not offset:
        return
    (mappings,) = struct.unpack_from(">L", subtable, offset)
    for index in range(mappings):
        start = offset + 4 + 5 * index
        yield chr(int.from_bytes(subtable[start : start + 3], "big"))

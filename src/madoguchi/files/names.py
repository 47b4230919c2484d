"""What a file is called when it is given out: as its sender called it, without what could harm a reader."""

from __future__ import annotations

import unicodedata
from typing import Final

from madoguchi.files.kinds import EXTENSIONS, Kind

LONGEST: Final = 100  # characters before the extension
_UNSAFE: Final = frozenset('/\\:*?"<>|')
# Cc, Cf: control and format characters, among them those that turn the direction of writing (photo‮gpj.exe).
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_VARIATION_SELECTORS: Final = (0xE0100, 0xE01EF)


def fitting(claimed: str, media_type: str) -> str:
    """`claimed` without path, control characters and a wrong extension. Letters of names stay as they are."""
    stem, _ = split(claimed)
    kept = "".join(letter for letter in stem if _may_stay(letter)).strip(" .")
    return f"{kept[:LONGEST] or 'file'}.{_extension(media_type)}"


def split(claimed: str) -> tuple[str, str]:
    """Name and extension (with its dot, in lower case) of the last part of a path."""
    last = claimed.replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, extension = last.rpartition(".")
    return (stem, f".{extension.lower()}") if dot and stem else (last, "")


def _may_stay(letter: str) -> bool:
    first, last = _VARIATION_SELECTORS
    if first <= ord(letter) <= last:  # 葛󠄀: part of the letter before it
        return True
    return letter not in _UNSAFE and unicodedata.category(letter) not in _UNSEEN


def _extension(media_type: str) -> str:
    return EXTENSIONS[Kind(media_type)] if media_type in set(Kind) else "bin"

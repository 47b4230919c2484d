"""What all types of answer share: clean texts, expected shapes, and all that is wrong said at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from madoguchi.rules.questions.codes import CODES

YES: Final = frozenset({"true", "yes", "on", "1"})
NO: Final = frozenset({"false", "no", "off", "0"})
TYPED_LENGTH: Final = 50

# Control characters, halves of surrogate pairs, and marks that turn the direction of what follows: they
# cannot be stored, or make a page say something else than the answer does.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_BREAKS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
_DASHES: Final = re.compile("[‐‑‒–—―−ー]")


class Wrong(Exception):
    """What is wrong with an answer, as (place within it, code, facts). Never leaves this package."""

    def __init__(self, *problems: tuple[str, str, dict[str, object]]) -> None:
        super().__init__(problems)
        self.problems = problems

    def inside(self, place: str) -> Wrong:
        """The same, seen from what contains `place`, e.g. ".birth_date" or "/r2"."""
        return Wrong(*((place + inner, code, facts) for inner, code, facts in self.problems))


def wrong(code: str, at: str = "", /, **facts: object) -> Wrong:
    """One problem, with exactly the facts its code promises."""
    if set(facts) != set(CODES[code]):
        raise TypeError(f"{code} needs {CODES[code]}")
    return Wrong((at, code, facts))


def every(readings: Mapping[str, Callable[[], Any]], mark: str = ".") -> dict[str, Any]:
    """Do all the readings, by the place each reads; raise all that is wrong together."""
    values: dict[str, Any] = {}
    problems: list[tuple[str, str, dict[str, object]]] = []
    for place, reading in readings.items():
        try:
            values[place] = reading()
        except Wrong as found:
            problems += found.inside(mark + place).problems
    if problems:
        raise Wrong(*problems)
    return values


def mapping(raw: object) -> Mapping[str, Any]:
    """`raw`, if it is an object with text keys."""
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise wrong("wrong_shape", expected="object")
    return raw


def sequence(raw: object) -> list[Any]:
    """`raw`, if it is a list."""
    if not isinstance(raw, list):
        raise wrong("wrong_shape", expected="list")
    return raw


def text(raw: object) -> str:
    """`raw` without what cannot be printed, on one line, else exactly as typed (no NFC, no NFKC)."""
    clean = lines(raw)
    return clean if clean.isprintable() else re.sub(r"[\n\t]+", " ", clean).strip()


def lines(raw: object) -> str:
    """`raw` without what cannot be printed; line breaks are kept."""
    if not isinstance(raw, str):
        raise wrong("wrong_shape", expected="text")
    if raw.isprintable():  # as most answers are: nothing to look for
        return raw.strip()
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", raw)).strip()


def half_width(raw: object) -> str:
    """Numbers, codes and addresses of machines as machines write them: NFKC, ASCII hyphens."""
    plain = text(raw)
    return plain if plain.isascii() else _DASHES.sub("-", unicodedata.normalize("NFKC", plain)).strip()


def digits(raw: object) -> str:
    """The same without spaces and hyphens."""
    return re.sub(r"[\s-]", "", half_width(raw))


def typed(raw: str) -> str:
    """What was typed, short enough to be said back."""
    return raw[:TYPED_LENGTH]


def needed(value: str) -> str:
    """`value`, which may not be empty."""
    if is_blank_text(value):
        raise wrong("required")
    return value


def within(value: str, max_length: int) -> str:
    """`value`, which may not be longer."""
    if len(value) > max_length:
        raise wrong("too_long", max_length=max_length, length=len(value))
    return value


def is_blank_text(value: str) -> bool:
    """Whether nothing in `value` can be seen."""
    if value.isprintable():
        return not value.strip()
    return all(
        character.isspace() or unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in value
    )

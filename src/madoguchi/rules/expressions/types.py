"""What kinds of values expressions know, and what is not there: MISSING, never None, never an empty text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any, Final


class Kind(StrEnum):
    """The kind of a value."""

    BOOL = "yes or no"
    INTEGER = "whole number"
    DECIMAL = "decimal number"
    TEXT = "text"
    DATE = "date"
    TIME = "time of day"
    INSTANT = "instant"
    CHOICE = "chosen option"
    SET = "set of options"
    ROWS = "rows of a group"
    RECORD = "answer of several parts"
    UNKNOWN = "value of unknown kind"  # a fault was already found in it; nothing more is said about it


@dataclass(frozen=True, slots=True)
class Type:
    """A kind and, for options, which there are (None: the city's data decides, e.g. codes of places)."""

    kind: Kind
    options: frozenset[str] | None = None

    def __str__(self) -> str:
        return a(self.kind)


def a(kind: Kind) -> str:
    """A kind with its article, for sentences."""
    if kind is Kind.ROWS:
        return kind.value
    return f"an {kind.value}" if kind.value[0] in "aeiou" else f"a {kind.value}"


BOOL: Final = Type(Kind.BOOL)
INTEGER: Final = Type(Kind.INTEGER)
DECIMAL: Final = Type(Kind.DECIMAL)
TEXT: Final = Type(Kind.TEXT)
DATE: Final = Type(Kind.DATE)
TIME: Final = Type(Kind.TIME)
INSTANT: Final = Type(Kind.INSTANT)
ROWS: Final = Type(Kind.ROWS)
RECORD: Final = Type(Kind.RECORD)
UNKNOWN: Final = Type(Kind.UNKNOWN)

NUMBERS: Final = frozenset({Kind.INTEGER, Kind.DECIMAL})
ORDERED: Final = NUMBERS | {Kind.DATE, Kind.TIME, Kind.INSTANT}
WORDS: Final = frozenset({Kind.TEXT, Kind.CHOICE})
SINGLE: Final = ORDERED | WORDS | {Kind.BOOL}


def choice(options: Iterable[str] | None = None) -> Type:
    """One of `options`; of any when they are not written in the document."""
    return Type(Kind.CHOICE, None if options is None else frozenset(options))


def set_of(options: Iterable[str] | None = None) -> Type:
    """Several of `options`."""
    return Type(Kind.SET, None if options is None else frozenset(options))


class Missing(Enum):
    """The one value that stands for no answer: not asked, not given, or not known."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        raise TypeError("a missing value is neither true nor false: say what it means where it is used")


MISSING: Final = Missing.MISSING

Value = Any
"""bool, int, Decimal, str, date, time, datetime, frozenset, list of rows, mapping of parts, or MISSING."""


def unified(types: Iterable[Type]) -> Type | None:
    """The type that values of all `types` have in common, or None."""
    known = [each for each in types if each.kind is not Kind.UNKNOWN]
    kinds = {each.kind for each in known}
    if not kinds:
        return UNKNOWN
    if len(kinds) == 1:
        return known[0] if len(set(known)) == 1 else Type(known[0].kind, _all_options(known))
    if kinds <= NUMBERS:
        return DECIMAL
    return TEXT if kinds <= WORDS else None


def _all_options(types: Iterable[Type]) -> frozenset[str] | None:
    """Every option of the types; None as soon as one of them is open."""
    found: frozenset[str] = frozenset()
    for each in types:
        if each.options is None:
            return None
        found |= each.options
    return found

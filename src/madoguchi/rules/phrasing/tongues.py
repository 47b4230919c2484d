"""What a language needs to say expressions: patterns by operator, and the small words between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


class Clause(NamedTuple):
    """A condition and its opposite. A noun at its end decides between のとき and とき."""

    text: str
    denied: str
    is_noun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language. Patterns name operands by their place: {0}, {1}; {all} are several of them."""

    language: str
    conditions: Mapping[str, Clause]
    values: Mapping[str, str]
    between: Mapping[str, str]
    """What stands between several operands of an operator."""
    facts: Mapping[str, str]
    parts: Mapping[str, str]
    words: Mapping[str, str]
    when: tuple[str, str]
    """Around a condition that ends in a verb, and in a noun."""
    that: tuple[str, str]
    """The same in front of what it describes."""
    day: Callable[[date], str]

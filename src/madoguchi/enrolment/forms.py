"""What officers type about a place, read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from madoguchi.enrolment.wording import KINDS
from madoguchi.rules import calendar
from madoguchi.rules.arranging import NOTHING, Said

LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong(Exception):
    """Something typed cannot be read. `at`: the name of its box; `words`: a msgid."""

    at: str
    words: str


def day(given: Mapping[str, Any], name: str) -> date:
    """A day as typed: 2027-05-31, R9.5.31, 20270531. Raises Wrong."""
    parts = calendar.parse_day(str(given.get(name, "")).strip())
    try:
        return date(*parts) if parts else _no_day(name)
    except ValueError:
        return _no_day(name)


def _no_day(name: str) -> date:
    raise Wrong(at=name, words="Please enter a day, for example 2027-05-31.")


def told(given: Mapping[str, Any]) -> dict[str, Said]:
    """What is arranged now, as an officer writes it down; empty: nothing any more. Raises Wrong."""
    kind, words = str(given.get("kind", "")), str(given.get("words", "")).strip()
    if kind not in KINDS:
        raise Wrong(at="kind", words="Please choose what has changed.")
    if len(words) > LONGEST or "\0" in words:
        raise Wrong(at="words", words="Please write at most 500 characters.")
    said = Said(value=words, words={"ja": words}, is_sensitive=kind in ("allergy", "health", "support"))
    return {kind: said if words else NOTHING}


def times(given: Mapping[str, Any]) -> dict[str, Any]:
    """A day, two times of it and a length in minutes. Raises Wrong."""
    return {
        "day": day(given, "on"),
        "opens": _clock(given, "opens"),
        "closes": _clock(given, "closes"),
        "minutes": _minutes(given),
    }


def _clock(given: Mapping[str, Any], name: str) -> time:
    try:
        return time.fromisoformat(str(given.get(name, "")).strip()).replace(
            tzinfo=None, second=0, microsecond=0
        )
    except ValueError:
        raise Wrong(at=name, words="Please enter a time, for example 15:30.") from None


def _minutes(given: Mapping[str, Any]) -> int:
    typed = str(given.get("minutes", "")).strip()
    if not typed.isascii() or not typed.isdecimal() or len(typed) > 3:
        raise Wrong(at="minutes", words="Please enter minutes, from 10 to 120.")
    return int(typed)

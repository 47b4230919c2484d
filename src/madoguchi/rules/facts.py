"""What a journey may know without asking, at an instant: from JSON, as examples and commands give it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.documents.procedure import Document

KNOWN: Final = ("today", "now", "fiscal_year", "target_year", "closed_days", "places", "slots")


def facts_at(document: Document, at: datetime, given: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of the instant `at` (aware); `given`, as JSON, goes before what follows from it.

    Raises ValueError where `given` names an unknown fact or has a value of the wrong kind.
    """
    unknown = sorted(set(given) - set(KNOWN))
    if unknown:
        raise ValueError(f"unknown facts {', '.join(unknown)}; expected some of {', '.join(KNOWN)}")
    read = {key: _read(key, value) for key, value in given.items()}
    today = read.get("today", calendar.local_day(at))
    fiscal_year = calendar.fiscal_year(today)
    return {
        "today": today,
        "now": at,
        "fiscal_year": fiscal_year,
        "target_year": document.target_year or fiscal_year,
        "closed_days": frozenset(),
        **read,
    }


def _read(key: str, value: Any) -> Any:
    try:
        return _typed(key, value)
    except (TypeError, ValueError):
        raise ValueError(f"the fact {key} cannot be {value!r}") from None


def _typed(key: str, value: Any) -> Any:
    match key, value:
        case "today", str():
            return date.fromisoformat(value)
        case "now", str() if (instant := datetime.fromisoformat(value)).tzinfo:
            return instant
        case "fiscal_year" | "target_year", int() if not isinstance(value, bool):
            return value
        case "closed_days", list():
            return frozenset(map(date.fromisoformat, value))
        case "places" | "slots", dict() if all(isinstance(each, dict) for each in value.values()):
            return value
    raise ValueError(key)

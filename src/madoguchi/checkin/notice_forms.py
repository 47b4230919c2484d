"""What families type about a day, read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from madoguchi.rules import calendar
from madoguchi.rules.absences import WORDS, Kind, Reason, Said, Wrong, read_clock, read_temperature


def read(given: Mapping[str, Any], *, today: date) -> Said | dict[str, Wrong]:
    """What was said, or what is wrong with it by box."""
    wrong: dict[str, Wrong] = {}
    first = _day(given, "first_on", today, wrong)
    last = _day(given, "last_on", first, wrong)
    told = {
        "temperature": _typed(given, "temperature", read_temperature, Wrong.TEMPERATURE, wrong),
        "at": _typed(given, "at", read_clock, Wrong.TIME, wrong),
    }
    words = str(given.get("words", "")).replace("\0", "").strip()
    kind, reason = str(given.get("kind", "")), str(given.get("reason", ""))
    if kind not in list(Kind):
        wrong["kind"] = Wrong.NOBODY
    if len(words) > WORDS:
        wrong["words"] = Wrong.TOO_MANY_WORDS
    if wrong:
        return wrong
    chosen = Reason(reason) if reason in list(Reason) else None
    return Said(kind=Kind(kind), first_on=first, last_on=last, reason=chosen, words=words, **told)


def first_day(given: Mapping[str, Any], otherwise: date) -> date:
    """The day that is written in the box, which may be folded away; `otherwise` where it is none."""
    day = _day(given, "first_on", otherwise, {})
    return otherwise if day == date.min else day


def typed(said: Said) -> dict[str, str]:
    """As `read` reads it again."""
    return {
        "kind": said.kind,
        "reason": said.reason or "",
        "first_on": said.first_on.isoformat(),
        "last_on": said.last_on.isoformat() if said.last_on != said.first_on else "",
        "temperature": said.temperature,
        "at": said.at,
        "words": said.words,
    }


def _typed(
    given: Mapping[str, Any], name: str, reads: Callable[[str], str], code: Wrong, wrong: dict[str, Wrong]
) -> str:
    try:
        return reads(str(given.get(name, "")))
    except ValueError:
        wrong[name] = code
        return ""


def _day(given: Mapping[str, Any], name: str, otherwise: date, wrong: dict[str, Wrong]) -> date:
    said = str(given.get(name, "")).strip()
    if not said:
        return otherwise
    parts = calendar.parse_day(said)
    try:
        return date(*parts) if parts else date.min
    except ValueError:
        wrong[name] = Wrong.PAST if name == "first_on" else Wrong.ORDER
        return otherwise

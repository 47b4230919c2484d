"""A time to come, chosen among those the city offers: when and where, and whether somebody only waits for it.

What can be chosen is a fact: `facts["slots"][offering]` holds `places` (code to {name, names}) and, where
something is to be chosen now, `times`: each answer to {is_free, may_wait}. Without `times` any is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules import calendar
from madoguchi.rules.questions import reading
from madoguchi.rules.questions.reading import wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import SlotQuestion

_WRITTEN: Final = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}) ([\w-]{1,100})( waits)?", re.ASCII)
_WAITS: Final = {"ja": "キャンセル待ち", "ja-easy": "キャンセル[待|ま]ち", "en": "waiting list"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What an answer says. Its words are those of the city's clock."""

    day: date
    at: time
    place: str
    waits: bool = False  # it was full: they come if somebody else does not

    def __str__(self) -> str:
        """2026-12-08T10:00 centre."""
        return f"{self.day}T{self.at:%H:%M} {self.place}{' waits' if self.waits else ''}"

    @property
    def starts_at(self) -> datetime:
        """The instant it begins."""
        return datetime.combine(self.day, self.at, calendar.TOKYO)


def written(starts_at: datetime, place: str, *, waits: bool = False) -> str:
    """The answer that chooses what begins at an instant at a place."""
    here = starts_at.astimezone(calendar.TOKYO)
    return str(Chosen(day=here.date(), at=here.time(), place=place, waits=waits))


def chosen(answer: object) -> Chosen | None:
    """What an answer says; None where it says no time that exists."""
    found = _WRITTEN.fullmatch(answer) if isinstance(answer, str) else None
    try:
        return found and Chosen(
            day=date.fromisoformat(found[1]),
            at=time.fromisoformat(found[2]),
            place=found[3],
            waits=bool(found[4]),
        )
    except ValueError:
        return None


def read_slot(question: SlotQuestion, raw: object, facts: Any) -> str:
    """A time that is offered, and free or waited for."""
    plain = reading.text(raw)
    found = chosen(plain)
    if found is None:
        raise wrong("unknown_slot")
    times = _known(question, facts).get("times")
    if not isinstance(times, Mapping):
        return plain
    offered = times.get(str(found).removesuffix(" waits"))
    if offered is None:
        raise wrong("unknown_slot")
    if not offered["may_wait" if found.waits else "is_free"]:
        raise wrong("slot_full")
    return plain


def show_slot(question: SlotQuestion, value: Any, language: str, facts: Any) -> str:
    """2026年12月8日(火) 午前10時00分 市保健センター."""
    found = chosen(value)
    if found is None:
        return str(value)
    said = (
        calendar.say_date(found.day, language),
        calendar.say_time(found.at, language),
        place_name(question, found.place, language, facts),
        f"({_WAITS[language]})" if found.waits else "",
    )
    return " ".join(filter(None, said))


def place_name(question: SlotQuestion, code: str, language: str, facts: Any) -> str:
    """The name of the place in `language`, or in Japanese, or its code."""
    place = _known(question, facts).get("places", {}).get(code, {})
    return str(place.get("names", {}).get(language) or place.get("name") or code)


def indexed(value: str) -> str:
    """2026-12-08 10:00: how it stands in lists, so that they sort by it."""
    return value[:16].replace("T", " ")


def _known(question: SlotQuestion, facts: Any) -> Mapping[str, Any]:
    known = (facts.get("slots") or {}).get(question.offering)
    return known if isinstance(known, Mapping) else {}

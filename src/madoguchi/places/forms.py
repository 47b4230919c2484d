"""What officers type about a place, read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, Final

from madoguchi.places.rolls import list_places_with_classes
from madoguchi.places.wording import REASONS, in_every_language
from madoguchi.rules import calendar, names
from madoguchi.rules.addresses import read_postal_code
from madoguchi.rules.opening_days import (
    KEYS,
    Opens,
    Special,
    read_hours,
    read_opens,
    read_yearly,
    say_hours,
    say_yearly,
)

LONGEST: Final = 200
TEXTS: Final = ("address", "phone", "hours")
TIMES: Final = ("notify_by", "arrives_by")  # of schools and nurseries
LANGUAGES: Final = {"reason": "ja", "reason_easy": "ja-easy", "reason_en": "en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was typed, as values; `wrong` says by box what cannot be read."""

    value: Any = None
    wrong: Mapping[str, str] = field(default_factory=dict)


def facts(given: Mapping[str, Any]) -> Read:
    """The facts of a place as typed."""
    wrong: dict[str, str] = {}
    value: dict[str, Any] = {name: str(given.get(name, "")).strip() for name in TEXTS}
    for name in TEXTS:
        if len(value[name]) > LONGEST or "\0" in value[name]:
            wrong[name] = "Please write at most 200 characters."
    typed = str(given.get("postal_code", "")).strip()
    value["postal_code"] = (read_postal_code(typed) or "") if typed else ""
    if typed and not value["postal_code"]:
        wrong["postal_code"] = "Please enter seven digits, for example 000-0001."
    value["opens"] = _opens(given, wrong)
    value |= {name: _time(given, name, wrong) for name in TIMES if name in given}
    return Read(value=value, wrong=wrong)


def _time(given: Mapping[str, Any], name: str, wrong: dict[str, str]) -> time | None:
    typed = unicodedata.normalize("NFKC", str(given.get(name, ""))).strip()
    try:
        return time.fromisoformat(typed.zfill(5)).replace(second=0, microsecond=0) if typed else None
    except ValueError:
        wrong[name] = "Please write a time such as 8:15."
        return None


def _opens(given: Mapping[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    days: dict[str, Any] = {}
    for key in KEYS:
        try:
            if spans := read_hours(str(given.get(key, ""))[:LONGEST]):
                days[key] = spans
        except ValueError:
            wrong[key] = "Please write hours such as 9:00-17:00, or leave it empty for closed."
    try:
        yearly = read_yearly(str(given.get("yearly", ""))[:LONGEST])
    except ValueError:
        yearly, wrong["yearly"] = (), "Please write days such as 12/29〜1/3."
    opens = Opens(days=days, moves_on=given.get("moves_on") == "yes", yearly=yearly)  # type: ignore[arg-type]
    return opens.model_dump(mode="json") if opens.are_known else {}


def facts_as_typed(place: Any) -> dict[str, Any]:
    """The facts as `facts` reads them again."""
    opens = read_opens(place.opens)
    return {
        **{name: getattr(place, name) for name in (*TEXTS, "postal_code")},
        **{key: say_hours(opens.on(key)) for key in KEYS},
        "yearly": say_yearly(opens.yearly),
        **{name: f"{at:%H:%M}" if (at := getattr(place, name)) else "" for name in TIMES},
        "moves_on": "yes" if opens.moves_on else "",
    }


def special(given: Mapping[str, Any]) -> Read:
    """Days to announce, as typed."""
    wrong: dict[str, str] = {}
    first = _day(given, "first_on", wrong)
    last = _day(given, "last_on", wrong) if str(given.get("last_on", "")).strip() else first
    try:
        hours = read_hours(str(given.get("special_hours", ""))[:LONGEST])
    except ValueError:
        hours, wrong["special_hours"] = (
            (),
            "Please write hours such as 9:00-17:00, or leave it empty for closed.",
        )
    reason = _reason(given)
    if any(len(words) > LONGEST or "\0" in words for words in reason.values()):
        wrong["reason"] = "Please write at most 200 characters."
    if wrong or first is None or last is None:
        return Read(wrong=wrong)
    return Read(value=Special(first_on=first, last_on=last, hours=hours, reason=reason))


def _reason(given: Mapping[str, Any]) -> dict[str, str]:
    """One of ours in every language, with what the officer wrote in its place."""
    ready = REASONS.get(str(given.get("ready", "")))
    written = {code: str(given.get(name, "")).strip() for name, code in LANGUAGES.items()}
    ours = in_every_language(ready) if ready and not any(written.values()) else {}
    return {**ours, **{code: words for code, words in written.items() if words}}


def _day(given: Mapping[str, Any], name: str, wrong: dict[str, str]) -> date | None:
    parts = calendar.parse_day(str(given.get(name, "")).strip())
    try:
        found = date(*parts) if parts else None
    except ValueError:
        found = None
    if found is None:
        wrong[name] = "Please enter a day, for example 2027-05-31."
    return found


def child(given: Mapping[str, Any], *, today: date) -> Read:
    """A child as its family types it, with where it goes."""
    wrong: dict[str, str] = {}
    seated = seat(given)
    value = {"name": _words(given, "name", wrong), "kana": names.kana(_words(given, "kana", wrong))}
    if "kana" not in wrong and names.not_kana(value["kana"]):
        wrong["kana"] = "Please write the reading in katakana, for example ヨシカワ ミナト."
    born = _day(given, "birth_date", wrong)
    if born and not today.replace(year=today.year - 20) < born <= today:
        wrong["birth_date"] = "Please enter the day of birth of a child."
    return Read(value={**value, "birth_date": born, **(seated.value or {})}, wrong={**wrong, **seated.wrong})


def seat(given: Mapping[str, Any]) -> Read:
    """Where a child goes, and into which class."""
    wrong: dict[str, str] = {}
    code = str(given.get("place", ""))
    if code not in {each.pk for each in list_places_with_classes()}:
        wrong["place"] = "Please choose a school or nursery from the list."
    typed = unicodedata.normalize("NFKC", str(given.get("grade", ""))).strip().removesuffix("年")
    if typed and not re.fullmatch("[1-9]", typed):
        wrong["grade"] = "Please write the grade as a number from 1 to 9, or leave it empty."
    group = unicodedata.normalize("NFKC", str(given.get("group", ""))).strip()
    if len(group) > 20 or "\0" in group:
        wrong["group"] = "Please write at most 20 characters."
    grade = int(typed) if typed and not wrong.get("grade") else None
    return Read(value={"place": code, "grade": grade, "group": group}, wrong=wrong)


def _words(given: Mapping[str, Any], name: str, wrong: dict[str, str]) -> str:
    words = re.sub(r"[\s\u3000]+", " ", str(given.get(name, ""))).strip()
    if not words:
        wrong[name] = "Please fill this in."
    elif len(words) > 60 or "\0" in words:
        wrong[name] = "Please write at most 60 characters."
    return words

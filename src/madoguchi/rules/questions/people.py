"""People: names with フリガナ, children with a birth date, guardians with a relation. Names stay as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules import names
from madoguchi.rules.questions import days, reading
from madoguchi.rules.questions.reading import YES, needed, within, wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import ChildQuestion, GuardianQuestion, PersonNameQuestion

    Person = PersonNameQuestion | ChildQuestion | GuardianQuestion

NAME_LENGTH: Final = 100
RELATIONS: Final = {
    "father": {"ja": "父", "ja-easy": "[父|ちち]", "en": "Father"},
    "mother": {"ja": "母", "ja-easy": "[母|はは]", "en": "Mother"},
    "grandparent": {"ja": "祖父母", "ja-easy": "おじいさん・おばあさん", "en": "Grandparent"},
    "foster": {"ja": "里親", "ja-easy": "[里親|さとおや]", "en": "Foster parent"},
    "other": {"ja": "その他", "ja-easy": "ほかの [人|ひと]", "en": "Other"},
}
_BORN: Final = {"ja": "{day}生まれ", "ja-easy": "{day}に [生|う]まれました", "en": "born {day}"}

Readings = dict[str, Callable[[], Any]]


def read_person(question: Person, raw: object, _facts: object) -> dict[str, Any]:
    """{family, given, family_kana, given_kana}; with single_name the whole name stands in family."""
    given = reading.mapping(raw)
    single = _is_single(question, given)
    return reading.every(_name_readings(given, single)) | _mark(single)


def read_child(question: Person, raw: object, facts: Any) -> dict[str, Any]:
    """A person and their birth_date."""
    given = reading.mapping(raw)
    single = _is_single(question, given)
    readings: Readings = {**_name_readings(given, single), "birth_date": partial(_birth, given, facts)}
    return reading.every(readings) | _mark(single)


def read_guardian(question: Person, raw: object, facts: Any) -> dict[str, Any]:
    """A person, their relation to the child, and their birth_date if given."""
    given = reading.mapping(raw)
    single = _is_single(question, given)
    readings: Readings = {**_name_readings(given, single), "relation": partial(_relation, given)}
    if not nothing(given.get("birth_date")):
        readings["birth_date"] = partial(_birth, given, facts)
    return reading.every(readings) | _mark(single)


def show_person(_question: object, value: Any, _language: str, _facts: object) -> str:
    """墨田　太郎: family name first in every language, one full-width space between."""
    return full_name(value)


def show_child(_question: object, value: Any, language: str, _facts: object) -> str:
    """墨田　太郎（2019年4月2日(火)生まれ）."""
    day = days.show_date(None, value["birth_date"], language, None)
    return f"{full_name(value)}（{_BORN[language].format(day=day)}）"


def show_guardian(_question: object, value: Any, language: str, _facts: object) -> str:
    """墨田　花子（母）."""
    return f"{full_name(value)}（{RELATIONS[value['relation']][language]}）"


def full_name(value: Mapping[str, Any]) -> str:
    """Family and given name with one full-width space between; people with one name have no space."""
    return "\u3000".join(filter(None, (value["family"], value["given"])))


def full_kana(value: Mapping[str, Any]) -> str:
    """The reading of the full name."""
    return "\u3000".join(filter(None, (value["family_kana"], value["given_kana"])))


def nothing(raw: object) -> bool:
    """Whether nothing was written in an answer or any part of it; a tick alone is nothing."""
    if isinstance(raw, str):
        return reading.is_blank_text(raw)
    if raw is None or isinstance(raw, bool):
        return True
    if isinstance(raw, list):
        return all(map(nothing, raw))
    return isinstance(raw, Mapping) and all(map(nothing, raw.values()))


def _name_readings(raw: Mapping[str, Any], single: bool) -> Readings:
    if not single:
        return {
            **{part: partial(_name, raw.get(part)) for part in ("family", "given")},
            **{part: partial(_kana, raw.get(part)) for part in ("family_kana", "given_kana")},
        }
    return {
        "family": partial(_name, _either(raw, "family", "given")),
        "given": str,
        "family_kana": partial(_kana, _either(raw, "family_kana", "given_kana")),
        "given_kana": str,
    }


def _is_single(question: Person, raw: Mapping[str, Any]) -> bool:
    """Whether the person has one name only: they say so, or the question lets one half stay empty."""
    tick = raw.get("single_name")
    if tick is True or (isinstance(tick, str) and tick.lower() in YES):
        return True
    return question.single_name and nothing(raw.get("family")) != nothing(raw.get("given"))


def _mark(single: bool) -> dict[str, Any]:
    return {"single_name": True} if single else {}


def _either(raw: Mapping[str, Any], first: str, second: str) -> Any:
    """The one box of two that was filled; both together when a single name was split over them."""
    filled = [raw.get(part) for part in (first, second) if not nothing(raw.get(part))]
    if len(filled) == 2 and all(isinstance(each, str) for each in filled):
        return f"{filled[0]} {filled[1]}"
    return filled[0] if filled else None


def _name(raw: object) -> str:
    return within(needed(reading.text("" if raw is None else raw)), NAME_LENGTH)


def _kana(raw: object) -> str:
    value = names.kana(_name(raw))
    if bad := names.not_kana(value):
        raise wrong("not_kana", characters=bad)
    return within(value, NAME_LENGTH)


def _relation(raw: Mapping[str, Any]) -> str:
    relation = needed(reading.text(raw.get("relation") or ""))
    if relation not in RELATIONS:
        raise wrong("unknown_option", option=reading.typed(relation))
    return relation


def _birth(raw: Mapping[str, Any], facts: Any) -> str:
    if nothing(raw.get("birth_date")):
        raise wrong("required")
    return days.not_after_today(days.read_date(None, raw["birth_date"], facts), facts)

"""Slots: what differs from city to city is taken out of a document, and put in again elsewhere.

In a text a slot is written `⟦phone⟧`. A value by language is put in by the language of the text it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from madoguchi.rules.packs.manifest import Kind
from madoguchi.rules.problems import Fault

Value = str | Mapping[str, str]
Values = Mapping[str, Value]

MARK: Final = re.compile("⟦([a-z][a-z0-9_]*)⟧")
NAMED: Final = {"city": Kind.CITY, "phone": Kind.PHONE, "city_phone": Kind.PHONE, "mail": Kind.MAIL}
"""What is looked for in the texts of a document."""
_WHOLE: Final = {"id": Kind.ID, "section": Kind.SECTION, "number": Kind.NUMBER}
_OF_PLACES: Final = ("place", "ranked_places")


def mark(slot: str) -> str:
    """The slot as it is written in texts."""
    return f"⟦{slot}⟧"


def fill(data: Any, values: Values) -> Any:
    """`data` with every slot filled of which `values` knows; others stay as they are written."""

    def filled(text: str, language: str) -> str:
        return MARK.sub(
            lambda found: _in(values[found[1]], language) if found[1] in values else found[0], text
        )

    return _each_text(data, filled)


def unfilled(data: Any, known: Collection[str]) -> Iterator[Fault]:
    """Every slot in `data` that is not among the known ones."""
    for path, text in texts(data):
        for found in MARK.finditer(text):
            if found[1] not in known:
                yield Fault(path, f"there is no slot '{found[1]}'")


def empty(document: Mapping[str, Any], here: Values) -> tuple[dict[str, Any], dict[str, Kind]]:
    """The plain document with slots where it says what is this city's alone, and the slots it has then.

    `here` says what this city is called and how it is reached, by the names in NAMED.
    """
    used: dict[str, Kind] = {}
    opened = {**document, **{key: mark(key) for key in _WHOLE if key in document}}
    used.update({key: kind for key, kind in _WHOLE.items() if key in document})
    opened = _places_emptied(opened, used)

    def emptied(text: str, language: str) -> str:
        for slot, value in sorted(here.items(), key=lambda each: -len(_in(each[1], language))):
            word = _in(value, language)
            if word and word in text:
                text = text.replace(word, mark(slot))
                used[slot] = NAMED[slot]
        return text

    return _each_text(opened, emptied), used


def texts(data: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from texts(value, f"{path}.{key}" if path else str(key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            name = value.get("id", index) if isinstance(value, Mapping) else index
            yield from texts(value, f"{path}[{name}]")


def places_slot(kind: str) -> str:
    """The slot for a kind of places."""
    return f"places_{kind}"


def _places_emptied(data: Any, used: dict[str, Kind]) -> Any:
    if isinstance(data, list):
        return [_places_emptied(each, used) for each in data]
    if not isinstance(data, dict):
        return data
    found = {key: _places_emptied(value, used) for key, value in data.items()}
    if data.get("type") in _OF_PLACES and isinstance(data.get("places"), str):
        slot = places_slot(data["places"])
        used[slot] = Kind.PLACES
        found["places"] = mark(slot)
    return found


def _each_text(data: Any, change: Callable[[str, str], str], language: str = "ja") -> Any:
    if isinstance(data, str):
        return change(data, language)
    if isinstance(data, list):
        return [_each_text(each, change, language) for each in data]
    if isinstance(data, dict):
        spoken = data if "ja" in data else {}
        return {key: _each_text(value, change, key if spoken else language) for key, value in data.items()}
    return data


def _in(value: Value, language: str) -> str:
    return value if isinstance(value, str) else value.get(language) or value["ja"]

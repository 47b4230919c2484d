"""Places of the city by their codes: one, or several in the order wished for.

What places there are is a fact: `facts["places"][kind]` maps codes to {name, names: {language: name}, …}.
Where that fact is not known, any code is accepted and shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from madoguchi.rules.questions import people, reading
from madoguchi.rules.questions.choosing import separator
from madoguchi.rules.questions.reading import needed, wrong

if TYPE_CHECKING:
    from madoguchi.rules.documents.questions import PlaceQuestion, RankedPlacesQuestion

    Placed = PlaceQuestion | RankedPlacesQuestion

CODE_LENGTH: Final = 100
_RANK: Final = {"ja": "第{rank}希望 {name}", "ja-easy": "{rank}[番目|ばんめ] {name}", "en": "{rank}. {name}"}


def read_place(question: Placed, raw: object, facts: Any) -> str:
    """The code of a place."""
    code = reading.within(needed(reading.text(raw)), CODE_LENGTH)
    known = known_places(question, facts)
    if known is not None and code not in known:
        raise wrong("unknown_place", place=reading.typed(code))
    return code


def read_ranked(question: RankedPlacesQuestion, raw: object, facts: Any) -> list[str]:
    """Codes in the order wished for; empty ranks are closed up, no place may stand twice."""
    wished = [each for each in reading.sequence(raw) if not people.nothing(each)]
    if len(wished) > question.at_most:
        raise wrong("too_many_chosen", at_most=question.at_most)
    readings = {str(rank): partial(read_place, question, each, facts) for rank, each in enumerate(wished, 1)}
    codes = list(reading.every(readings).values())
    for rank, code in enumerate(codes, 1):
        if code in codes[: rank - 1]:
            raise wrong("same_place", f".{rank}", first=codes.index(code) + 1, second=rank)
    return codes


def show_place(question: Placed, value: Any, language: str, facts: Any) -> str:
    """The name of the place."""
    return place_name(question, value, language, facts)


def show_ranked(question: Placed, value: Any, language: str, facts: Any) -> str:
    """第1希望 若麦小学校内学童クラブ、第2希望 …."""
    names = (place_name(question, code, language, facts) for code in value)
    return separator(language).join(
        _RANK[language].format(rank=rank, name=name) for rank, name in enumerate(names, 1)
    )


def known_places(question: Placed, facts: Any) -> Mapping[str, Any] | None:
    """The places this question offers, by code; None where nobody said which there are."""
    places = facts.get("places")
    known = places.get(question.places) if isinstance(places, Mapping) else None
    return known if isinstance(known, Mapping) else None


def place_name(question: Placed, code: str, language: str, facts: Any) -> str:
    """The name of a place in `language`, or in Japanese, or its code."""
    place = (known_places(question, facts) or {}).get(code)
    if not isinstance(place, Mapping):
        return code
    names = place.get("names")
    translated = names.get(language) if isinstance(names, Mapping) else None
    return str(translated or place.get("name") or code)

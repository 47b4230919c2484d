"""Places to choose from: near ones first, with what helps to decide between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from madoguchi.applications.forms.drawing import Drawing, typed
from madoguchi.applications.forms.fields import Input, Option, OptionGroup
from madoguchi.base.texts import language, say, say_plain
from madoguchi.places.distance import Point, metres
from madoguchi.rules.documents.questions import PlaceQuestion, RankedPlacesQuestion
from madoguchi.rules.questions.places import known_places

NEAR: Final = 8  # so many stand first, under a heading of their own

Placed = PlaceQuestion | RankedPlacesQuestion
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A place that can be chosen, as seen from where the reader's answer before stands."""

    code: str
    name: str
    place: Mapping[str, Any]
    serves: bool  # takes the children of the school named before
    metres: int | None  # from there; None when it is not known

    @property
    def is_near(self) -> bool:
        return self.serves or self.metres is not None

    @property
    def words(self) -> str:
        """若麦児童館学童クラブ（450m）."""
        if self.metres is None:
            return self.name
        return say_plain("{name} ({distance})", name=self.name, distance=_distance(self.metres))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rank:
    """One wish: its box, and what can be chosen there."""

    input: Input
    option_groups: tuple[OptionGroup, ...]


def place(drawing: Drawing) -> dict[str, Any]:
    """A list of places, near ones first."""
    found = _choices(drawing, frozenset({drawing.text}))
    return {"inputs": {"": drawing.box()}, "option_groups": _option_groups(found, drawing.text)}


def ranked_places(drawing: Drawing) -> dict[str, Any]:
    """A list of places for each wish, and what is known about the near ones."""
    question = cast(RankedPlacesQuestion, drawing.question)
    wished = [typed(each) for each in drawing.raw] if isinstance(drawing.raw, list) else []
    found = _choices(drawing, frozenset(wished))
    wished += [""] * (question.at_most - len(wished))
    ranks = tuple(_rank(drawing, number, code, found) for number, code in enumerate(wished, 1))
    return {"more": {"ranks": ranks, "near": nearest(found)}}


def choices(
    question: Placed, answers: Mapping[str, Any], facts: Facts, chosen: frozenset[str]
) -> tuple[Choice, ...]:
    """The open places of the question's kind, and those chosen already; near ones first, then by reading."""
    known = known_places(question, facts) or {}
    here = _here(question, answers, facts)
    offered = (
        _choice(code, place, here)
        for code, place in known.items()
        if code in chosen or _is_open(place, facts.get("today"))
    )
    return tuple(sorted(offered, key=lambda each: (not each.serves, each.metres or 0)))


def nearest(found: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The few to show first; none when it is not known where from."""
    return tuple(each for each in found if each.is_near)[:NEAR]


def _here(question: Placed, answers: Mapping[str, Any], facts: Facts) -> tuple[str, Point | None] | None:
    """Code and position of the place named in the answer that `near` points to."""
    code = answers.get(question.near) if question.near else None
    if not isinstance(code, str):
        return None
    kinds = facts.get("places") or {}
    place = next((places[code] for places in kinds.values() if code in places), None)
    return (code, _point(place)) if place else None


def _choice(code: str, place: Mapping[str, Any], here: tuple[str, Point | None] | None) -> Choice:
    there = _point(place)
    near, start = here or ("", None)
    return Choice(
        code=code,
        name=_name(place, code),
        place=place,
        serves=near in place.get("serves", ()),
        metres=round(metres(start, there)) if start and there else None,
    )


def _name(place: Mapping[str, Any], code: str) -> str:
    names = place.get("names") or {}
    return str(names.get(language()) or place.get("name") or code)


def _point(place: Mapping[str, Any]) -> Point | None:
    latitude, longitude = place.get("latitude"), place.get("longitude")
    return Point(float(latitude), float(longitude)) if latitude and longitude else None


def _is_open(place: Mapping[str, Any], today: object) -> bool:
    closed_on = place.get("closed_on")
    return not (isinstance(closed_on, date) and isinstance(today, date) and closed_on <= today)


def _distance(metres: int) -> str:
    return f"{metres / 1000:.1f}km" if metres >= 1000 else f"{round(metres, -1)}m"


def _choices(drawing: Drawing, chosen: frozenset[str]) -> tuple[Choice, ...]:
    return choices(cast(Placed, drawing.question), drawing.answers, drawing.facts, chosen)


def _option_groups(found: tuple[Choice, ...], chosen: str) -> tuple[OptionGroup, ...]:
    near = nearest(found)
    if not near:
        return (OptionGroup(options=_options(found, chosen)),)
    groups = (
        OptionGroup(heading=say_plain("Near the school"), options=_options(near, chosen)),
        OptionGroup(heading=say_plain("Further places"), options=_options(found[len(near) :], chosen)),
    )
    return tuple(group for group in groups if group.options)


def _options(found: tuple[Choice, ...], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value=each.code, words=each.words, chosen=each.code == chosen) for each in found)


def _rank(drawing: Drawing, number: int, code: str, found: tuple[Choice, ...]) -> Rank:
    box = drawing.box(
        str(number),
        value=code,
        is_first=number == 1,
        label=say("choice {rank}", rank=number),
        required=number == 1,
    )
    return Rank(input=box, option_groups=_option_groups(found, code))

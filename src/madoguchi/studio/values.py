"""A value on the officer's page: a recipe as a sentence with boxes in it, and what was typed into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import QueryDict
from django.utils.safestring import SafeString, mark_safe

from madoguchi.applications.queries import facts
from madoguchi.base.texts import say, say_plain
from madoguchi.rules import calendar
from madoguchi.rules.conditions import Subject
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.plan import COMPUTED_TYPES
from madoguchi.rules.expressions import read_expression
from madoguchi.rules.expressions.types import Kind
from madoguchi.rules.journey import journey
from madoguchi.rules.recipes import (
    FIXED,
    RECIPES,
    Filled,
    Lacking,
    Part,
    Slot,
    filled,
    fitted,
    ingredients_in,
    read,
)
from madoguchi.studio.conditions import Choice, Place, choice_of

CONDITION: Final = "condition"
"""Chosen instead of a recipe: yes or no, as a condition says."""
NAMES: Final[Mapping[str, str]] = {
    "sum": "Numbers added up",
    "difference": "One number less another",
    "product": "A number times another",
    "count": "How many rows there are",
    "total": "The total over all rows",
    "either": "One number or another",
    "age": "Age on a day",
    "grade": "School grade in a year",
    "days_between": "Days from one day to another",
    "day": "A day as it is",
    "days_after": "A day so many days later",
    "days_before": "A day so many days earlier",
    "months_after": "A day so many months later",
    "months_before": "A day so many months earlier",
    "working_days_after": "A day so many working days later",
    CONDITION: "Yes or no, as a condition says",
}
SENTENCES: Final[Mapping[str, str]] = {
    "sum": "The sum of: {parts}",
    "difference": "{whole} less {less}",
    "product": "{number} times {factor}",
    "count": "{rows}",
    "total": "The total of {cells}",
    "either": "Where {case} is “Yes” {then}, otherwise {otherwise}",
    "age": "The age on {day} of somebody born on {birth}",
    "grade": "The grade in {year} of somebody born on {birth}",
    "days_between": "The days from {from} to {until}",
    "day": "{day}",
    "days_after": "{many} days after {day}",
    "days_before": "{many} days before {day}",
    "months_after": "{many} months after {day}",
    "months_before": "{many} months before {day}",
    "working_days_after": "{many} working days after {day}",
}
FIXED_WORDS: Final[Mapping[Kind, str]] = {
    Kind.DECIMAL: "A fixed number",
    Kind.INTEGER: "A fixed number",
    Kind.DATE: "A fixed day",
}
ROUNDINGS: Final = (
    ("", "As it comes out"),
    ("down", "Rounded down to a whole number"),
    ("up", "Rounded up to a whole number"),
    ("half_up", "Rounded half up to a whole number"),
)
TYPES: Final[Mapping[str, str]] = {
    "integer": "Whole number",
    "decimal": "Decimal number",
    "money": "Amount in yen",
    "date": "A date",
}
REASONS: Final[Mapping[str, str]] = {
    "missing": "Please choose this, or enter it.",
    "no_number": "Please enter a number, e.g. 4 or 1.5.",
    "no_whole": "Please enter a whole number, e.g. 14.",
    "no_day": "Please enter a day, e.g. 2026-04-01, or “today”.",
}
MOST_PARTS: Final = 20
_MARK: Final = re.compile("\ue000([a-z]+)\ue001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One slot on the page."""

    number: int
    sources: tuple[Choice, ...]
    is_fixed: bool
    typed: str
    wrong: SafeString | str
    is_removable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Words of the sentence, and the boxes that follow them."""

    words: SafeString
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a value comes to with the answers of an example."""

    title: str
    value: str


def ingredients_of(place: Place) -> dict[str, Subject]:
    """What a recipe may be made of there."""
    return ingredients_in(place.scope, used=place.used)


def value_of(place: Place) -> Filled | None:
    """What stands in the draft, as a recipe."""
    return read(place.raw, ingredients_of(place))


def posted_value(posted: QueryDict, place: Place) -> Filled | None:
    """The recipe as it was on the page, after the button that was pressed."""
    name = posted.get("recipe", "")
    if name not in RECIPES or place.is_bound and not RECIPES[name].is_day:
        return None
    parts = tuple(_posted_parts(posted))
    act, _, where = posted.get("act", "").partition(":")
    if act == "add" and RECIPES[name].is_open:
        parts = (*parts, Part())
    elif act == "remove" and RECIPES[name].is_open:
        parts = tuple(each for n, each in enumerate(parts) if str(n) != where)
    return fitted(filled(name, parts, posted.get("rounding", "")), ingredients_of(place))


def _posted_parts(posted: QueryDict) -> Iterator[Part]:
    for number in range(MOST_PARTS):
        if f"{number}.source" not in posted:
            return
        yield Part(posted[f"{number}.source"], posted.get(f"{number}.typed", "")[:100])


def recipes_at(place: Place, chosen: str) -> tuple[Choice, ...]:
    """What may be chosen there."""
    names = [name for name in NAMES if not place.is_bound or name in RECIPES and RECIPES[name].is_day]
    return tuple(Choice(value=each, title=say_plain(NAMES[each]), is_chosen=each == chosen) for each in names)


def pieces_of(value: Filled, place: Place, lacking: tuple[Lacking, ...]) -> tuple[Piece, ...]:
    """The sentence, cut where its boxes stand."""
    ingredients = ingredients_of(place)
    wrong = {each.part: say(REASONS[each.reason]) for each in lacking}
    slots = value.slots()
    drawn = [
        _box(
            n,
            part,
            slots[n],
            ingredients,
            wrong.get(n, ""),
            len(value.parts) > len(RECIPES[value.recipe].slots),
        )
        for n, part in enumerate(value.parts)
    ]
    boxes = {slot.name: (box,) for slot, box in zip(slots, drawn, strict=True)}
    return tuple(_cut(SENTENCES[value.recipe], {**boxes, "parts": tuple(drawn)}))


def _cut(sentence: str, boxes: Mapping[str, tuple[Box, ...]]) -> Iterator[Piece]:
    marked = say(sentence, **{name: f"\ue000{name}\ue001" for name in boxes})
    cut = _MARK.split(marked)
    for words, name in zip(cut[::2], [*cut[1::2], ""], strict=True):
        yield Piece(words=mark_safe(words), boxes=boxes.get(name, ()))  # noqa: S308


def _box(
    number: int,
    part: Part,
    slot: Slot,
    ingredients: Mapping[str, Subject],
    wrong: SafeString | str,
    is_removable: bool,
) -> Box:
    found = [choice_of(each, part.source) for each in ingredients.values() if slot.fits(each)]
    if slot.fixed:
        title = say_plain("A fixed fiscal year" if slot.name == "year" else FIXED_WORDS[slot.fixed])
        found.append(Choice(value=FIXED, title=title, is_chosen=part.source == FIXED))
    return Box(
        number=number,
        sources=tuple(found),
        is_fixed=part.source == FIXED,
        typed=part.typed,
        wrong=wrong,
        is_removable=is_removable,
    )


def types_for(raw: Any, place: Place) -> tuple[str, ...]:
    """The types that a computed value of this kind may have."""
    kind = read_expression(raw, scope=place.scope, path="", faults=[]).type.kind
    return tuple(each for each in TYPES if kind in COMPUTED_TYPES[each][1])


def results(document: Document, id: str) -> tuple[Result, ...]:
    """What a computed value comes to in each example."""
    kind = next(each.type for each in document.computed if each.id == id)
    return tuple(
        Result(title=each.title, value=_shown(kind, _computed(document, id, each)))
        for each in document.golden
    )


def _computed(document: Document, id: str, example: Any) -> Any:
    known = {**facts(document, example.at), **example.facts}
    return journey(document, example.answers, known).computed[id]


def _shown(kind: str, value: Any) -> str:
    if value is None:
        return say_plain("Nothing: an answer it needs is not there")
    match kind:
        case "yes_no":
            return say_plain("Yes") if value else say_plain("No")
        case "date":
            return calendar.say_date(date.fromisoformat(value))
        case "money":
            return say_plain("{amount} yen", amount=f"{int(value):,}")
    return str(value)

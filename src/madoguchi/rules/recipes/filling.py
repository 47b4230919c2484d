"""A value as a recipe with its parts, and parts as a value. The same value comes out again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from madoguchi.rules.conditions import Subject
from madoguchi.rules.conditions.lines import Unfit, literal_of, typed_of
from madoguchi.rules.expressions.numbers import ROUNDINGS
from madoguchi.rules.expressions.types import Kind
from madoguchi.rules.recipes.ingredients import FIXED
from madoguchi.rules.recipes.table import RECIPES, Recipe, Slot

FEWEST: Final = 2  # parts where one may add more
Ingredients = Mapping[str, Subject]


@dataclass(frozen=True, slots=True)
class Part:
    """What stands in a slot: the key of an ingredient; or `fixed`, and what was typed."""

    source: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A recipe with its parts; `rounding` is up, down, half_up or nothing."""

    recipe: str
    parts: tuple[Part, ...]
    rounding: str = ""

    def slots(self) -> tuple[Slot, ...]:
        """The slot of each part; the last one again for each that was added."""
        recipe = RECIPES[self.recipe]
        more = len(self.parts) - len(recipe.slots)
        return recipe.slots + recipe.slots[-1:] * more


@dataclass(frozen=True, slots=True)
class Lacking:
    """What keeps a recipe from being a value: the number of the part, and why."""

    part: int
    reason: str  # missing, no_number, no_day, no_whole


def filled(name: str, parts: tuple[Part, ...] = (), rounding: str = "") -> Filled:
    """The recipe with as many parts as it takes."""
    recipe = RECIPES[name]
    count = max(len(parts), FEWEST) if recipe.is_open else len(recipe.slots)
    padded = (*parts, *(Part() for _ in range(count)))[:count]
    return Filled(name, padded, rounding if recipe.is_rounded and rounding in ROUNDINGS else "")


def fitted(value: Filled, ingredients: Ingredients) -> Filled:
    """The same without what does not fit its slot, e.g. after another recipe was chosen."""
    pairs = zip(value.parts, value.slots(), strict=True)
    parts = tuple(part if _fits(part, slot, ingredients) else Part() for part, slot in pairs)
    return Filled(value.recipe, parts, value.rounding)


def _fits(part: Part, slot: Slot, ingredients: Ingredients) -> bool:
    if part.source == FIXED:
        return slot.fixed is not None
    return part.source in ingredients and slot.fits(ingredients[part.source])


def read(raw: Any, ingredients: Ingredients) -> Filled | None:
    """The recipe that works out what is written; None where none does."""
    inner, rounding = _unrounded(raw)
    for name, recipe in RECIPES.items():
        parts = _parts(inner, recipe, ingredients)
        if parts and (recipe.is_rounded or not rounding):
            return Filled(name, parts, rounding)
    return None


def _unrounded(raw: Any) -> tuple[Any, str]:
    match raw:
        case {"round": {"value": inner, "to": 0, "how": str() as how}} if len(raw["round"]) == 3:
            return inner, how
    return raw, ""


def _parts(raw: Any, recipe: Recipe, ingredients: Ingredients) -> tuple[Part, ...] | None:
    operands = [raw] if not recipe.operator else _operands(raw, recipe.operator)
    few = len(recipe.slots)
    if not isinstance(operands, list) or len(operands) < few or len(operands) > few and not recipe.is_open:
        return None
    slots = recipe.slots + recipe.slots[-1:] * (len(operands) - few)
    parts = [_part(each, slot, ingredients) for each, slot in zip(operands, slots, strict=True)]
    return None if None in parts else tuple(each for each in parts if each)


def _operands(raw: Any, operator: str) -> Any:
    return raw[operator] if isinstance(raw, dict) and list(raw) == [operator] else None


def _part(raw: Any, slot: Slot, ingredients: Ingredients) -> Part | None:
    for key, subject in ingredients.items():
        if subject.raw == raw and slot.fits(subject):
            return Part(key)
    typed = typed_of(raw, slot.fixed) if slot.fixed else None
    return None if typed is None else Part(FIXED, typed)


def write(value: Filled, ingredients: Ingredients) -> tuple[Any, tuple[Lacking, ...]]:
    """The value; or None, and what is lacking in it."""
    pairs = zip(value.parts, value.slots(), strict=True)
    raws = [_written(part, slot, ingredients) for part, slot in pairs]
    lacking = tuple(Lacking(n, each.reason) for n, each in enumerate(raws) if isinstance(each, Unfit))
    if lacking:
        return None, lacking
    recipe = RECIPES[value.recipe]
    raw = {recipe.operator: raws} if recipe.operator else raws[0]
    return ({"round": {"value": raw, "to": 0, "how": value.rounding}} if value.rounding else raw), ()


def _written(part: Part, slot: Slot, ingredients: Ingredients) -> Any:
    if part.source == FIXED and slot.fixed:
        return _literal(part.typed, slot.fixed)
    return ingredients[part.source].raw if _fits(part, slot, ingredients) else Unfit("missing")


def _literal(typed: str, kind: Kind) -> Any:
    if not typed.strip():
        return Unfit("missing")
    raw = literal_of(typed, kind)
    return Unfit("no_whole") if kind is Kind.INTEGER and not isinstance(raw, int | Unfit) else raw

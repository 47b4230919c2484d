"""The table of recipes: which operator works a value out, and what its slots take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from madoguchi.rules.conditions import Subject
from madoguchi.rules.expressions.types import NUMBERS, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One place in a recipe. `fixed` is the kind of a value written into it; None where it must be chosen."""

    name: str
    kinds: frozenset[Kind]
    sources: frozenset[str]  # answer, row, computed, count, total, fact
    fixed: Kind | None = None

    def fits(self, subject: Subject) -> bool:
        """Whether something asked or computed may stand here."""
        return subject.key.partition(":")[0] in self.sources and subject.type.kind in self.kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A way to work a value out. Without an operator it is what stands in its only slot."""

    operator: str
    slots: tuple[Slot, ...]
    is_open: bool = False
    """Whether the last slot may stand there as often as one likes, twice at least."""
    is_rounded: bool = False
    """Whether the result may be rounded to a whole number."""
    is_day: bool = False


ASKED: Final = frozenset({"answer", "row", "computed"})
_OF_ROWS: Final = frozenset({"count", "total"})


def _number(name: str) -> Slot:
    return Slot(name=name, kinds=NUMBERS, sources=ASKED | _OF_ROWS, fixed=Kind.DECIMAL)


def _day(name: str) -> Slot:
    return Slot(name=name, kinds=frozenset({Kind.DATE}), sources=ASKED | {"fact"}, fixed=Kind.DATE)


def _many(name: str) -> Slot:
    return Slot(name=name, kinds=frozenset({Kind.INTEGER}), sources=ASKED, fixed=Kind.INTEGER)


_BIRTH: Final = Slot(name="birth", kinds=frozenset({Kind.DATE}), sources=ASKED)
_YEAR: Final = Slot(
    name="year", kinds=frozenset({Kind.INTEGER}), sources=frozenset({"fact"}), fixed=Kind.INTEGER
)
_CASE: Final = Slot(name="case", kinds=frozenset({Kind.BOOL}), sources=ASKED)
_ROWS: Final = Slot(name="rows", kinds=frozenset({Kind.INTEGER}), sources=frozenset({"count"}))
_CELLS: Final = Slot(name="cells", kinds=NUMBERS, sources=frozenset({"total"}))


def _moved(operator: str) -> Recipe:
    return Recipe(operator=operator, slots=(_day("day"), _many("many")), is_day=True)


RECIPES: Final[Mapping[str, Recipe]] = {
    "sum": Recipe(operator="plus", slots=(_number("first"), _number("more")), is_open=True, is_rounded=True),
    "difference": Recipe(operator="minus", slots=(_number("whole"), _number("less")), is_rounded=True),
    "product": Recipe(operator="times", slots=(_number("number"), _number("factor")), is_rounded=True),
    "count": Recipe(operator="", slots=(_ROWS,)),
    "total": Recipe(operator="", slots=(_CELLS,), is_rounded=True),
    "either": Recipe(operator="if", slots=(_CASE, _number("then"), _number("otherwise")), is_rounded=True),
    "age": Recipe(operator="age_on", slots=(_BIRTH, _day("day"))),
    "grade": Recipe(operator="school_grade", slots=(_BIRTH, _YEAR)),
    "days_between": Recipe(operator="days_between", slots=(_day("from"), _day("until"))),
    "day": Recipe(operator="", slots=(_day("day"),), is_day=True),
    "days_after": _moved("days_after"),
    "days_before": _moved("days_before"),
    "months_after": _moved("months_after"),
    "months_before": _moved("months_before"),
    "working_days_after": _moved("business_days_after"),
}

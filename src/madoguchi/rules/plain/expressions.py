"""Expressions over findings, worked out as they are read: one short function for each operator.

Written from docs/rules/expressions.md alone. There is one kind of number here, the exact decimal; `None` is
a missing value. Criteria know neither sets nor closed days: `contains`, `rank` and `business_days_after`
do not exist here.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Context, Decimal, localcontext
from typing import Any, Final

DIGITS: Final = 50  # that arithmetic is exact to
LARGEST_PRODUCT: Final = Decimal(10) ** 30
HOW: Final = {"up": ROUND_UP, "down": ROUND_DOWN, "half_up": ROUND_HALF_UP}


@dataclass(frozen=True)
class Seen:
    """What an expression sees: the values around it, and those of each guardian."""

    values: Mapping[str, Any]
    guardians: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]

    def of(self, more: Mapping[str, Any]) -> Seen:
        """The same with the values of one guardian or one facility."""
        return replace(self, values={**self.values, **more})


def holds(condition: Any, seen: Seen) -> bool:
    """Whether a condition is true: false and missing do not hold."""
    return worth(condition, seen) is True


def worth(expression: Any, seen: Seen) -> Any:
    """The value of an expression; None where it is missing."""
    if not isinstance(expression, Mapping):
        return _literal(expression)
    ((operator, inside),) = expression.items()
    return OPERATORS[operator](inside, seen)


def _literal(written: Any) -> Any:
    is_whole = isinstance(written, int) and not isinstance(written, bool)
    return Decimal(written) if is_whole else written


def _each(inside: Sequence[Any], seen: Seen) -> list[Any]:
    return [worth(each, seen) for each in inside]


def _known(function: Callable[..., Any]) -> Callable[[Sequence[Any], Seen], Any]:
    """Of a list of expressions: missing where one of them is."""

    def work(inside: Sequence[Any], seen: Seen) -> Any:
        values = _each(inside, seen)
        return None if None in values else function(*values)

    return work


# Conditions


def _all(values: Sequence[bool | None]) -> bool | None:
    if False in values:
        return False
    return None if None in values else True


def _any(values: Sequence[bool | None]) -> bool | None:
    if True in values:
        return True
    return None if None in values else False


def _not(inside: Any, seen: Seen) -> bool | None:
    value = worth(inside, seen)
    return None if value is None else not value


def _if(inside: Sequence[Any], seen: Seen) -> Any:
    condition, then, otherwise = inside
    value = worth(condition, seen)
    return None if value is None else worth(then if value else otherwise, seen)


def _one_of(inside: Sequence[Any], seen: Seen) -> bool | None:
    value = worth(inside[0], seen)
    return None if value is None else value in _each(inside[1], seen)


def _answered(inside: Any, seen: Seen) -> bool:
    return worth(inside, seen) is not None


# Numbers


def _exactly(function: Callable[..., Decimal | None]) -> Callable[..., Decimal | None]:
    def work(*numbers: Decimal) -> Decimal | None:
        with localcontext(Context(prec=DIGITS)):
            return function(*numbers)

    return work


def _plus(*numbers: Decimal) -> Decimal:
    return sum(numbers, Decimal(0))


def _times(*numbers: Decimal) -> Decimal | None:
    product = Decimal(1)
    for number in numbers:
        product *= number
        if abs(product) >= LARGEST_PRODUCT:
            return None
    return product


def _divide(one: Decimal, other: Decimal) -> Decimal | None:
    return None if other == 0 else one / other


def _round(inside: Mapping[str, Any], seen: Seen) -> Decimal | None:
    value = worth(inside["value"], seen)
    return None if value is None else rounded(value, inside.get("to", 0), inside["how"])


def rounded(number: Decimal, to: int, how: str) -> Decimal:
    """A number with so many digits behind the point."""
    return number.quantize(Decimal(1).scaleb(-to), HOW[how], Context(prec=2 * DIGITS))


# Rows


def _rows(inside: Mapping[str, Any], seen: Seen) -> list[Seen]:
    """Each guardian who is counted in."""
    every = [seen.of(guardian) for guardian in seen.guardians]
    return [row for row in every if "where" not in inside or holds(inside["where"], row)]


def _of_rows(inside: Mapping[str, Any], seen: Seen) -> list[Any]:
    return [worth(inside["of"], row) for row in _rows(inside, seen)]


def _count(inside: Mapping[str, Any], seen: Seen) -> Decimal:
    return Decimal(len(_rows(inside, seen)))


def _sum(inside: Mapping[str, Any], seen: Seen) -> Decimal | None:
    values = _of_rows(inside, seen)
    return None if None in values else _exactly(_plus)(*values)


def _extreme(choose: Callable[[list[Any]], Any]) -> Callable[[Mapping[str, Any], Seen], Any]:
    def work(inside: Mapping[str, Any], seen: Seen) -> Any:
        values = _of_rows(inside, seen)
        return None if None in values or not values else choose(values)

    return work


def _where(inside: Mapping[str, Any], seen: Seen) -> list[Any]:
    return [worth(inside["where"], seen.of(guardian)) for guardian in seen.guardians]


# Grids


def _lookup(inside: Mapping[str, Any], seen: Seen) -> Any:
    row = first_fitting(inside["rows"], worth(inside["row"], seen))
    if row is None:
        return None
    value = inside["rows"][row]["value"]
    if "column" not in inside:
        return worth(value, seen)
    column = first_fitting(inside["columns"], worth(inside["column"], seen))
    return None if column is None else worth(value[column], seen)


def first_fitting(edges: Sequence[Mapping[str, Any]], value: Any) -> int | None:
    """Where the first row or column stands whose edges a value lies within; nowhere for a missing value."""
    if value is None:
        return None
    return next((index for index, edge in enumerate(edges) if _fits(edge, value)), None)


def _fits(edge: Mapping[str, Any], value: Any) -> bool:
    return all(compare(value, _bound(edge[name], value)) for name, compare in EDGES.items() if name in edge)


def _bound(written: Any, value: Any) -> Any:
    """A fixed value of an edge: a number with a point is written in quotes."""
    if isinstance(written, list | tuple):
        return [_bound(each, value) for each in written]
    if isinstance(written, Mapping):
        return worth(written, Seen({}, (), {}))
    if isinstance(written, str) and isinstance(value, Decimal):
        return Decimal(written)
    return _literal(written)


# Days


def _age_on(birth: date, day: date) -> Decimal:
    """A year is complete at the end of the day before the birthday."""
    next_day = day + timedelta(days=1)
    is_before_birthday = (next_day.month, next_day.day) < (birth.month, birth.day)
    return Decimal(next_day.year - birth.year - is_before_birthday)


def _school_grade(birth: date, year: Decimal) -> Decimal:
    """Children born from 2 April to 1 April go to school together."""
    is_early = (birth.month, birth.day) < (4, 2)
    return year - (birth.year - is_early) - 6


def fiscal_year(day: date) -> int:
    """The 年度 of a day, from April to March."""
    return day.year if day.month >= 4 else day.year - 1


def months_later(day: date, months: int) -> date:
    """The same day of another month, or its last where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _by_days(sign: int) -> Callable[[date, Decimal], date | None]:
    return lambda day, n: day + sign * timedelta(days=int(n)) if 0 <= n <= 3650 else None


def _by_months(sign: int) -> Callable[[date, Decimal], date | None]:
    return lambda day, n: months_later(day, sign * int(n)) if 0 <= n <= 120 else None


EDGES: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "is": lambda value, bound: value == bound,
    "one_of": lambda value, bounds: value in bounds,
    "at_least": lambda value, bound: value >= bound,
    "more_than": lambda value, bound: value > bound,
    "at_most": lambda value, bound: value <= bound,
    "less_than": lambda value, bound: value < bound,
}

OPERATORS: Final[dict[str, Callable[[Any, Seen], Any]]] = {
    "finding": lambda name, seen: seen.values.get(name),
    "fact": lambda name, seen: seen.facts.get(name),
    "decimal": lambda text, _: Decimal(text),
    "date": lambda text, _: date.fromisoformat(text),
    "time": lambda text, _: time.fromisoformat(text),
    "instant": lambda text, _: datetime.fromisoformat(text),
    "all": lambda inside, seen: _all(_each(inside, seen)),
    "any": lambda inside, seen: _any(_each(inside, seen)),
    "not": _not,
    "if": _if,
    "is": _known(EDGES["is"]),
    "is_not": _known(lambda one, other: one != other),
    "one_of": _one_of,
    "at_least": _known(EDGES["at_least"]),
    "more_than": _known(EDGES["more_than"]),
    "at_most": _known(EDGES["at_most"]),
    "less_than": _known(EDGES["less_than"]),
    "answered": _answered,
    "plus": _known(_exactly(_plus)),
    "minus": _known(_exactly(lambda one, other: one - other)),
    "times": _known(_exactly(_times)),
    "divide": _known(_exactly(_divide)),
    "min": _known(min),
    "max": _known(max),
    "round": _round,
    "count": _count,
    "sum": _sum,
    "min_row": _extreme(min),
    "max_row": _extreme(max),
    "any_row": lambda inside, seen: _any(_where(inside, seen)),
    "all_rows": lambda inside, seen: _all(_where(inside, seen)),
    "lookup": _lookup,
    "age_on": _known(_age_on),
    "school_grade": _known(_school_grade),
    "fiscal_year": lambda day, seen: _known(lambda each: Decimal(fiscal_year(each)))([day], seen),
    "days_between": _known(lambda first, last: Decimal((last - first).days)),
    "days_after": _known(_by_days(1)),
    "days_before": _known(_by_days(-1)),
    "months_after": _known(_by_months(1)),
    "months_before": _known(_by_months(-1)),
}

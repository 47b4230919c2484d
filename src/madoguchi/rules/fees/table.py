"""The table of fees (料金表): everything the city says about what a place costs, as one frozen value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Final, Literal, TypeVar

from pydantic import Field, StringConstraints, model_validator

from madoguchi.rules.documents.base import Id, Piece, Text

SCHEMA: Final = "madoguchi.fees/1"
MOST: Final = 1_000_000  # yen of one entry

Yen = Annotated[int, Field(ge=0, le=MOST, description="whole yen")]
Rate = Annotated[
    str,
    StringConstraints(pattern=r"^(0(\.[0-9]{1,4})?|1(\.0{1,4})?)$"),
    Field(description='a share from "0" to "1" in quotes, e.g. "0.5"'),
]
Month = Annotated[int, Field(ge=1, le=12)]
DayOfMonth = Annotated[int, Field(ge=1, le=31)]
Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Day = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])-01$")]


class Base(Piece):
    """What a month costs for some grades or places; the first entry that fits counts."""

    id: Id
    title: Text
    monthly: Yen
    grades: tuple[Annotated[int, Field(ge=1, le=6)], ...] = Field(default=(), description="none: all")
    places: tuple[str, ...] = Field(default=(), description="codes of places; none: all")

    def fits(self, grade: int, place: str) -> bool:
        """Whether it is for a child of this grade at this place."""
        return (not self.grades or grade in self.grades) and (not self.places or place in self.places)


class Step(Piece):
    """From this day of the month, or until this day, so much of the monthly fee is due."""

    day: DayOfMonth
    rate: Rate


class Partial(Piece):
    """What is due for a month in which somebody begins or stops."""

    method: Literal["whole", "daily", "steps"] = "whole"
    begins_from: tuple[Step, ...] = Field(default=(), description="begins on this day or later")
    stops_until: tuple[Step, ...] = Field(default=(), description="stops on this day or earlier")

    @model_validator(mode="after")
    def _has_steps_where_it_takes_steps(self) -> Partial:
        if (self.method == "steps") != bool(self.begins_from or self.stops_until):
            raise ValueError(
                "'begins_from' and 'stops_until' go with the method 'steps', which needs one of them"
            )
        return self


class Siblings(Piece):
    """What is taken off for the second child of a household at the same time, and for those after it."""

    title: Text
    second: Rate = Field(description="the share that the second child pays")
    later: Rate = Field(description="the share that the third and later children pay")

    @property
    def second_percent(self) -> int:
        """The same, as people say it."""
        return percent(self.second)

    @property
    def later_percent(self) -> int:
        """The same, as people say it."""
        return percent(self.later)


class Reduction(Piece):
    """A class of families who pay less (減免), once an officer has decided so."""

    id: Id
    title: Text
    rate: Rate | None = Field(default=None, description="the share that is still paid")
    at_most: Yen | None = Field(default=None, description="no more than this is paid in a month")
    options_too: bool = Field(default=False, description="whether options cost less as well")

    @property
    def percent(self) -> int:
        """The share that is still paid, as people say it."""
        return percent(self.rate or "1")

    @model_validator(mode="after")
    def _says_how_much(self) -> Reduction:
        if (self.rate is None) == (self.at_most is None):
            raise ValueError("expected either 'rate' or 'at_most'")
        return self


class Option(Piece):
    """Something on top of the place, by the month: early, late, Saturdays."""

    id: Id
    title: Text
    monthly: Yen
    used_by: tuple[str, ...] = Field(
        default=(), description="what families answered who use it; its own id always counts"
    )
    zero_months: tuple[Month, ...] = ()


class Spot(Piece):
    """Something on top of the place, by the day and band of time."""

    id: Id
    title: Text
    daily: Yen
    begins: Clock
    ends: Clock
    at_most: Yen | None = Field(default=None, description="no more than this for a month")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Spot:
        if self.begins >= self.ends:
            raise ValueError("'ends' is not after 'begins'")
        return self


class Rounding(Piece):
    """To which amount a share of a fee is rounded, and where to."""

    unit: Literal[1, 10, 100] = 1
    towards: Literal["down", "up", "nearest"] = "down"


class FeeTable(Piece):
    """The whole table. It is in force from the month of `starts_on` until a newer one begins."""

    schema_: Literal["madoguchi.fees/1"] = Field(alias="schema", description=f'"{SCHEMA}"')
    id: Id
    number: Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")] = Field(
        description="two digits that stand in the numbers of its charges"
    )
    title: Text
    section: Id
    kind: Id = Field(description="what costs money by it, e.g. enrolment")
    basis: Annotated[str, StringConstraints(min_length=1, max_length=200)] = Field(
        description="the rule that says so"
    )
    starts_on: Day = Field(description="the first day of the month from which it is in force")
    due_day: DayOfMonth = Field(default=31, description="the day of the month by which it is paid")
    base: Annotated[tuple[Base, ...], Field(min_length=1)]
    zero_months: tuple[Month, ...] = Field(default=(), description="months without the monthly fee")
    leave_rate: Rate = Field(default="0", description="the share that is due for a whole month of leave")
    partial: Partial = Partial()
    siblings: Siblings | None = None
    reductions: tuple[Reduction, ...] = ()
    options: tuple[Option, ...] = ()
    spots: tuple[Spot, ...] = ()
    rounding: Rounding = Rounding()

    @model_validator(mode="after")
    def _has_no_id_twice(self) -> FeeTable:
        counted = Counter(each.id for each in self._entries())
        if twice := sorted(each for each, count in counted.items() if count > 1):
            raise ValueError(f"the id '{twice[0]}' stands twice; expected another for each entry")
        return self

    @model_validator(mode="after")
    def _has_one_option_for_an_answer(self) -> FeeTable:
        counted = Counter(answer for each in self.options for answer in {each.id, *each.used_by})
        if twice := sorted(answer for answer, count in counted.items() if count > 1):
            raise ValueError(f"'{twice[0]}' stands for two options; expected one")
        return self

    @model_validator(mode="after")
    def _reaches_every_base(self) -> FeeTable:
        for number, each in enumerate(self.base):
            if covering := next((one for one in self.base[:number] if _covers(one, each)), None):
                raise ValueError(f"'{each.id}' is never reached: '{covering.id}' before it fits first")
        return self

    def base_for(self, grade: int, place: str) -> Base | None:
        """The entry that counts for such a child."""
        return next((each for each in self.base if each.fits(grade, place)), None)

    def reduction(self, id_: str) -> Reduction | None:
        """The class of that id."""
        return _by_id(self.reductions, id_)

    def option(self, answer: str) -> Option | None:
        """The option of that id, or that is used by who answered so."""
        return next((each for each in self.options if answer in (each.id, *each.used_by)), None)

    def spot(self, id_: str) -> Spot | None:
        """The band of that id."""
        return _by_id(self.spots, id_)

    def share(self, due: int, rate: Decimal) -> int:
        """So much of an amount, in whole units as the table rounds; never more than the amount itself."""
        units = due * rate / self.rounding.unit
        return min(due, int(units.to_integral_value(_ROUNDINGS[self.rounding.towards])) * self.rounding.unit)

    def _entries(self) -> Iterator[Base | Reduction | Option | Spot]:
        yield from self.base
        yield from self.reductions
        yield from self.options
        yield from self.spots


def percent(rate: str) -> int:
    """A share as people say it; of thirds, the nearest."""
    return round(Decimal(rate) * 100)


_ROUNDINGS: Final = {"down": "ROUND_FLOOR", "up": "ROUND_CEILING", "nearest": "ROUND_HALF_UP"}


_Entry = TypeVar("_Entry", Reduction, Spot)


def _by_id(entries: Iterable[_Entry], id_: str) -> _Entry | None:
    return next((each for each in entries if each.id == id_), None)


def _covers(first: Base, later: Base) -> bool:
    """Whether every child the later entry is for is one of the first's already."""
    grades = not first.grades or bool(later.grades and set(later.grades) <= set(first.grades))
    places = not first.places or bool(later.places and set(later.places) <= set(first.places))
    return grades and places

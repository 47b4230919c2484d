"""Households of the city, and those of them that have a name and a story of their own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from madoguchi.demo.city import table
from madoguchi.rules import calendar

SEED: Final = "hibari"
LEAP_DAY: Final = (2, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    """Somebody who brings a child up, and why they are away during the day."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    relation: str
    reason: str
    birth_date: str = ""
    living: str = "together"
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """A child, with grade and birthday in the year applied for instead of a date of birth."""

    family: str
    given: str
    family_kana: str
    given_kana: str
    school: str
    kind: str  # new | continuing | transfer
    grade: int = 0
    birthday: str = ""  # month and day
    born_on_leap_day: bool = False
    club: str = ""  # where the child goes now
    usual_name: str = ""
    only_club: bool = False  # wishes to stay there, or nowhere

    def born_on(self, target_year: int) -> date:
        """The date of birth that gives the grade in the year applied for."""
        if self.born_on_leap_day:
            return _youngest_of_leap_day(target_year)
        year = target_year - self.grade - (6 if self.birthday >= "04-02" else 5)
        return date.fromisoformat(f"{year}-{self.birthday}")

    def grade_in(self, target_year: int, year: int) -> int:
        """The grade in `year` of the child who is applied for in `target_year`."""
        return calendar.school_grade(self.born_on(target_year), year)


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A family that applies; the first guardian does it."""

    key: str
    phone: str
    address: Mapping[str, str]
    guardians: tuple[Guardian, ...]
    children: tuple[Child, ...]
    language: str = "ja"
    email: str = ""  # empty: nobody here has an account
    situation: str = ""
    concealed: bool = False

    @property
    def contact(self) -> str:
        """What they are recognised by."""
        return self.email or self.phone


def dice(*of: object) -> random.Random:
    """Chance that falls the same way every time for the same thing."""
    return random.Random(":".join(map(str, (SEED, *of))))  # noqa: S311 - nothing secret hangs on it


def pick(chance: random.Random, weights: Mapping[Any, float]) -> Any:
    """One of the keys, the heavier the likelier."""
    return chance.choices(list(weights), list(weights.values()))[0]


def named() -> list[Household]:
    """The households with a story, Aoi's first."""
    return [_household(row) for row in table("people.households")]


def _household(row: Mapping[str, Any]) -> Household:
    people = {
        "guardians": tuple(Guardian(**guardian) for guardian in row["guardians"]),
        "children": tuple(Child(**child) for child in row["children"]),
    }
    return Household(**{**row, **people})


def _youngest_of_leap_day(target_year: int) -> date:
    """The latest 29 February on which a pupil of that year was born."""
    return next(date(year, *LEAP_DAY) for year in range(target_year - 6, 0, -1) if year % 4 == 0)

"""Families near the club that can be tried: so that it has a year of its own, however small the city is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from typing import Final

from madoguchi.demo import city, visitors
from madoguchi.demo.households import Child, Household
from madoguchi.demo.imagining import imagine

UPPER: Final = 5  # more of the older children wish to stay than the club takes
UPPER_SEATS: Final = 2
JOINING: Final = 4  # families that move here in the middle of the year
FREE_SEATS: Final = 2  # for them
NEWCOMERS: Final = 4700  # households from here on applied for nothing before
STAYING: Final = 4200


def tried_club() -> str:
    """The club whose head visitors can be."""
    members = city.table("people.members")
    return str(next(row["place"] for row in members if row["key"] in visitors.MEMBERS))


def of_upper_grades() -> list[Household]:
    """Those whose child was in an upper grade a year ago, told as they are a year later."""
    return [_with(each, grade=5 + number % 2) for number, each in enumerate(_near(STAYING, UPPER))]


def joining() -> list[Household]:
    """Those who need a place in the middle of this year, told as they are a year later."""
    return [_with(each, grade=2 + number % 3) for number, each in enumerate(_near(NEWCOMERS, JOINING))]


def _with(household: Household, *, grade: int) -> Household:
    told = {"grade": grade, "kind": "continuing", "club": tried_club(), "only_club": True}
    first: Child = replace(household.children[0], **told)
    working = tuple(replace(each, reason="work") for each in household.guardians)
    return replace(household, guardians=working, children=(first,))


def _near(number: int, wanted: int) -> Iterator[Household]:
    """So many households of that school, from a number on."""
    school = next(club["serves"][0] for club in city.table("clubs") if club["code"] == tried_club())
    found = (imagine(each) for each in count(number))
    return islice((each for each in found if each.children[0].school == school), wanted)

"""Households without a story: as many as are wanted, each believable, no two with the same child.

The same number always gives the same household, whoever asks and in whatever order.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import jaconv

from madoguchi.demo import city
from madoguchi.demo.households import Child, Guardian, Household, dice, named, pick

DIFFICULT: Final = 0.03  # how many families have names that do not fit two boxes
SINGLE: Final = 0.12
POSTED: Final = 0.02
GRANDPARENTS: Final = 0.01
OLDER: Final = 0.25
PUPILS: Final = {1: 74, 2: 24, 3: 2}
TWINS: Final = 0.06  # of those with two
GRADES: Final = {1: 46, 2: 25, 3: 16, 4: 8, 5: 3, 6: 2}
KINDS: Final = {"continuing": 80, "new": 12, "transfer": 8}
GIVEN: Final = ("", "grade_1", "grades_2_3", "grades_2_3", "grades_4_6", "grades_4_6", "grades_4_6")
LONGEST_MONTHS: Final = {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}
KANJI: Final = "〇一二三四五六七八九"

Row = Mapping[str, Any]


def marks(child: Child) -> tuple[object, ...]:
    """What the city recognises a child by: one application each."""
    return child.family_kana, child.given_kana, child.grade, child.birthday


def imagined() -> Iterator[Household]:
    """Household after household, without end."""
    taken = {marks(child) for household in named() for child in household.children}
    number = 0
    while True:
        household = imagine(number)
        children = {marks(child) for child in household.children}
        if len(children) == len(household.children) and not children & taken:
            taken |= children
            yield household
        number += 1


def imagine(number: int) -> Household:
    """The household with that number."""
    chance = dice(number)
    school = _school(chance)
    family = _Family(chance)
    return Household(
        key=f"household-{number}",
        language=chance.choice(("ja-easy", "ja-easy", "en")) if family.is_from_abroad else "ja",
        email=_email(family.kana, number),
        phone=_phone(2 * number),
        address=_address(chance, school["district"]),
        guardians=tuple(_guardians(chance, family, _phone(2 * number + 1))),
        children=tuple(_children(chance, family, school["code"])),
    )


def _school(chance: random.Random) -> Row:
    """A school, by how many wanted the club in it last year."""
    schools = city.table("schools")
    wanted = {club["serves"][0]: club["applied_last_year"] for club in reversed(city.table("clubs"))}
    return dict(chance.choices(schools, [wanted[school["code"]] for school in schools])[0])


class _Family:
    """A surname, and who in the family already has which given name."""

    def __init__(self, chance: random.Random) -> None:
        names = city.file("names")
        self.chance = chance
        self.used: set[str] = set()
        self.is_from_abroad = chance.random() < DIFFICULT
        if self.is_from_abroad:
            row = chance.choice(names["difficult_names"])
            self.name, self.kana, self.has_one_name = row["family"], row["family_kana"], not row["given"]
            return
        row = chance.choices(names["surnames"], [row["weight"] for row in names["surnames"]])[0]
        self.name, self.kana, self.has_one_name = row["name"], row["kana"], False

    def call(self, names: Sequence[Row]) -> dict[str, Any]:
        """A name for one more of the family; where people have but one name, that alone."""
        own = self.chance.choice([row for row in names if row["name"] not in self.used])
        self.used.add(own["name"])
        if self.has_one_name:
            return {"family": own["name"], "given": "", "family_kana": own["kana"], "given_kana": ""}
        return {
            "family": self.name,
            "given": own["name"],
            "family_kana": self.kana,
            "given_kana": own["kana"],
        }

    def adults(self, relation: str) -> list[Row]:
        """Given names of guardians."""
        if self.name.isascii():
            return _of(relation, city.table("lives.names_abroad"))
        names = city.table("names.given_names")
        if relation == "grandparent":
            return list(names["grandparents"])
        return _of(relation, names["older_guardians" if self.chance.random() < OLDER else "guardians"])

    def pupils(self, grade: int) -> list[Row]:
        """Given names of children."""
        if self.name.isascii():
            return list(city.table("lives.names_abroad"))
        return list(city.table("names.given_names")[GIVEN[grade]])


def _of(relation: str, names: Sequence[Row]) -> list[Row]:
    return [row for row in names if row["relation"] == relation or relation == "grandparent"]


def _guardians(chance: random.Random, family: _Family, phone: str) -> Iterator[Guardian]:
    if chance.random() < GRANDPARENTS:
        yield _guardian(chance, family, "grandparent")
        return
    relations = ("mother", "father") if chance.random() < 0.75 else ("father", "mother")
    yield _guardian(chance, family, relations[0])
    if chance.random() >= SINGLE:
        posted = relations[1] == "father" and chance.random() < POSTED
        living = "apart" if posted else "together"
        yield _guardian(chance, family, relations[1], phone=phone, living=living)


def _guardian(chance: random.Random, family: _Family, relation: str, **more: str) -> Guardian:
    return Guardian(
        **family.call(family.adults(relation)),
        relation=relation,
        reason=pick(chance, city.table("lives.reasons")[relation]),
        **more,
    )


def _children(chance: random.Random, family: _Family, school: str) -> Iterator[Child]:
    grades = _grades(chance)
    twins = len(grades) == 2 and chance.random() < TWINS
    birthday = _birthday(chance)
    for grade in [grades[0]] * 2 if twins else grades:
        kind = "new" if grade == 1 else pick(chance, KINDS)
        yield Child(
            **family.call(family.pupils(grade)),
            school=school,
            kind=kind,
            grade=grade,
            birthday=birthday if twins else _birthday(chance),
            club="" if kind == "new" else chance.choice(city.clubs_for(school))["code"],
        )


def _grades(chance: random.Random) -> list[int]:
    """Different grades, the youngest first."""
    left, found = dict(GRADES), []
    for _ in range(pick(chance, PUPILS)):
        found.append(pick(chance, left))
        del left[found[-1]]
    return sorted(found)


def _birthday(chance: random.Random) -> str:
    """Month and day; the two days on which the school year turns come more often."""
    special = chance.random()
    if special < 0.04:
        return "04-01" if special < 0.02 else "04-02"
    month = chance.randint(1, 12)
    return f"{month:02}-{chance.randint(1, LONGEST_MONTHS.get(month, 31)):02}"


def _address(chance: random.Random, district: str) -> dict[str, str]:
    area = chance.choice([row for row in city.table("postal_areas") if row["district"] == district])
    block = f"{KANJI[chance.randint(1, 5)]}丁目{chance.randint(1, 24)}番{chance.randint(1, 30)}号"
    return {
        "postal_code": area["postal_code"],
        "town": area["town"],
        "block": block,
        "building": _building(chance, area["town"]),
    }


def _building(chance: random.Random, town: str) -> str:
    if chance.random() < 0.5:
        return ""
    room = chance.randint(1, 9) * 100 + chance.randint(1, 12)
    return str(chance.choice(city.table("lives.buildings"))).format(town=town, n=room)


def _email(kana: str, number: int) -> str:
    letters = re.sub("[^a-z]", "", jaconv.kana2alphabet(jaconv.kata2hira(kana)))
    return f"{letters}.{number:04}@mail.example"


def _phone(number: int) -> str:
    """A mobile telephone number that nobody has."""
    return f"0900000{number + 100:04}"

"""避難所: how many are there, of which ages, and what those who run it have to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

MOST: Final = 50  # of one age in one household
WORDS: Final = 200  # characters
WORKING_AGE: Final = 15  # 生産年齢人口, as statistics count it
OLD_AGE: Final = 65
SMALL: Final = 3


class Band(StrEnum):
    """Ages as those who bring food, milk and beds count them."""

    INFANT = "infant"  # under three
    CHILD = "child"  # under fifteen
    ADULT = "adult"
    ELDERLY = "elderly"  # 65 and older


class Need(StrEnum):
    """What those who run a shelter have to know at once."""

    HELP = "help"  # cannot do everything alone: 介助
    WHEELCHAIR = "wheelchair"
    PREGNANT = "pregnant"
    MEDICAL = "medical"  # oxygen, dialysis, medicine: 医療的ケア
    ALLERGY = "allergy"
    LANGUAGE = "language"  # needs another language than Japanese
    PET = "pet"
    CAR = "car"  # sleeps in the car: 車中泊


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What a household said of itself: three things are enough to be let in."""

    bands: Mapping[Band, int]
    needs: frozenset[Need] = frozenset()
    words: str = ""

    @property
    def people(self) -> int:
        """How many they are."""
        return sum(self.bands.values())

    def kept(self) -> dict[str, Any]:
        """As it is sealed; `household` reads it again."""
        return {
            "bands": {band.value: count for band, count in self.bands.items() if count},
            "needs": sorted(self.needs),
            "words": self.words,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A shelter, or all of them, in figures."""

    households: int = 0
    bands: Mapping[Band, int] = field(default_factory=dict)
    needs: Mapping[Need, int] = field(default_factory=dict)  # households

    @property
    def people(self) -> int:
        """How many people are there."""
        return sum(self.bands.values())


def household(kept: Mapping[str, Any]) -> Household:
    """What was sealed, read again."""
    return Household(
        bands={Band(band): count for band, count in kept["bands"].items()},
        needs=frozenset(map(Need, kept["needs"])),
        words=kept["words"],
    )


def band_of(age: int) -> Band:
    """The ages somebody is counted among."""
    if age < SMALL:
        return Band.INFANT
    if age < WORKING_AGE:
        return Band.CHILD
    return Band.ADULT if age < OLD_AGE else Band.ELDERLY


def bands_of(ages: Iterable[int], *, adults: int = 0, elderly: int = 0) -> dict[Band, int]:
    """How many of each, where ages are known of some and others were counted."""
    counted = Counter(map(band_of, ages))
    counted.update({Band.ADULT: adults, Band.ELDERLY: elderly})
    return {band: counted[band] for band in Band if counted[band]}


def totals(households: Iterable[Household]) -> Totals:
    """Households added up: people by age, households by need."""
    return added(
        Totals(households=1, bands=each.bands, needs=dict.fromkeys(each.needs, 1)) for each in households
    )


def added(parts: Iterable[Totals]) -> Totals:
    """Several figures as one."""
    found, bands, needs = 0, Counter[Band](), Counter[Need]()
    for each in parts:
        found += each.households
        bands.update(each.bands)
        needs.update(each.needs)
    return Totals(
        households=found,
        bands={band: bands[band] for band in Band},
        needs={need: needs[need] for need in Need if needs[need]},
    )

"""What a household writes at a shelter, read into values; what is wrong is said by its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from madoguchi.base.texts import say
from madoguchi.checkin.actions.sheltering import Told
from madoguchi.checkin.forms import line
from madoguchi.checkin.shelter_wording import BANDS, NEEDS
from madoguchi.rules.names import kana, not_kana
from madoguchi.rules.shelters import MOST, WORDS, Band, Household, Need, bands_of

if TYPE_CHECKING:
    from django.http import QueryDict

    from madoguchi.checkin.models import Family
    from madoguchi.people.models import Child

COUNTED_BY_HAND: Final = (Band.ADULT, Band.ELDERLY)  # where children are chosen by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who is asked: somebody nobody knows, or a household that is known, with its children."""

    family: Family | None = None
    children: Collection[tuple[Child, int]] = ()  # with the age

    @property
    def bands(self) -> Collection[Band]:
        """The ages that are counted and not known."""
        return COUNTED_BY_HAND if self.children else tuple(Band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands on the page, whether it is right or not, and what is wrong by place."""

    asked: Asked
    kana: str = ""
    counts: Mapping[str, str] = field(default_factory=dict)
    members: Collection[int] = ()
    needs: Collection[str] = ()
    words: str = ""
    may_be_named: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The ages to count, as the page draws them."""
        return [
            {"name": band.value, "label": BANDS[band], "value": self.counts.get(band, "")}
            for band in self.asked.bands
        ]

    @property
    def choices(self) -> list[dict[str, Any]]:
        """The needs to tick."""
        return [{"name": need.value, "label": NEEDS[need], "chosen": need in self.needs} for need in Need]

    @property
    def children(self) -> list[dict[str, Any]]:
        """The children to choose by name."""
        return [{"child": child, "chosen": child.pk in self.members} for child, _ in self.asked.children]


def blank() -> Written:
    """The page for a household that nobody knows."""
    return kept(Asked(), None, may_be_named=False, members=())


def kept(asked: Asked, said: Household | None, *, may_be_named: bool, members: Collection[int]) -> Written:
    """The page before anybody wrote on it: what was said last time stands there."""
    bands = said.bands if said else {Band.ADULT: 1}
    return Written(
        asked=asked,
        counts={band.value: str(bands.get(band, 0)) for band in asked.bands},
        members=members,
        needs=said.needs if said else (),
        words=said.words if said else "",
        may_be_named=may_be_named,
    )


def read(data: QueryDict, asked: Asked) -> tuple[Written, Told | None]:
    """What was said; None where something has to be put right first."""
    return judged(_written(data, asked))


def judged(written: Written) -> tuple[Written, Told | None]:
    """What stands on the page, with what has to be put right first; or what it tells."""
    asked = written.asked
    ages = [age for child, age in asked.children if child.pk in written.members]
    counts = {band: _count(written.counts[band]) for band in asked.bands}
    errors = _errors(written, ages, counts)
    if errors:
        return replace(written, errors=errors), None
    known = {band: count or 0 for band, count in counts.items()}
    bands = bands_of(ages, adults=known.pop(Band.ADULT), elderly=known.pop(Band.ELDERLY))
    said = Household(bands={**bands, **known}, needs=frozenset(map(Need, written.needs)), words=written.words)
    return written, Told(
        household=said,
        members=written.members,
        kana=kana(written.kana),
        may_be_named=written.may_be_named,
    )


def _written(data: QueryDict, asked: Asked) -> Written:
    own = {str(child.pk): child.pk for child, _ in asked.children}
    return Written(
        asked=asked,
        kana=line(data, "kana"),
        counts={band.value: line(data, band.value, 10) for band in asked.bands},
        members=[own[each] for each in data.getlist("member") if each in own],
        needs=[each for each in data.getlist("need") if each in list(Need)],
        words=line(data, "words", WORDS + 1),
        may_be_named=data.get("may_be_named") == "yes",
    )


def _errors(written: Written, ages: Collection[int], counts: Mapping[Band, int | None]) -> dict[str, str]:
    errors = {}
    if written.asked.family is None and (not written.kana or not_kana(kana(written.kana))):
        errors["kana"] = say("Please write the reading of the name in katakana.")
    if any(count is None for count in counts.values()):
        errors["people"] = say("Please write each number in figures, up to {most}.", most=MOST)
    elif not ages and not any(counts.values()):
        errors["people"] = say("Please write how many you are.")
    if len(written.words) > WORDS:
        errors["words"] = say("Please write up to {limit} characters.", limit=WORDS)
    return errors


def _count(typed: str) -> int | None:
    """Nothing typed is nobody; None for what is no number."""
    if not typed:
        return 0
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 4
    return int(typed) if is_number and int(typed) <= MOST else None

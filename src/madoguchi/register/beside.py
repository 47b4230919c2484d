"""The people of an application beside those of the register, as an officer compares them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.conf import settings

from madoguchi.applications.queries import Filed
from madoguchi.base import crypto
from madoguchi.register import lookup, wording
from madoguchi.register.models import RegisterExtract, RegisterMatch
from madoguchi.rules import calendar
from madoguchi.rules.matching import Candidate, Difference, Finding, Piece, Result, Sought, marked
from madoguchi.rules.sought import sought

PLACES: Final = frozenset({Difference.ADDRESS, Difference.ROOM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Somebody of the register beside one of the application; where the shielded live stays hidden."""

    ref: int
    number: str
    household: str
    name: Sequence[Piece]
    kana: Sequence[Piece]
    born: date | None
    era: str
    address: str
    relation: str
    event: str
    event_on: date | None
    is_shielded: bool
    result: Result
    reasons: tuple[str, ...]
    differs: frozenset[Difference]
    is_other_place: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the application, what was found, and what was chosen."""

    path: str
    role: str  # in words
    sought: Sought
    born: date | None
    era: str
    result: Result
    found_by: str
    name: Sequence[Piece]  # marked where the likeliest differs
    kana: Sequence[Piece]
    shown: Sequence[Shown]
    likeliest: int | None  # ref of the one to be chosen at once
    chosen_at: datetime | None
    chosen_by: str
    number: str
    household: str
    is_changed: bool


def people(read: Filed, extract: RegisterExtract | None, held: Mapping[str, RegisterMatch]) -> list[Person]:
    """Everybody the register is asked about, whom it is for first."""
    if extract is None:
        own = sought(read.document, read.answers, city=settings.CITY_NAME)
        return [_person(each, Finding(result=Result.NONE), held.get(each.path), read) for each in own]
    (compared,) = lookup.compare([read], extract)
    return [_person(each.sought, each.finding, held.get(each.sought.path), read) for each in compared]


def _person(one: Sought, finding: Finding, match: RegisterMatch | None, read: Filed) -> Person:
    is_chosen = match is not None and match.decided_at is not None
    chosen = crypto.unseal(match.sealed) if is_chosen and match and match.sealed else {}
    first = finding.candidates[0].entry if finding.candidates else None
    return Person(
        path=one.path,
        role=wording.ROLES[one.role],
        sought=one,
        born=one.born,
        era=_era(one.born),
        result=Result(match.result) if match and is_chosen else finding.result,
        found_by=wording.KEYS[finding.found_by] if finding.found_by else "",
        name=marked(one.name, first.name if first else one.name)[0],
        kana=marked(one.kana, first.kana if first and first.kana else one.kana)[0],
        shown=[_shown(one, each) for each in finding.candidates],
        likeliest=finding.only.entry.ref if finding.only else None,
        chosen_at=match.decided_at if match else None,
        chosen_by=match.officer.name if match and match.officer else "",
        number=chosen.get("number", ""),
        household=chosen.get("household", ""),
        is_changed=match is not None and match.answers < read.number,
    )


def _shown(one: Sought, candidate: Candidate) -> Shown:
    entry, differs = candidate.entry, frozenset(candidate.differences)
    return Shown(
        ref=entry.ref,
        number=entry.number,
        household=entry.household,
        name=marked(one.name, entry.name)[1],
        kana=marked(one.kana or entry.kana, entry.kana)[1],
        born=entry.born,
        era=_era(entry.born),
        address="" if entry.is_shielded else " ".join(filter(None, (entry.address, entry.building))),
        relation=entry.relation,
        event=entry.event,
        event_on=entry.event_on,
        is_shielded=entry.is_shielded,
        result=candidate.result,
        reasons=tuple(wording.DIFFERENCES[each] for each in candidate.differences),
        differs=differs,
        is_other_place=bool(differs & PLACES),
    )


def _era(born: date | None) -> str:
    return calendar.wareki(born) if born else ""

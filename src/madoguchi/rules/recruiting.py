"""May a round (募集回) be opened so: its days, what it follows, whose applications it takes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from madoguchi.rules import calendar

LONGEST_TITLE: Final = 100  # characters


class Reason(StrEnum):
    """Why a round cannot be opened or changed so."""

    TITLE_MISSING = "title_missing"
    TITLE_TAKEN = "title_taken"
    NO_PROCEDURE = "no_procedure"
    ARRIVAL_BACKWARDS = "arrival_backwards"
    OTHER_YEAR = "other_year"  # the places begin in another 年度
    BASIS_TOO_LATE = "basis_too_late"  # facts of a day after the places begin
    REPLACED_TOO_EARLY = "replaced_too_early"  # before work can have begun
    FOLLOWS_NOTHING = "follows_nothing"  # a second round has no first
    BAD_SHARE = "bad_share"
    ALREADY_PLACED = "already_placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a round is to be."""

    title: str
    fiscal_year: int
    kind: str
    procedures: Collection[str]
    basis_on: date
    starts_on: date
    arrived_from: date | None = None
    arrived_until: date | None = None
    replace_by: date | None = None
    is_following: bool = False
    second_check: str = "sample"
    second_check_percent: int = 10
    tells_shortfalls: bool = False


def refusals(plan: Plan, *, taken: Collection[str] = ()) -> tuple[Reason, ...]:
    """Everything that keeps a round from being opened so; nothing when it may. `taken`: other titles."""
    return tuple(_refusals(plan, taken))


def _refusals(plan: Plan, taken: Collection[str]) -> Iterator[Reason]:
    if not 0 < len(plan.title.strip()) <= LONGEST_TITLE:
        yield Reason.TITLE_MISSING
    if plan.title.strip() in taken:
        yield Reason.TITLE_TAKEN
    if not plan.procedures:
        yield Reason.NO_PROCEDURE
    if plan.arrived_from and plan.arrived_until and plan.arrived_until < plan.arrived_from:
        yield Reason.ARRIVAL_BACKWARDS
    if calendar.fiscal_year(plan.starts_on) != plan.fiscal_year:
        yield Reason.OTHER_YEAR
    if plan.basis_on > plan.starts_on:
        yield Reason.BASIS_TOO_LATE
    if plan.replace_by and plan.replace_by < plan.basis_on:
        yield Reason.REPLACED_TOO_EARLY
    if plan.kind == "second" and not plan.is_following:
        yield Reason.FOLLOWS_NOTHING
    if not 1 <= plan.second_check_percent <= 100:
        yield Reason.BAD_SHARE

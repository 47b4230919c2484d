"""A day of a room by the hour, as the desk looks at it: what is free, somebody's, or kept to set up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from madoguchi.rules import slots
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.opening_days import OpeningDay
from madoguchi.rules.slots import Hire, Range


class Kind(StrEnum):
    """What a stretch of the day is."""

    FREE = "free"
    TAKEN = "taken"
    MARGIN = "margin"  # somebody's, to set up or to clear away
    SHUT = "shut"  # the place is closed then


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Hours somebody has a room: those asked for, and those kept for them."""

    ref: Any
    asked: Range
    kept: Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Some steps of the day that are alike; a free one is one step, for each can be chosen."""

    kind: Kind
    starts_at: datetime
    ends_at: datetime
    steps: int
    taken: Taken | None = None


def steps(hire: Hire, day: date) -> list[datetime]:
    """When each step of the day begins."""
    begins, ends = (datetime.combine(day, time.fromisoformat(at), TOKYO) for at in (hire.opens, hire.closes))
    count = -(-(ends - begins) // timedelta(minutes=hire.step_minutes))
    return [begins + each * timedelta(minutes=hire.step_minutes) for each in range(count)]


def hours(hire: Hire, day: date) -> list[tuple[int, int]]:
    """The hours over the steps: each with how many steps it has."""
    return [(hour, len(list(them))) for hour, them in groupby(each.hour for each in steps(hire, day))]


def row(hire: Hire, day: OpeningDay, taken: Sequence[Taken]) -> list[Stretch]:
    """A day of one room, from the first hour of hire to the last."""
    step = timedelta(minutes=hire.step_minutes)
    stretches = list[Stretch]()
    for at, kind, by in _steps(hire, day, taken):
        last = stretches[-1] if stretches else None
        if last and kind is not Kind.FREE and (last.kind, last.taken) == (kind, by):
            stretches[-1] = Stretch(
                kind=kind, starts_at=last.starts_at, ends_at=at + step, steps=last.steps + 1, taken=by
            )
        else:
            stretches.append(Stretch(kind=kind, starts_at=at, ends_at=at + step, steps=1, taken=by))
    return stretches


def _steps(
    hire: Hire, day: OpeningDay, taken: Sequence[Taken]
) -> Iterator[tuple[datetime, Kind, Taken | None]]:
    for at in steps(hire, day.day):
        during = Range(starts_at=at, ends_at=at + timedelta(minutes=hire.step_minutes))
        asked = next((each for each in taken if _overlap(each.asked, during)), None)
        kept = asked or next((each for each in taken if _overlap(each.kept, during)), None)
        open_or_not = Kind.SHUT if slots.is_shut(day, during) else Kind.FREE
        yield at, Kind.TAKEN if asked else Kind.MARGIN if kept else open_or_not, kept


def _overlap(one: Range, other: Range) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at

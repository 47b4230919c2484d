"""Who came to what can be reserved: people, by what was noted at the door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from madoguchi.rules.calendar import local_day
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Those who come together by one reservation."""

    people: int
    state: State
    medium: Medium
    booked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """How many people came, did not come, or of how many nobody has said so."""

    came: int
    missed: int
    open: int
    unreserved: int  # of those who came


def counted(parties: Iterable[Party], *, starts_at: datetime) -> Attendance:
    """Whoever was written down at the counter on the day itself came without a reservation."""
    people = Counter[State]()
    unreserved = 0
    for each in parties:
        people[each.state] += each.people
        is_of_the_day = local_day(each.booked_at) == local_day(starts_at)
        if each.state is State.ATTENDED and each.medium is Medium.COUNTER and is_of_the_day:
            unreserved += each.people
    return Attendance(
        came=people[State.ATTENDED],
        missed=people[State.MISSED],
        open=people[State.CONFIRMED],
        unreserved=unreserved,
    )

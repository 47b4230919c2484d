"""Friends of the city's account by week: how many came, went and stayed, of how many people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from typing import Final

from madoguchi.rules.friendship import Move
from madoguchi.rules.suppression import FEW

A_WEEK: Final = timedelta(days=7)
MOST_PEOPLE: Final = 10_000_000  # of a district: more was a slip of the hand
MOST_WORDS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """From Monday to Sunday: who came and went, and how many there were at its end."""

    begins: date
    joined: int
    returned: int
    blocked: int
    friends: int

    @property
    def moves(self) -> tuple[int, int, int]:
        """What is counted by itself; the number of friends follows from it."""
        return self.joined, self.returned, self.blocked


def monday(day: date) -> date:
    """The first day of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def by_week(moves: Iterable[tuple[date, Move, int]], *, until: date) -> list[Week]:
    """Every week from the first in which anything happened to that of `until`, quiet ones too.

    `moves` names any day of its week.
    """
    counts: Counter[tuple[date, Move]] = Counter()
    for day, what, count in moves:
        counts[monday(day), what] += count
    found: list[Week] = []
    begins, friends = min((week for week, _ in counts), default=monday(until)), 0
    while begins <= monday(until):
        joined, returned, blocked = (counts[begins, what] for what in Move)
        friends += joined + returned - blocked
        found.append(Week(begins=begins, joined=joined, returned=returned, blocked=blocked, friends=friends))
        begins += A_WEEK
    return found


def is_few(week: Week) -> bool:
    """Whether its moves say too much of few people: then none of them is shown.

    The number of friends is shown, and with it their sum: one hidden move beside two others would follow.
    """
    return any(0 < count < FEW for count in week.moves)


def share(friends: int, people: int | None) -> Decimal | None:
    """In percent, rounded down: nobody is covered who is not. None where the people were not counted."""
    if not people:
        return None
    return (Decimal(100 * friends) / people).quantize(Decimal("0.01"), ROUND_DOWN)


def people_on(counts: Mapping[date, int], on: date) -> int | None:
    """How many lived there by the last count until that day; before all counts, by the first one."""
    if not counts:
        return None
    return counts[max((day for day in counts if day <= on), default=min(counts))]


class Wrong(StrEnum):
    """Why something typed is not taken."""

    DAY = "day"
    LATER = "later"
    NUMBER = "number"
    PLACE = "place"
    NO_WORDS = "no_words"
    TOO_LONG = "too_long"


def read_day(typed: str, *, today: date) -> date | Wrong:
    """A day that is not still to come."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        return Wrong.DAY
    return day if day <= today else Wrong.LATER


def read_people(typed: str) -> int | Wrong:
    """How many live in a district, with or without commas."""
    figures = typed.strip().replace(",", "")
    if not (figures.isascii() and figures.isdigit()) or len(figures) > len(str(MOST_PEOPLE)):
        return Wrong.NUMBER
    return int(figures) if int(figures) <= MOST_PEOPLE else Wrong.NUMBER


def read_words(typed: str) -> str | Wrong:
    """What an officer calls an occasion."""
    words = " ".join(typed.split())
    if not words:
        return Wrong.NO_WORDS
    return words if len(words) <= MOST_WORDS else Wrong.TOO_LONG

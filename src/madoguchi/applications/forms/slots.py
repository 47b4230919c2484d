"""Times to choose from: months that hold days that hold times, each with how much is left of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final, cast

from django.utils.safestring import SafeString

from madoguchi.applications.forms.drawing import Drawing
from madoguchi.applications.forms.fields import element_id
from madoguchi.base.texts import language, say, text
from madoguchi.rules import calendar
from madoguchi.rules.documents.questions import SlotQuestion
from madoguchi.rules.questions.slots import Chosen, chosen, place_name
from madoguchi.rules.slots import Mark

# So few are shown at once; more open day by day.
FEW: Final = 8
MARKS: Final = {
    Mark.PLENTY: ("◎", "Plenty of places"),
    Mark.SOME: ("○", "Places left"),
    Mark.FEW: ("△", "Few places left"),
    Mark.NONE: ("×", "Full"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """One time with its button, if it can be chosen."""

    id: str
    value: str
    at: Chosen
    place: str
    mark: Mark
    may_choose: bool
    chosen: bool

    @property
    def clock(self) -> str:
        """10:30, short enough for two beside each other on a phone."""
        return f"{self.at.at:%H:%M}"

    @property
    def day(self) -> SafeString:
        """12月8日(火)."""
        return text(calendar.say_day_of_year(self.at.day, language()))

    @property
    def sign(self) -> str:
        """◎."""
        return MARKS[self.mark][0]

    @property
    def words(self) -> SafeString:
        """What the sign means."""
        return say(MARKS[self.mark][1])

    @property
    def waits(self) -> bool:
        """Whether choosing it asks only to be told when somebody gives a place back."""
        return self.at.waits


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The times of one day."""

    day: date
    times: tuple[Time, ...]

    @property
    def title(self) -> SafeString:
        """12月8日(火)."""
        return self.times[0].day

    @property
    def best(self) -> Time:
        """The time of which most is left: what the day's sign says."""
        return min(self.times, key=lambda each: list(Mark).index(each.mark))

    @property
    def has_chosen(self) -> bool:
        """Whether the time chosen is one of them."""
        return any(each.chosen for each in self.times)

    @property
    def is_full(self) -> bool:
        """Whether nothing of it can be chosen."""
        return not any(each.may_choose for each in self.times)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """The days of one month."""

    days: tuple[Day, ...]
    is_open: bool

    @property
    def title(self) -> SafeString:
        """2026年12月."""
        return text(calendar.say_month(self.days[0].day, language()))


def slot(drawing: Drawing) -> dict[str, Any]:
    """The times as a short list, or by month and day."""
    times = tuple(_times(drawing))
    if len(times) <= FEW:
        return {"more": {"few": times, "says_place": True}}
    months = [tuple(days) for _, days in groupby(_days(times), lambda each: (each.day.year, each.day.month))]
    open_one = next((at for at, days in enumerate(months) if any(each.has_chosen for each in days)), 0)
    return {
        "more": {
            "months": tuple(Month(days=days, is_open=at == open_one) for at, days in enumerate(months)),
            "says_place": len({each.at.place for each in times}) > 1,
            "place": times[0].place,
        }
    }


def _days(times: tuple[Time, ...]) -> list[Day]:
    return [Day(day=day, times=tuple(those)) for day, those in groupby(times, lambda each: each.at.day)]


def _times(drawing: Drawing) -> Iterator[Time]:
    question = cast(SlotQuestion, drawing.question)
    known = (drawing.facts.get("slots") or {}).get(question.offering) or {}
    for number, (answer, left) in enumerate(sorted(known.get("times", {}).items()), 1):
        value = f"{answer} waits" if left["may_wait"] else answer
        at = chosen(value)
        if at is not None:
            yield Time(
                id=drawing.id if number == 1 else element_id(f"{drawing.path}.{number}"),
                value=value,
                at=at,
                place=place_name(question, at.place, language(), drawing.facts),
                mark=_mark(left),
                may_choose=left["is_free"] or left["may_wait"],
                chosen=drawing.text == value,
            )


def _mark(left: Mapping[str, Any]) -> Mark:
    return Mark(left.get("mark", Mark.SOME if left["is_free"] else Mark.NONE))

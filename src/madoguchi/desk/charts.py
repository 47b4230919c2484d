"""Bar charts drawn on the server: positions for an SVG, and the same figures for the table beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

HEIGHT: Final = 120  # of the tallest bar, in units of the drawing
STEP: Final = 14  # from one bar to the next
NIGHT: Final = 22
MORNING: Final = 6
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One hour."""

    begins_at: datetime
    count: int
    x: int
    y: int
    height: int

    @property
    def text_x(self) -> int:
        """Where a word beside the bar's line begins."""
        return self.x + 3

    @property
    def is_night(self) -> bool:
        """Whether the office is long closed: from 22 to 6 o'clock."""
        return self.begins_at.hour >= NIGHT or self.begins_at.hour < MORNING

    @property
    def is_midnight(self) -> bool:
        """Whether a day begins here."""
        return self.begins_at.hour == 0

    @property
    def is_labelled(self) -> bool:
        """Whether the hour is written below the bar: every six hours."""
        return self.begins_at.hour % 6 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars from left to right."""

    bars: Sequence[Bar]
    width: int
    highest: int

    @property
    def view_width(self) -> int:
        """Of the drawing, with a margin on both sides."""
        return self.width + 8

    @property
    def peak(self) -> Bar | None:
        """The busiest hour."""
        return max(self.bars, key=lambda bar: bar.count, default=None) if self.highest else None

    @property
    def busy(self) -> list[Bar]:
        """The hours in which something arrived."""
        return [bar for bar in self.bars if bar.count]


def bars(counts: Mapping[datetime, int], *, since: datetime, until: datetime) -> Chart:
    """A bar for every hour from `since` to `until`, those without arrivals as well."""
    hours = _hours(since, until)
    highest = max((counts.get(hour, 0) for hour in hours), default=0)
    found = [_bar(index, hour, counts.get(hour, 0), highest) for index, hour in enumerate(hours)]
    return Chart(bars=found, width=len(hours) * STEP, highest=highest)


def _hours(since: datetime, until: datetime) -> list[datetime]:
    first = timezone.localtime(since).replace(minute=0, second=0, microsecond=0)
    count = int((until - first) / HOUR) + 1
    return [first + HOUR * index for index in range(count)]


def _bar(index: int, hour: datetime, count: int, highest: int) -> Bar:
    height = round(HEIGHT * count / highest) if highest else 0
    return Bar(begins_at=hour, count=count, x=index * STEP, y=HEIGHT - height, height=height)

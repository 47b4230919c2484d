"""A measured figure beside what it is held against, as one row."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

CALLS: Final = 100
NAME: Final = 52  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure that may not be more than `limit`."""

    name: str
    value: float
    limit: float
    unit: str

    @property
    def is_met(self) -> bool:
        """Whether the limit is kept."""
        return self.value <= self.limit

    def __str__(self) -> str:
        held = f"limit {_short(self.limit)} {self.unit}"
        return _row(
            self.name, f"{_short(self.value)} {self.unit}", held, self.value / self.limit, self.is_met
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of the floor's speed is left, and how much of it should be."""

    name: str
    value: float
    floor: float
    goal: float
    unit: str
    ratio: float  # the median of those of each round, which is not that of the medians

    @property
    def is_met(self) -> bool:
        """Whether enough is left."""
        return self.ratio >= self.goal

    def __str__(self) -> str:
        held = f"floor {_short(self.floor)} {self.unit}, goal {self.goal:.2f}"
        return _row(self.name, f"{_short(self.value)} {self.unit}", held, self.ratio, self.is_met)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A figure that is good to know and held against nothing."""

    name: str
    value: float
    unit: str

    def __str__(self) -> str:
        return f"{self.name:{NAME}} {f'{_short(self.value)} {self.unit}':>11}"


def milliseconds(name: str, seconds: float, limit: float) -> Figure:
    """A duration, in milliseconds."""
    return Figure(name=name, value=seconds * 1000, limit=limit, unit="ms")


def median_of(calls: Iterable[Callable[[], Any]]) -> float:
    """The median of the seconds that each call takes."""
    taken = []
    for call in calls:
        began = time.perf_counter()
        call()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def repeated(call: Callable[[], Any], times: int = CALLS) -> float:
    """The median of the seconds that one call takes, once it is warm."""
    call()
    return median_of([call] * times)


def _row(name: str, value: str, held: str, ratio: float, is_met: bool) -> str:
    return f"{name:{NAME}} {value:>11}   {held:30} {ratio:6.2f}   {'met' if is_met else 'NOT MET'}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2f}"

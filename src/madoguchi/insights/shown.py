"""What of the figures a reader is shown: whole to the section that owns them, else without small counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from madoguchi.base.texts import say_plain
from madoguchi.insights.counting import Figures
from madoguchi.insights.registered import Club
from madoguchi.rules import growth, suppression
from madoguchi.rules.documents import Text
from madoguchi.rules.effects import Saved
from madoguchi.rules.growth import Week
from madoguchi.rules.suppression import Place

FEW_WORDS: Final = "hidden: fewer than 5"
FEW_CELL: Final = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Registered and waiting children by club (rows) and grade, some cells hidden."""

    registered: Sequence[Sequence[int]]
    waiting: Sequence[Sequence[int]]
    hidden_registered: frozenset[Place] = frozenset()
    hidden_waiting: frozenset[Place] = frozenset()

    def line(self, row: int) -> list[int | str]:
        """The cells of a club with their two totals, in words where they are hidden."""
        registered = _cells(suppression.framed(self.registered)[row], row, self.hidden_registered)
        return [*registered, *_cells(suppression.framed(self.waiting)[row], row, self.hidden_waiting)]

    def foot(self) -> list[int | str]:
        """The sums of all clubs by grade, with their totals, as the clubs are shown."""
        return self.line(len(self.registered)) if self.registered else []

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden from this reader."""
        return not (self.hidden_registered or self.hidden_waiting)


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """A procedure on the effect page."""

    saved: Saved
    title: Text
    is_hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A week of friends, as this reader may see it."""

    week: Week
    cells: Sequence[int | str]  # joined, returned, blocked
    people: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DistrictRow:
    """A district with the friends who said that they live there."""

    code: str
    title: Mapping[str, str]
    people: int | None
    friends: int | str
    share: Decimal | None


def shown_weeks(weeks: Sequence[Week], people: Mapping[date, int], *, is_owner: bool) -> list[WeekRow]:
    """Week by week; of weeks in which few came or went only how many friends there were."""
    return [_week(week, people, hides=not is_owner and growth.is_few(week)) for week in weeks]


def _week(week: Week, people: Mapping[date, int], *, hides: bool) -> WeekRow:
    there = growth.people_on(people, week.begins + growth.A_WEEK)
    return WeekRow(
        week=week,
        cells=[say_plain(FEW_CELL)] * len(week.moves) if hides else week.moves,
        people=there,
        share=growth.share(week.friends, there),
    )


def shown_districts(
    titles: Mapping[str, Mapping[str, str]],
    friends: Mapping[str, int],
    people: Mapping[str, int | None],
    *,
    friends_in_all: int,
    is_owner: bool,
) -> list[DistrictRow]:
    """District by district, and last those friends of whom nobody knows where they live."""
    counts = [friends.get(code, 0) for code in titles]
    unknown = max(0, friends_in_all - sum(counts))
    few = frozenset() if is_owner else suppression.hidden([[*counts, unknown]])
    cells = _cells([*counts, unknown], 0, few)
    rows = [
        DistrictRow(
            code=code,
            title=title,
            people=people.get(code),
            friends=cell,
            share=growth.share(cell, people.get(code)) if isinstance(cell, int) else None,
        )
        for (code, title), cell in zip(titles.items(), cells, strict=False)
    ]
    return [*rows, DistrictRow(code="", title={}, people=None, friends=cells[-1], share=None)]


def shown_clubs(clubs: Sequence[Club], *, is_owner: bool) -> Shown:
    """The table of clubs as this reader may see it."""
    registered, waiting = [club.registered for club in clubs], [club.waiting for club in clubs]
    if is_owner:
        return Shown(registered=registered, waiting=waiting)
    return Shown(
        registered=registered,
        waiting=waiting,
        hidden_registered=suppression.hidden(suppression.framed(registered)),
        hidden_waiting=suppression.hidden(suppression.framed(waiting)),
    )


def shown_effect(figures: Figures, *, own: Collection[str]) -> list[EffectRow]:
    """The procedures, those of other sections without small counts."""
    rows = figures.effect.rows
    counts = [[row.counted.total, row.counted.online, row.counted.total - row.counted.online] for row in rows]
    others = [number for number, row in enumerate(rows) if figures.owners[row.counted.procedure] not in own]
    hidden = {others[row] for row, _ in suppression.hidden([counts[number] for number in others])}
    return [
        EffectRow(saved=row, title=figures.titles[row.counted.procedure], is_hidden=number in hidden)
        for number, row in enumerate(rows)
    ]


def _cells(counts: Sequence[int], row: int, hidden: frozenset[Place]) -> list[int | str]:
    return [say_plain(FEW_CELL) if (row, column) in hidden else count for column, count in enumerate(counts)]

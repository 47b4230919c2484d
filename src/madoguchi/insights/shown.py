"""What of the figures a reader is shown: whole to the section that owns them, else without small counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from madoguchi.base.texts import say_plain
from madoguchi.insights.counting import Figures
from madoguchi.insights.registered import Club
from madoguchi.rules import growth, suppression
from madoguchi.rules.documents import Text
from madoguchi.rules.doors import Door
from madoguchi.rules.effects import Counted, Effect, Hours, Saved
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
    hides_total: bool = False
    hides_online: bool = False  # and what follows from it

    @property
    def is_hidden(self) -> bool:
        """Whether nothing is left to show."""
        return self.hides_total and self.hides_online


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectShown:
    """The effect page, without what would tell this reader small counts of other sections."""

    rows: Sequence[EffectRow]
    sums: Effect  # of the rows as they are shown: what is hidden cannot be worked out from them
    hides_total: bool = False
    hides_online: bool = False
    hidden_doors: frozenset[Door] = frozenset()
    hidden_hours: frozenset[int] = frozenset()
    hides_out_of_hours: bool = False

    @property
    def hides_share(self) -> bool:
        """Whether how many came online of how many would tell too much."""
        return self.hides_total or self.hides_online

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden from this reader."""
        rows = any(row.hides_total or row.hides_online for row in self.rows)
        parts = self.hidden_doors or self.hidden_hours
        return not (rows or parts or self.hides_share or self.hides_out_of_hours)


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


def shown_effect(found: Figures, theirs: Figures | None) -> EffectShown:
    """What was counted, hiding small counts of `theirs`: the part of it that is other sections'.

    A reader knows their own part, so whatever is shown of all is as good as shown of the others alone.
    """
    if theirs is None:
        return EffectShown(rows=_effect_rows(found, {}, frozenset()), sums=found.effect)
    others = {_key(saved): row for row, saved in enumerate(theirs.effect.rows)}
    dark = _few_came([each.counted for each in theirs.effect.rows])
    rows, foot = _effect_rows(found, others, dark), len(others)
    hides_total, hides_online = (foot, _TOTAL) in dark, (foot, _ONLINE) in dark
    return EffectShown(
        rows=rows,
        sums=Effect(rows=[row.saved for row in rows if not row.hides_online]),
        hides_total=hides_total,
        hides_online=hides_online,
        hidden_doors=frozenset(Door) if hides_total or hides_online else _few_doors(theirs),
        hidden_hours=frozenset(range(24)) if hides_online else _few_hours(theirs.hours),
        hides_out_of_hours=hides_online or bool(suppression.hidden_parts(theirs.hours.open_and_shut)),
    )


_ONLINE, _PAPER, _TOTAL = range(3)


def _few_came(them: Sequence[Counted]) -> frozenset[Place]:
    """Online, on paper and in all by procedure, the sums below. Few papers hide behind the total of both."""
    counts = suppression.framed([[each.online, each.total - each.online] for each in them])
    few = {(row, _TOTAL) for row, cells in enumerate(counts) if 0 < cells[_PAPER] < suppression.FEW}
    return suppression.hidden(counts, also=few)


def _few_doors(theirs: Figures) -> frozenset[Door]:
    """How many came online, and how many on paper, is known beside the doors: each is a whole of its own."""
    media = zip(*(theirs.by_medium[door] for door in Door), strict=True)
    dark = frozenset[int]().union(*(suppression.hidden_parts(parts) for parts in media))
    return frozenset(door for at, door in enumerate(Door) if at in dark)


def _few_hours(hours: Hours) -> frozenset[int]:
    return suppression.hidden_parts([hours.by_hour[hour] for hour in range(24)])


def _effect_rows(found: Figures, others: Mapping[object, int], dark: frozenset[Place]) -> list[EffectRow]:
    return [
        EffectRow(
            saved=saved,
            title=found.titles[saved.counted.procedure],
            hides_total=(others.get(_key(saved), -1), _TOTAL) in dark,
            hides_online=(others.get(_key(saved), -1), _ONLINE) in dark,
        )
        for saved in found.effect.rows
    ]


def _key(saved: Saved) -> object:
    """A procedure, as far as what one application cost before stayed the same."""
    counted = saved.counted
    return (counted.procedure, counted.resident_minutes, counted.officer_minutes, counted.sheets)


def _cells(counts: Sequence[int], row: int, hidden: frozenset[Place]) -> list[int | str]:
    return [say_plain(FEW_CELL) if (row, column) in hidden else count for column, count in enumerate(counts)]

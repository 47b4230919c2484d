"""ごみ収集: on which days what is collected where, by the files of 5374.jp (`area_days.csv`, `center.csv`).

A cell of `area_days.csv` names weekdays (「月 木」), weekdays of a month (「水1 水3」), single days
(「20261205」), and after a colon the months in which it is so (「火:4 5 6」). A center of `center.csv` rests
from a day to a day; nothing is collected there then.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from io import StringIO
from typing import Final

from madoguchi.rules.calendar import TOKYO

WEEKDAYS: Final = "月火水木金土日"
AREA, CENTER = 0, 1  # columns
OUT_BY: Final = time(8, 30)
LONGEST: Final = 100_000  # characters of a file
MOST_FOUND: Final = 8
LEAST: Final = 2  # letters of which a part of a word says anything
KATAKANA: Final = 0x60  # how far they stand from hiragana


class Wrong(StrEnum):
    """What is wrong with a line."""

    NO_KINDS = "no_kinds"  # the first line has to name at least one kind of waste
    TOO_LONG = "too_long"
    CELLS = "cells"  # more or fewer than the first line
    TWICE = "twice"  # the area stands there already
    DAYS = "days"  # a cell says no days
    CENTER = "center"  # center.csv has none of that name
    REST = "rest"  # no first and last day
    NO_KIND = "no_kind"  # neither file names a kind of that name
    GOODS = "goods"  # not a kind and a name


class Moment(StrEnum):
    """When somebody is reminded."""

    EVENING = "evening"  # before the day
    MORNING = "morning"  # of the day


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong, in which file and line, and what stands there."""

    file: str
    line: int
    wrong: Wrong
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """The days of one kind in one area."""

    weekly: frozenset[int] = frozenset()
    monthly: frozenset[tuple[int, int]] = frozenset()  # weekday, which of the month
    single: frozenset[date] = frozenset()
    months: frozenset[int] = frozenset(range(1, 13))

    def is_on(self, day: date) -> bool:
        """Whether it is collected on that day, rests and holidays apart."""
        regular = day.weekday() in self.weekly or (day.weekday(), (day.day + 6) // 7) in self.monthly
        return day in self.single or (regular and day.month in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """What is collected in one area, and when its center rests."""

    patterns: Mapping[str, Pattern]  # by kind
    rests: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The areas of a city, in the order of its file."""

    areas: Mapping[str, Area] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind that is collected somewhere."""
        return frozenset(kind for area in self.areas.values() for kind in area.patterns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One thing that people throw away, and of which kind of waste it is."""

    kind: str
    name: str
    notice: str = ""
    kana: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What goes where (分別): the things of `target.csv`; how each kind is put out, of `description.csv`."""

    goods: Sequence[Goods] = ()
    how: Mapping[str, str] = field(default_factory=dict)  # by kind


def day_meant(moment: Moment, today: date) -> date:
    """Of which day a reminder speaks that goes out today."""
    return today + timedelta(days=moment is Moment.EVENING)


def late_at(day: date) -> datetime:
    """When a reminder of that day comes too late: what is collected is out by then."""
    return datetime.combine(day, OUT_BY, TOKYO)


def collected(
    area: Area, *, first: date, days: int, holidays: Collection[date] = frozenset()
) -> list[tuple[date, list[str]]]:
    """Each day on which something is collected, and what; `holidays`: when the city collects nothing."""
    found = ((day, on(area, day)) for day in (first + timedelta(days=number) for number in range(days)))
    return [(day, kinds) for day, kinds in found if kinds and day not in holidays]


def on(area: Area, day: date) -> list[str]:
    """What is collected on that day."""
    if any(begin <= day <= end for begin, end in area.rests):
        return []
    return [kind for kind, pattern in area.patterns.items() if pattern.is_on(day)]


def read(area_days: str, center: str = "") -> Timetable | list[Fault]:
    """The timetable, or everything that is wrong with the files, line by line."""
    if len(area_days) > LONGEST or len(center) > LONGEST:
        return [Fault(file="area_days.csv", line=1, wrong=Wrong.TOO_LONG)]
    rests, faults = _rests(center)
    rows = list(_rows(area_days))
    kinds = [cell.strip() for cell in rows[0][1][CENTER + 1 :]] if rows else []
    if not kinds or not all(kinds):
        return [*faults, Fault(file="area_days.csv", line=1, wrong=Wrong.NO_KINDS)]
    areas: dict[str, Area] = {}
    for line, cells in rows[1:]:
        found = _area(line, cells, kinds, rests, areas)
        if isinstance(found, Area):
            areas[cells[AREA]] = found
        else:
            faults += found
    return faults or Timetable(areas=areas)


def _area(
    line: int,
    cells: Sequence[str],
    kinds: Sequence[str],
    rests: Mapping[str, list[tuple[date, date]]],
    known: Collection[str],
) -> Area | list[Fault]:
    def fault(wrong: Wrong, said: str = "") -> Fault:
        return Fault(file="area_days.csv", line=line, wrong=wrong, said=said)

    if len(cells) != len(kinds) + 2 or not cells[AREA]:
        return [fault(Wrong.CELLS)]
    if cells[AREA] in known:
        return [fault(Wrong.TWICE, cells[AREA])]
    patterns = {kind: pattern_of(cell) for kind, cell in zip(kinds, cells[2:], strict=True)}
    faults = [fault(Wrong.DAYS, cell) for cell in cells[2:] if pattern_of(cell) is None]
    if cells[CENTER] and rests and cells[CENTER] not in rests:
        faults.append(fault(Wrong.CENTER, cells[CENTER]))
    sure = {kind: pattern for kind, pattern in patterns.items() if pattern is not None}
    return faults or Area(patterns=sure, rests=rests.get(cells[CENTER], []))


def pattern_of(cell: str) -> Pattern | None:
    """What a cell says; None: it says no days. An empty one says that nothing is collected."""
    days, _, limited = cell.partition(":")
    words, months = days.split(), limited.split()
    if not all(_is_day(word) for word in words) or not all(_is_month(month) for month in months):
        return None
    named = [word for word in words if word[0] in WEEKDAYS]
    return Pattern(
        weekly=frozenset(WEEKDAYS.index(word) for word in named if len(word) == 1),
        monthly=frozenset((WEEKDAYS.index(word[0]), int(word[1])) for word in named if len(word) == 2),
        single=frozenset(day for word in words if (day := _day(word)) is not None),
        months=frozenset(map(int, months)) if months else frozenset(range(1, 13)),
    )


def _is_day(word: str) -> bool:
    if word[0] in WEEKDAYS:
        return word[1:] in ("", "1", "2", "3", "4", "5")
    return _day(word) is not None


def _is_month(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 2 and 1 <= int(word) <= 12


def _day(text: str) -> date | None:
    """20261205 or 2026/12/05."""
    digits = "".join(part.zfill(2) for part in text.strip().split("/"))
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _rests(center: str) -> tuple[dict[str, list[tuple[date, date]]], list[Fault]]:
    found: dict[str, list[tuple[date, date]]] = {}
    faults = []
    for line, cells in list(_rows(center))[1:]:
        name, begin, end = [*cells, "", "", ""][:3]
        span = (_day(begin), _day(end))
        if span[0] and span[1] and span[0] <= span[1]:
            found.setdefault(name, []).append((span[0], span[1]))
        elif begin or end:
            faults.append(
                Fault(file="center.csv", line=line, wrong=Wrong.REST, said=f"{begin} {end}".strip())
            )
        else:
            found.setdefault(name, [])
    return found, faults


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that is not empty, with its number."""
    reader = csv.reader(StringIO(text.lstrip("\ufeff"), newline=""))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, [cell.strip() for cell in cells]


def read_guide(target: str, description: str, *, kinds: Collection[str]) -> Guide | list[Fault]:
    """What goes where, or everything that is wrong with the two files; `kinds`: those that are collected."""
    if max(len(target), len(description)) > LONGEST:
        return [Fault(file="target.csv", line=1, wrong=Wrong.TOO_LONG)]
    described = [[*cells, "", ""] for _, cells in list(_rows(description))[1:]]
    how = {name: said for name, _, said, *_ in described}
    known = {*kinds, *how}
    faults, goods = [], []
    for line, cells in list(_rows(target))[1:]:
        kind, name, notice, kana = [*cells, "", "", "", ""][:4]
        if not kind or not name:
            faults.append(Fault(file="target.csv", line=line, wrong=Wrong.GOODS, said=kind or name))
        elif kind not in known:
            faults.append(Fault(file="target.csv", line=line, wrong=Wrong.NO_KIND, said=kind))
        else:
            goods.append(Goods(kind=kind, name=name, notice=notice, kana=kana))
    return faults or Guide(goods=goods, how=how)


def find(goods: Sequence[Goods], asked: str) -> list[Goods]:
    """The things that are meant, by their name or how it is read: the same, then beginning so, then the rest.

    Found, too, where the thing stands in what was asked: 「電池はいつ出しますか」.
    """
    wanted = folded(asked)
    ranked = [(rank, at) for at, each in enumerate(goods) if (rank := _fit(each, wanted)) is not None]
    return [goods[at] for _, at in sorted(ranked)[:MOST_FOUND]]


def _fit(thing: Goods, wanted: str) -> int | None:
    names = [folded(name) for name in (thing.name, thing.kana) if name]
    if not wanted:
        return None
    if wanted in names:
        return 0
    if any(name.startswith(wanted) for name in names):
        return 1
    if len(wanted) >= LEAST and any(wanted in name for name in names):
        return 2
    return 3 if _is_telling(names[0]) and names[0] in wanted else None


def _is_telling(name: str) -> bool:
    """Whether it can stand in a sentence by itself alone: 「くつ」 stands in 「いくつ」, too."""
    is_short = len(name) <= LEAST and all("ぁ" <= each <= "ゖ" for each in name)
    return len(name) >= LEAST and not is_short


def folded(words: str) -> str:
    """Written in one way: width, case and kana apart, without spaces."""
    plain = "".join(unicodedata.normalize("NFKC", words).lower().split())
    return "".join(chr(ord(each) - KATAKANA) if "ァ" <= each <= "ヶ" else each for each in plain)


def next_day(area: Area, kind: str, *, first: date, days: int, holidays: Collection[date]) -> date | None:
    """The next day on which that kind is collected."""
    found = collected(area, first=first, days=days, holidays=holidays)
    return next((day for day, kinds in found if kind in kinds), None)

"""Visits to support centres, counted from the rows: a few tables, each shown whole or covered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from django.db import connection

from madoguchi.base.texts import say_plain
from madoguchi.checkin.models import PointProfile, Visit
from madoguchi.insights.shown import FEW_CELL
from madoguchi.places.queries import list_districts
from madoguchi.rules import calendar, suppression
from madoguchi.rules.suppression import Place

PROFILE: Final = "centre"
OLDEST: Final = 4  # and older
AGES: Final = range(OLDEST + 1)
ELSEWHERE: Final = ""  # no district of the city, or not said

_TIMES: Final = """
SELECT place.code, place.name, extract(isodow FROM visit.day)::int,
       coalesce(extract(hour FROM visit.opened_at AT TIME ZONE 'Asia/Tokyo'), -1)::int, count(*)
FROM checkin_visit AS visit JOIN checkin_point AS point ON point.id = visit.point_id
     JOIN places_place AS place ON place.code = point.place_id
WHERE point.profile_id = %(profile)s AND visit.day >= %(begin)s AND visit.day < %(end)s
GROUP BY 1, 2, 3, 4 ORDER BY 1
"""
_AGES: Final = """
SELECT visit.district, least(age, %(oldest)s)::int, count(*)
FROM checkin_visit AS visit JOIN checkin_point AS point ON point.id = visit.point_id,
     unnest(visit.ages) AS age
WHERE point.profile_id = %(profile)s AND visit.day >= %(begin)s AND visit.day < %(end)s
GROUP BY 1, 2
"""
_PLACES: Final = """
SELECT place.code, count(*) FILTER (WHERE visit.is_first), count(*) FILTER (WHERE NOT visit.is_first),
       count(DISTINCT visit.family_id), count(DISTINCT visit.day),
       count(*) FILTER (WHERE visit.close = 'auto'),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM visit.closed_at - visit.opened_at))
           FILTER (WHERE visit.close IN ('scan', 'staff', 'moved') AND visit.opened_at IS NOT NULL)
FROM checkin_visit AS visit JOIN checkin_point AS point ON point.id = visit.point_id
     JOIN places_place AS place ON place.code = point.place_id
WHERE point.profile_id = %(profile)s AND visit.day >= %(begin)s AND visit.day < %(end)s
GROUP BY 1
"""
_OPEN_DAYS: Final = """
SELECT point.place_id, extract(isodow FROM visit.day)::int, count(DISTINCT visit.day)
FROM checkin_visit AS visit JOIN checkin_point AS point ON point.id = visit.point_id
WHERE point.profile_id = %(profile)s AND visit.day >= %(begin)s AND visit.day < %(end)s
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts by two things, with totals; what a reader may not see is covered."""

    rows: Sequence[str]
    columns: Sequence[str]
    counts: Sequence[Sequence[int]]
    hidden: frozenset[Place] = frozenset()

    @property
    def lines(self) -> list[tuple[str, list[int | str]]]:
        """Row by row, the total last."""
        return list(zip(self.rows, self._shown, strict=False))

    @property
    def foot(self) -> list[int | str]:
        """The sums of all rows, with their total."""
        return self._shown[-1] if self.rows else []

    def hides_total(self, number: int) -> bool:
        """Whether this reader may not see how many a row comes to."""
        return (number, len(self.columns)) in self.hidden

    @property
    def _shown(self) -> list[list[int | str]]:
        """Everything with its totals, as this reader may see it."""
        return [
            [
                say_plain(FEW_CELL) if (row, column) in self.hidden else count
                for column, count in enumerate(cells)
            ]
            for row, cells in enumerate(suppression.framed(self.counts))
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """What is known of a centre's year as a whole."""

    name: str
    visits: int
    families: int
    days: int
    forgotten: int  # ended by the night
    median_minutes: int | None  # of those whose end somebody said
    is_hidden: bool = False  # how many came

    @property
    def per_day(self) -> float:
        """Visits on a day it was open."""
        return round(self.visits / self.days, 1) if self.days else 0.0

    @property
    def forgotten_percent(self) -> int:
        """The share of visits whose end is a guess."""
        return round(self.forgotten * 100 / self.visits) if self.visits else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the page shows of a year."""

    centres: Sequence[Centre]
    weekdays: Table
    hours: Table
    ages: Table
    kinds: Table
    per_open_day: Mapping[str, float | str]  # by weekday
    is_whole: bool

    @property
    def visits(self) -> int:
        """All of them."""
        return sum(centre.visits for centre in self.centres)

    @property
    def hides_visits(self) -> bool:
        """Whether this reader may not see how many they are."""
        return self.weekdays.hides_total(len(self.weekdays.rows))

    @property
    def tables(self) -> list[tuple[str, Table]]:
        """The tables by what they are called, for the page and for the file."""
        return [
            (say_plain("Visits by weekday"), self.weekdays),
            (say_plain("Visits by hour of coming"), self.hours),
            (say_plain("Children by district and age"), self.ages),
            (say_plain("First and further visits"), self.kinds),
        ]


def figures(year: int, *, reach: Collection[str]) -> Figures:
    """The visits of a fiscal year: whole to the sections that answer for the centres, else covered."""
    given = {"profile": PROFILE, "begin": date(year, 4, 1), "end": date(year + 1, 4, 1), "oldest": OLDEST}
    times, places = _ask(_TIMES, given), {row[0]: row[1:] for row in _ask(_PLACES, given)}
    names = {code: name for code, name, *_ in times}
    is_whole = PointProfile.objects.filter(pk=PROFILE, section__in=reach).exists()
    hours = {hour: f"{hour}" for hour in sorted({each[3] for each in times}) if hour >= 0}
    weekdays = {number: calendar.weekday(date(2024, 1, number)) for number in range(1, 8)}
    by_centre = [
        _table(names, weekdays, ((c, day, n) for c, _, day, _, n in times)),
        _table(names, hours, ((c, h, n) for c, _, _, h, n in times if h in hours)),
        _table(names, _kinds(), _first_and_further(places)),
    ]
    by_district = [_table(_districts(), _age_names(), _ask(_AGES, given))]
    if not is_whole:
        by_centre, by_district = _covered(by_centre), _covered(by_district)
    return Figures(
        centres=[
            _centre(name, places[code], is_hidden=by_centre[0].hides_total(number))
            for number, (code, name) in enumerate(names.items())
        ],
        weekdays=by_centre[0],
        hours=by_centre[1],
        ages=by_district[0],
        kinds=by_centre[2],
        per_open_day=_per_open_day(times, _ask(_OPEN_DAYS, given), weekdays) | _few(by_centre[0]),
        is_whole=is_whole,
    )


def list_years() -> list[int]:
    """The fiscal years in which anybody came, the last first."""
    days = Visit.objects.order_by("day").values_list("day", flat=True)
    first, last = days.first(), days.last()
    if first is None or last is None:
        return []
    return list(range(calendar.fiscal_year(last), calendar.fiscal_year(first) - 1, -1))


def _table(rows: Mapping[Any, str], columns: Mapping[Any, str], found: Iterable[Any]) -> Table:
    counts = {row: dict.fromkeys(columns, 0) for row in rows}
    for row, column, count in found:
        counts.setdefault(row, dict.fromkeys(columns, 0))[column] += count
    table = [list(counts[row].values()) for row in rows]
    return Table(rows=list(rows.values()), columns=list(columns.values()), counts=table)


def _covered(tables: Sequence[Table]) -> list[Table]:
    """Tables of the same rows without small counts."""
    hidden = suppression.hidden_together([suppression.framed(each.counts) for each in tables])
    return [replace(table, hidden=cells) for table, cells in zip(tables, hidden, strict=True)]


def _few(table: Table) -> dict[str, float | str]:
    """The columns whose total this reader may not see, nor work out from a mean."""
    return {
        name: say_plain(FEW_CELL)
        for column, name in enumerate(table.columns)
        if (len(table.rows), column) in table.hidden
    }


def _per_open_day(
    times: Sequence[Any], days: Sequence[Any], weekdays: Mapping[int, str]
) -> dict[str, float | str]:
    """Visits on a day that a centre was open, by weekday: a Wednesday more in the year counts for nothing."""
    opened: dict[int, int] = dict.fromkeys(weekdays, 0)
    came: dict[int, int] = dict.fromkeys(weekdays, 0)
    for _, day, count in days:
        opened[day] += count
    for _, _, day, _, count in times:
        came[day] += count
    return {name: round(came[day] / opened[day], 1) if opened[day] else 0.0 for day, name in weekdays.items()}


def _centre(name: str, row: Sequence[Any], *, is_hidden: bool) -> Centre:
    first, again, families, days, forgotten, median = row
    return Centre(
        name=name,
        visits=first + again,
        families=families,
        days=days,
        forgotten=forgotten,
        median_minutes=round(median / 60) if median is not None else None,
        is_hidden=is_hidden,
    )


def _kinds() -> dict[str, str]:
    return {"first": say_plain("First visit"), "again": say_plain("Further visit")}


def _first_and_further(places: Mapping[str, Sequence[Any]]) -> list[tuple[str, str, int]]:
    return [(code, kind, row[number]) for code, row in places.items() for number, kind in enumerate(_kinds())]


def _districts() -> dict[str, str]:
    named = {each.code: each.name for each in list_districts()}
    return named | {ELSEWHERE: say_plain("Elsewhere or not said")}


def _age_names() -> dict[int, str]:
    return {
        age: say_plain("{age} and older", age=age) if age == OLDEST else say_plain("{age} years old", age=age)
        for age in AGES
    }


def _ask(statement: str, given: Mapping[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())

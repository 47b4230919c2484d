"""What officers take along of figures: the same tables as on the page, on the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import handouts
from madoguchi.base.handouts import File, Kind
from madoguchi.base.sheets import Cell, Sheet
from madoguchi.base.texts import say_plain, text_plain
from madoguchi.insights.growth import Mark
from madoguchi.insights.lifting import Lifts
from madoguchi.insights.registered import GRADES, Club
from madoguchi.insights.shown import FEW_CELL, FEW_WORDS, EffectRow, Shown, WeekRow
from madoguchi.insights.visiting import Table
from madoguchi.insights.wording import said_of
from madoguchi.rules.growth import monday
from madoguchi.rules.lifts import Lifted

CLUBS: Final = "registered"
EFFECT: Final = "effect"
VISITS: Final = "visits"
GROWTH: Final = "growth"


@transaction.atomic
def export_clubs(
    *, clubs: Sequence[Club], shown: Shown, on: date, kind: Kind, by: Actor, now: datetime
) -> File:
    """The children by club and grade, as the national survey asks for them."""
    _record(CLUBS, f"{on}", kind, by, now)
    columns = (
        say_plain("Code of the club"),
        say_plain("Club"),
        say_plain("Run by"),
        say_plain("Capacity"),
        *(say_plain("Registered: grade {grade}", grade=grade) for grade in GRADES),
        say_plain("Registered in all"),
        *(say_plain("Waiting: grade {grade}", grade=grade) for grade in GRADES),
        say_plain("Waiting in all"),
    )
    lines = [_club(club, row, shown) for row, club in enumerate(clubs)]
    total = ("", say_plain("All clubs"), "", sum(club.capacity or 0 for club in clubs), *shown.foot())
    sheet = Sheet(title=f"{on}", columns=columns, rows=[*lines, total])
    return handouts.written(sheet, kind=kind, name=f"{CLUBS}-{on:%Y%m%d}")


@transaction.atomic
def export_effect(*, rows: Sequence[EffectRow], year: int, kind: Kind, by: Actor, now: datetime) -> File:
    """What going online brought, procedure by procedure, with what it was multiplied from."""
    _record(EFFECT, f"{year}", kind, by, now)
    columns = (
        say_plain("Procedure"),
        say_plain("Applications"),
        say_plain("Online"),
        say_plain("Sheets for one application before"),
        say_plain("Sheets not printed"),
        say_plain("Resident’s minutes for one application before"),
        say_plain("Residents’ hours saved"),
        say_plain("Officer’s minutes for one application before"),
        say_plain("Officers’ hours saved"),
    )
    sheet = Sheet(title=f"{year}", columns=columns, rows=[_effect(row) for row in rows])
    return handouts.written(sheet, kind=kind, name=f"{EFFECT}-{year}")


@transaction.atomic
def export_growth(
    *, rows: Sequence[WeekRow], marks: Sequence[Mark], of: str, kind: Kind, by: Actor, now: datetime
) -> File:
    """Friends of the account week by week, with what happened; `of` is the code of a district, or empty."""
    _record(GROWTH, of or "city", kind, by, now)
    columns = (
        say_plain("Week from"),
        say_plain("New friends"),
        say_plain("Came back"),
        say_plain("Blocked"),
        say_plain("Friends"),
        say_plain("Population"),
        say_plain("Coverage (%)"),
        say_plain("Occasions"),
    )
    happened: dict[date, list[str]] = {}
    for mark in marks:
        happened.setdefault(monday(mark.day), []).append(said_of(mark))
    lines = [
        (
            row.week.begins,
            *row.cells,
            row.week.friends,
            row.people,
            "" if row.share is None else str(row.share),
            "、".join(happened.get(row.week.begins, ())),
        )
        for row in rows
    ]
    sheet = Sheet(title=GROWTH, columns=columns, rows=lines)
    return handouts.written(sheet, kind=kind, name="-".join(filter(None, (GROWTH, of))))


@transaction.atomic
def export_visits(
    *, tables: Sequence[tuple[str, Table]], lifts: Lifts, year: int, kind: Kind, by: Actor, now: datetime
) -> File:
    """The tables of visits one below the other, a line for each cell, covered as on the page."""
    _record(VISITS, f"{year}", kind, by, now)
    columns = (say_plain("Table"), say_plain("Row"), say_plain("Column"), say_plain("How many"))
    lines = [
        (title, name, column, cell)
        for title, table in tables
        for name, cells in table.lines
        for column, cell in zip((*table.columns, say_plain("Sum")), cells, strict=True)
    ]
    sheet = Sheet(title=f"{year}", columns=columns, rows=[*lines, *_lifts(lifts)])
    return handouts.written(sheet, kind=kind, name=f"{VISITS}-{year}")


def _lifts(lifts: Lifts) -> Iterator[Sequence[Cell]]:
    title = say_plain("Event days")
    for centre in lifts.centres:
        if not centre.is_hidden:
            yield from _lifted(title, centre.centre, centre.lifted, lifts.is_whole)
    for day in lifts.days:
        name = f"{day.day} {day.centre} {'、'.join(day.what)}"
        yield (title, name, say_plain("Visits counted"), day.visits)
        yield from _lifted(title, name, day.lifted, lifts.is_whole)


def _lifted(title: str, name: str, found: Lifted | None, is_whole: bool) -> Iterator[Sequence[Cell]]:
    if found and is_whole:
        yield (title, name, say_plain("Visits on a day with an event"), str(found.per_day))
        yield (title, name, say_plain("Visits on a comparable day"), str(found.usual_per_day))
    if found:
        yield (title, name, say_plain("Difference (%)"), found.percent)


def _club(club: Club, row: int, shown: Shown) -> Sequence[Cell]:
    return (
        club.code,
        club.name,
        club.operator or say_plain("The city"),
        club.capacity,
        *shown.line(row),
    )


def _effect(row: EffectRow) -> Sequence[Cell]:
    counted, few = row.saved.counted, say_plain(FEW_CELL)
    if row.is_hidden:
        return (text_plain(row.title), say_plain(FEW_WORDS), *([None] * 7))
    return (
        text_plain(row.title),
        few if row.hides_total else counted.total,
        few if row.hides_online else counted.online,
        str(counted.sheets),
        few if row.hides_online else row.saved.sheets,
        str(counted.resident_minutes),
        few if row.hides_online else row.saved.resident_hours,
        str(counted.officer_minutes),
        few if row.hides_online else row.saved.officer_hours,
    )


def _record(what: str, which: str, kind: Kind, by: Actor, now: datetime) -> None:
    details = {"of": which, "kind": kind.value}
    audit.record(verb=f"insights.{what}_exported", about=("insights", what), by=by, now=now, details=details)

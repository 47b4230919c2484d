"""Lists of shelters for 災害対策本部: figures without a name, and who is there, as a file or on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from madoguchi.base.moments import write_clock
from madoguchi.base.sheets import Cell, Sheet
from madoguchi.base.texts import read_by, say_plain
from madoguchi.checkin import papers
from madoguchi.checkin.shelter_wording import BANDS, NEEDS

if TYPE_CHECKING:
    from madoguchi.checkin.models import Point
    from madoguchi.checkin.shelters import Board, Row
    from madoguchi.people.models import Officer
    from madoguchi.rules.shelters import Household, Totals


def figures(found: Sequence[tuple[Point, Totals]]) -> Sheet:
    """Every open shelter on a line: households, people by age, households by need."""
    columns = [
        say_plain("Shelter"), say_plain("Open since"), say_plain("Room for (people)"),
        say_plain("Households"), say_plain("People"),
        *map(say_plain, (*BANDS.values(), *NEEDS.values())),
    ]  # fmt: skip
    rows = [
        [
            point.place.name, point.turned_at, point.place.shelter_capacity, each.households, each.people,
            *(each.bands.get(band, 0) for band in BANDS), *(each.needs.get(need, 0) for need in NEEDS),
        ]
        for point, each in found
    ]  # fmt: skip
    return Sheet(title=say_plain("Shelters in figures"), columns=columns, rows=rows)


def people(board: Board) -> Sheet:
    """Every household that is there on a line."""
    columns = [
        say_plain("No."), say_plain("Here since"), say_plain("Reading"), say_plain("Name"),
        say_plain("People"), *map(say_plain, BANDS.values()),
        say_plain("To know"), say_plain("In their words"), say_plain("May be named to relatives"),
        say_plain("Telephone"),
    ]  # fmt: skip
    rows = [_line(number, row) for number, row in enumerate(board.rows, start=1)]
    return Sheet(title=say_plain("Who is in the shelter"), columns=columns, rows=rows)


def paper(board: Board, officer: Officer, now: datetime) -> dict[str, Any]:
    """Who is there, to tick off by hand, as `papers.drawn` takes it."""
    with read_by("ja"):
        return {
            "title": say_plain("Who is in the shelter"),
            "place": board.point.place.name,
            "printed": papers.printed(officer.name, officer.number, now),
            "warning": say_plain("For emergencies only. Destroy it after use."),
            "columns": [say_plain(each) for each in ("Checked in", "Household", "To know", "Is there")],
            "children": [_drawn(row) for row in board.rows],
        }


def _line(number: int, row: Row) -> list[Cell]:
    family, said = row.visit.family, row.said
    return [
        number, row.visit.opened_at, family.kana, family.name, said.people,
        *(said.bands.get(band, 0) for band in BANDS), "、".join(_needs(said)), said.words,
        say_plain("yes") if row.may_be_named else say_plain("no"), family.phone,
    ]  # fmt: skip


def _drawn(row: Row) -> dict[str, Any]:
    family, said = row.visit.family, row.said
    counted = [f"{say_plain(BANDS[band])} {said.bands[band]}" for band in BANDS if said.bands.get(band)]
    known = ["、".join([say_plain("People: {count}", count=said.people), *counted]), *_needs(said)]
    known += [each for each in (said.words, family.phone) if each]
    return {
        "grade": write_clock(row.visit.opened_at) if row.visit.opened_at else "",
        "name": family.name or family.kana,
        "kana": family.kana if family.name else "",
        "known": known,
    }


def _needs(said: Household) -> list[str]:
    return [say_plain(NEEDS[need]) for need in NEEDS if need in said.needs]

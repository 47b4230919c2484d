"""本日の出欠一覧: the board of a school on paper, what needs a look first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from madoguchi.base.moments import write_clock, write_day
from madoguchi.base.texts import language, read_by, say_plain
from madoguchi.checkin import papers
from madoguchi.checkin.notice_wording import KINDS, SHORT
from madoguchi.rules.absences import Kind, Said

if TYPE_CHECKING:
    from madoguchi.checkin.notices import Board, Row, SchoolClass, Told
    from madoguchi.places.models import Place, RollEntry

COLUMNS: Final = ("Class", "Name", "What was said", "Arrival at school")
ORDER: Final = (Kind.LATE, Kind.ABSENT, Kind.EARLY, Kind.UNWELL, Kind.PICKUP)


def sheet(board: Board, place: Place, on: date, *, by: tuple[str, str], now: datetime) -> dict[str, Any]:
    """What stands on the sheet. `by`: name and number of who prints it."""
    name, number = by
    with read_by("ja"):
        return {
            "title": say_plain("Who is away today"),
            "place": place.name,
            "day": write_day(on, "ja"),
            "printed": papers.printed(name, number, now),
            "warning": say_plain("As of the time below. Shred it at the end of the day."),
            "lines": list(_lines(board)),
            "columns": [say_plain(each) for each in COLUMNS],
            "groups": [group for group in _groups(board) if group["rows"]],
        }


def _lines(board: Board) -> Iterator[str]:
    """What stands above the tables: the classes without a roll, and that nobody is away."""
    if board.waiting:
        names = "、".join(_class(each) for each in board.waiting)
        yield say_plain("The roll is not taken yet: {classes}", classes=names)
    if not any(group["rows"] for group in _groups(board)):
        yield say_plain("Nothing was said of anybody, and nobody is missing.")


def _groups(board: Board) -> Iterator[dict[str, Any]]:
    """連絡なし・未到着 first, then by what was said; whom the school has not found in its roll last."""
    yield _group(say_plain("No word, not there"), [_line(row, "") for row in board.missing])
    rows = [row for each in board.classes for row in each.rows]
    for kind in ORDER:
        said = [_line(row, _said(told)) for row in rows for told in row.told if told.said.kind is kind]
        yield _group(say_plain(KINDS[kind]), said)
    unknown = [
        {"seat": "", "name": each.notice.child.name, "kana": each.notice.child.kana, "at": ""}
        | {"said": f"{say_plain(KINDS[each.said.kind])} {_said(each)}"}
        for each in board.unknown
    ]
    yield _group(say_plain("Notices about children who are not in the roll yet"), unknown)


def _group(title: str, rows: list[dict[str, str]]) -> dict[str, Any]:
    return {"title": f"{title}（{len(rows)}）", "rows": rows}


def _line(row: Row, said: str) -> dict[str, str]:
    entry = row.entry
    at = write_clock(row.arrived_at) if row.arrived_at else ""
    return {"seat": _seat(entry), "name": entry.name, "kana": entry.kana, "said": said, "at": at}


def briefly(said: Said) -> list[str]:
    """When, why, how warm and until which day, in the reader's language; what was not said is left out."""
    last = write_day(said.last_on, language())
    days = say_plain("until {day}", day=last) if said.last_on != said.first_on else ""
    warm = f"{said.temperature}℃" if said.temperature else ""
    reason = say_plain(SHORT[said.reason]) if said.reason else ""
    return [each for each in (said.at, reason, warm, days) if each]


def _said(told: Told) -> str:
    return "　".join(filter(None, (*briefly(told.said), told.said.words)))


def _seat(entry: RollEntry) -> str:
    grade = say_plain("Grade {number}", number=entry.grade) if entry.grade else ""
    number = say_plain("No. {number}", number=entry.number) if entry.number else ""
    return " ".join(filter(None, (grade, entry.group, number)))


def _class(each: SchoolClass) -> str:
    grade = say_plain("Grade {number}", number=each.grade) if each.grade else ""
    return " ".join(filter(None, (grade, each.group)))

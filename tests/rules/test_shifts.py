"""Hours of a month: what was said is added up, what the night guessed is marked and left out."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.shifts import add_up, in_hours
from madoguchi.rules.visits import Close, Direction, Mode, Profile, Scan, visits

WORK = Profile(mode=Mode.SHIFT, closes_at=time(22))


def at(day: int, clock: str) -> datetime:
    return datetime.combine(date(2026, 11, day), time.fromisoformat(clock), TOKYO)


def said(day: int, clock: str, direction: Direction) -> Scan:
    return Scan(id=f"{day}-{clock}", point="door", at=at(day, clock), direction=direction)


def test_a_month_with_a_break_and_a_forgotten_exit() -> None:
    scans = [
        said(2, "08:30:30", Direction.IN), said(2, "12:00", Direction.OUT),
        said(2, "13:00", Direction.IN), said(2, "17:15", Direction.OUT),
        said(4, "08:30", Direction.IN),  # never said that she left
        said(5, "08:29", Direction.IN),
    ]  # fmt: skip
    found = visits(reversed(scans), WORK, now=at(5, "15:00"))
    month = add_up(found)
    assert (month.days, month.unclear) == (3, 1)
    assert in_hours(month.minutes) == "7:44"  # 209 whole minutes before noon, 255 after
    assert [each.close for each in found][2] is Close.AUTO and found[2].closed_at == at(4, "22:00")


def test_an_exit_for_which_nobody_came_is_to_be_put_right() -> None:
    month = add_up(visits([said(3, "17:00", Direction.OUT)], WORK, now=at(4, "9:00".zfill(5))))
    assert (month.days, month.minutes, month.unclear) == (1, 0, 1)


@pytest.mark.parametrize(("minutes", "shown"), [(0, "0:00"), (59, "0:59"), (60, "1:00"), (9_605, "160:05")])
def test_hours_as_lists_have_them(minutes: int, shown: str) -> None:
    assert in_hours(minutes) == shown

"""A day of a room by the hour: what can be pressed, what is somebody's, and what is kept beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from madoguchi.rules import hour_grid
from madoguchi.rules.hour_grid import Kind, Taken
from madoguchi.rules.opening_days import OpeningDay, Why, read_hours
from madoguchi.rules.slots import Hire, Range

DAY = date(2026, 12, 5)
USUAL = OpeningDay(day=DAY, hours=read_hours("10:00-12:00"), why=Why.USUAL)


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-12-05T{clock}+09:00")


def taken(opens: str, closes: str, margin: int = 0) -> Taken:
    beside = timedelta(minutes=margin)
    asked = Range(starts_at=at(opens), ends_at=at(closes))
    kept = Range(starts_at=asked.starts_at - beside, ends_at=asked.ends_at + beside)
    return Taken(ref=opens, asked=asked, kept=kept)


def drawn(*them: Taken, step: int = 60, day: OpeningDay = USUAL) -> str:
    """A letter for each step, the stretches apart."""
    hire = Hire(opens="09:00", closes="15:00", step_minutes=step)
    return " ".join(each.kind[0] * each.steps for each in hour_grid.row(hire, day, them))


def test_free_steps_stand_alone_and_what_is_somebodys_is_one_stretch() -> None:
    assert drawn() == "f f f f f f"
    assert drawn(taken("10:00", "12:00", 30)) == "m tt m f f"
    assert drawn(taken("10:00", "11:00"), taken("11:00", "13:00")) == "f t tt f f"
    assert drawn(taken("10:30", "11:00"), step=30) == "f f f t f f f f f f f f"
    assert drawn(taken("08:00", "10:00"), taken("14:00", "18:00", 60)) == "t f f f m t"


def test_what_ends_between_two_steps_takes_the_whole_step() -> None:
    assert drawn(taken("10:00", "10:30")) == "f t f f f f"


def test_only_the_hours_announced_for_a_single_day_keep_a_room_shut() -> None:
    """Halls are hired when the counter is closed; what was reserved before it was announced still stands."""
    short = OpeningDay(day=DAY, hours=read_hours("10:30-13:00"), why=Why.SPECIAL)
    assert drawn(day=short) == "ss f f ss"
    assert drawn(taken("13:00", "14:00", 60), day=short) == "ss f m t m"
    assert drawn(day=OpeningDay(day=DAY, hours=(), why=Why.HOLIDAY)) == "ssssss"


def test_hours_stand_over_their_steps_also_where_the_first_is_half_a_one() -> None:
    hire = Hire(opens="09:30", closes="12:00", step_minutes=30)
    assert hour_grid.hours(hire, DAY) == [(9, 1), (10, 2), (11, 2)]
    assert hour_grid.row(hire, USUAL, [])[0].kind is Kind.FREE

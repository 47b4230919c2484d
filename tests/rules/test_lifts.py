"""What an event brings is reckoned from days like it, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from madoguchi.rules.lifts import Lifted, events, lifted, together

FAIR = date(2026, 11, 21)  # a Saturday
WEEK = timedelta(weeks=1)


def saturdays(*counts: int) -> dict[date, int]:
    """The fair, and the Saturdays before it, the latest first."""
    return {FAIR - WEEK * at: count for at, count in enumerate(counts)}


def test_a_day_is_compared_with_its_weekday_near_by_without_an_event() -> None:
    visits = saturdays(30, 20, 22, 90, 18) | {FAIR + timedelta(days=1): 500, FAIR - WEEK * 9: 500}
    found = lifted(FAIR, visits=visits, held={FAIR, FAIR - WEEK * 3})
    assert found == Lifted(days=1, visits=30, usual=20)
    assert (found.percent, found.usual_per_day) == (50, 20.0)


def test_days_after_it_are_near_as_well_and_eight_weeks_are_the_edge() -> None:
    visits = {FAIR: 10, FAIR + WEEK * 8: 20, FAIR - WEEK * 8: 20, FAIR + WEEK: 20}
    assert lifted(FAIR, visits=visits, held={FAIR}) == Lifted(days=1, visits=10, usual=20)
    assert lifted(FAIR + timedelta(days=7), visits=visits, held={FAIR}) is None  # two only


def test_nobody_came_at_all() -> None:
    visits = saturdays(30, 20, 22, 18)
    assert lifted(FAIR + WEEK, visits=visits, held={FAIR, FAIR + WEEK}) == Lifted(days=1, visits=0, usual=20)


def test_with_days_on_which_nobody_came_nothing_is_compared() -> None:
    assert lifted(FAIR, visits=saturdays(30, 0, 0, 0), held={FAIR}) is None


def test_what_is_held_every_day_is_no_event() -> None:
    care = {FAIR - WEEK * weeks - timedelta(days=each) for weeks in range(4) for each in (0, 1, 3)}
    assert events([care, {FAIR}]) == {FAIR}  # three times a week, since a month
    weekly = {FAIR - WEEK * weeks for weeks in range(50)}
    assert events([weekly]) == weekly
    three_days = {FAIR - timedelta(days=each) for each in range(3)}
    assert events([three_days, ()]) == three_days
    assert not events([{FAIR - timedelta(days=each) for each in range(12)}])  # of eight weeks too many
    assert len(events([{FAIR - timedelta(days=each) for each in range(11)}])) == 11


def test_several_days_are_added_before_they_are_divided() -> None:
    one, other = Lifted(days=1, visits=40, usual=20), Lifted(days=1, visits=10, usual=20)
    assert together([one, None, other]) == Lifted(days=2, visits=50, usual=40)
    assert together([one, other]).percent == 25  # type: ignore[union-attr]
    assert together([None]) is None

"""Friends by week: quiet weeks too, shares of the people, and what says too much of few."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from madoguchi.rules import growth
from madoguchi.rules.friendship import Move
from madoguchi.rules.growth import Week, Wrong, by_week

MONDAY = date(2026, 11, 2)
SUNDAY = date(2026, 11, 8)
THIRD = date(2026, 11, 18)  # a Wednesday


def test_every_week_stands_there_the_quiet_ones_too() -> None:
    moves = [(SUNDAY, Move.JOINED, 7), (MONDAY, Move.JOINED, 3), (THIRD, Move.BLOCKED, 2)]
    weeks = by_week([*moves, (THIRD, Move.RETURNED, 1)], until=date(2026, 11, 24))
    assert [(each.begins.day, *each.moves, each.friends) for each in weeks] == [
        (2, 10, 0, 0, 10),
        (9, 0, 0, 0, 10),
        (16, 0, 1, 2, 9),
        (23, 0, 0, 0, 9),
    ]


def test_an_account_without_friends_has_this_week() -> None:
    assert by_week([], until=THIRD) == [
        Week(begins=date(2026, 11, 16), joined=0, returned=0, blocked=0, friends=0)
    ]


def test_a_share_is_rounded_down_and_never_of_nobody() -> None:
    assert growth.share(305, 128_400) == Decimal("0.23")
    assert growth.share(1, 0) is None
    assert growth.share(1, None) is None


def test_a_week_is_compared_with_the_people_known_then() -> None:
    counts = {date(2026, 4, 1): 900, date(2026, 10, 1): 1000}
    on = {day: growth.people_on(counts, day) for day in (date(2026, 1, 1), date(2026, 9, 30), THIRD)}
    assert list(on.values()) == [900, 900, 1000]
    assert growth.people_on({}, THIRD) is None


def week(joined: int, returned: int, blocked: int) -> Week:
    return Week(begins=MONDAY, joined=joined, returned=returned, blocked=blocked, friends=100)


def test_a_week_of_few_moves_shows_none_of_them() -> None:
    assert growth.is_few(week(0, 0, 3)) and growth.is_few(week(30, 4, 6))
    assert not growth.is_few(week(0, 0, 0)) and not growth.is_few(week(5, 0, 12))


@pytest.mark.parametrize("typed", ["", "2026-02-30", "11月2日", "2026-11-02T00:00"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert growth.read_day(typed, today=THIRD) is Wrong.DAY


def test_a_day_to_come_is_none_either() -> None:
    assert growth.read_day("2026-11-19", today=THIRD) is Wrong.LATER
    assert growth.read_day(" 2026-11-18 ", today=THIRD) == THIRD


@pytest.mark.parametrize("typed", ["", "-1", "1.5", "千", "１２", "10000001", "9" * 400])
def test_what_is_no_number_of_people_is_none(typed: str) -> None:
    assert growth.read_people(typed) is Wrong.NUMBER


def test_numbers_and_words_are_read_as_they_are_typed() -> None:
    assert growth.read_people(" 21,400 ") == 21_400
    assert growth.read_words(" 広報7月号 \n LINE特集 ") == "広報7月号 LINE特集"
    assert growth.read_words(" \n") is Wrong.NO_WORDS
    assert growth.read_words("あ" * 41) is Wrong.TOO_LONG

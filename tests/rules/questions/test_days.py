"""Days and times, by either calendar, with exactly what is wrong."""

from datetime import date, datetime

import pytest

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.questions import read
from madoguchi.rules.questions.days import parse_moment


def boxes(year, month, day):
    return {"year": year, "month": month, "day": day}


@pytest.mark.parametrize(
    "raw",
    [
        "2026-04-01", "２０２６年４月１日", "令和8年4月1日", "R8.4.1",
        boxes("2026", "4", "1"), boxes("２０２６", "０４", "１"),
        boxes("令和8", "4月", "1日"), boxes("R8", "4", "1"),
        boxes("R8.4.1", "", ""), boxes("令和8年4月1日", None, ""), boxes(2026, 4, 1), {"year": "2026-04-01"},
    ],
)  # fmt: skip
def test_a_day_is_read_by_either_calendar(ask, raw):
    assert read(ask("date"), raw, {}) == "2026-04-01"


@pytest.mark.parametrize(
    ("raw", "code", "facts"),
    [
        (boxes("2026", "2", "30"), "not_a_date", {"year": 2026, "month": 2, "day": 30}),
        ("2026-02-30", "not_a_date", {"year": 2026, "month": 2, "day": 30}),
        (boxes("令和8", "13", "1"), "not_a_date", {"year": 2026, "month": 13, "day": 1}),
        (boxes("2026", "ab", "1"), "not_a_date", {"year": 2026, "month": "ab", "day": 1}),
        (boxes("26", "4", "1"), "not_a_year", {"typed": "26"}),
        (boxes("2026", "", "1"), "date_incomplete", {"missing": ["month"]}),
        (boxes("", "4", ""), "date_incomplete", {"missing": ["year", "day"]}),
        ("あした", "unreadable_date", {"typed": "あした"}),
    ],
)
def test_what_is_no_day_is_named_with_its_parts(ask, raw, code, facts):
    (problem,) = read(ask("date"), raw, {})
    assert (problem.code, problem.facts) == (code, facts)


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("08:30", "08:30"),
        ("8:30", "08:30"),
        ("０８：３０", "08:30"),
        ("830", "08:30"),
        ("8時30分", "08:30"),
        ("8時", "08:00"),
    ]
    + [("午後3時15分", "15:15"), ("午前0時", "00:00"), ("午後12時", "12:00"), ("23:59", "23:59")],
)
def test_a_time_is_read_however_it_is_typed(ask, typed, time):
    assert read(ask("time"), typed, {}) == time


@pytest.mark.parametrize("typed", ["24:00", "8:60", "朝", "-1:00"])
def test_what_is_no_time_is_named(ask, codes, typed):
    found = read(ask("time"), typed, {})
    assert codes(found) == {"q": "not_a_time"}


def test_nobody_is_born_tomorrow(ask, codes):
    child = {
        "family": "墨田",
        "given": "麦",
        "family_kana": "スミダ",
        "given_kana": "ムギ",
        "birth_date": "2026-11-24",
    }
    assert codes(read(ask("child"), child, {"today": date(2026, 11, 23)})) == {"q.birth_date": "too_late"}
    assert read(ask("child"), child, {"today": date(2026, 11, 24)}) == child


@pytest.mark.parametrize(
    "typed",
    [
        "2026-12-15 22:10",
        "2026-12-15T22:10",
        "R8.12.15 2210",
        "２０２６／１２／１５　午後１０時１０分",
        " 2026/12/15  22:10 ",
    ],
)
def test_a_moment_is_read_in_one_go(typed):
    assert parse_moment(typed) == datetime(2026, 12, 15, 22, 10, tzinfo=TOKYO)


@pytest.mark.parametrize(
    "typed", ["", "2026-12-15", "22:10", "2026-02-30 10:00", "2026-12-15 24:10", "x" * 60]
)
def test_what_is_no_moment_is_none(typed):
    assert parse_moment(typed) is None

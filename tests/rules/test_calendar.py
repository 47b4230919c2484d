"""Days as a Japanese city hall counts them."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules import calendar

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("birth", "grade"),
    [
        (date(2019, 4, 1), 2),
        (date(2019, 4, 2), 1),
        (date(2020, 2, 29), 1),
        (date(2020, 4, 1), 1),
        (date(2020, 4, 2), 0),
        (date(2014, 4, 2), 6),
        (date(2014, 4, 1), 7),
    ],
)
def test_a_child_born_on_the_first_of_april_is_in_the_upper_grade(birth, grade):
    assert calendar.school_grade(birth, 2026) == grade


def test_a_year_of_age_is_complete_the_day_before_the_birthday():
    leap_day = date(2020, 2, 29)
    assert calendar.legal_age(leap_day, date(2026, 2, 27)) == 5
    assert calendar.legal_age(leap_day, date(2026, 2, 28)) == 6


def test_age_is_known_on_the_last_day_of_all():
    assert calendar.legal_age(date(2020, 1, 1), date.max) == 7979


@given(DAYS)
def test_the_fiscal_year_begins_on_the_first_of_april(day):
    begin = date(calendar.fiscal_year(day), 4, 1)
    assert begin <= day < date(begin.year + 1, 4, 1)


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 4, 1), "令和8年4月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1868, 1, 25), "明治元年1月25日"),
        (date(1867, 1, 1), "1867年1月1日"),
    ],
)
def test_eras_change_on_their_day_and_begin_with_gannen(day, said):
    assert calendar.wareki(day) == said


def test_a_year_is_said_by_both_calendars():
    first = date(2019, 5, 1)
    assert [calendar.say_years(first, language) for language in ("ja", "ja-easy", "en")] == [
        "2019年（令和元年）",
        "2019[年|ねん]（[令和|れいわ][元|がん][年|ねん]）",
        "2019 (Reiwa 1)",
    ]
    assert calendar.say_years(date(1868, 1, 24), "en") == "1868"


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2026", 2026), ("２０２６年", 2026),
        ("令和8", 2026), ("令和８年", 2026), ("R8", 2026), ("r 8", 2026), ("Ｒ８", 2026),
        ("平成元", 1989), ("H31", 2019), ("平成33年", 2021), ("昭和64", 1989), ("M1", 1868),
        ("8", None), ("26", None),
        ("1867", None), ("3000", None), ("元", None), ("R0", None), ("R100", None), ("", None),
    ],
)  # fmt: skip
def test_years_are_read_by_either_calendar(typed, year):
    assert calendar.parse_year(typed) == year


@pytest.mark.parametrize(
    "typed",
    [
        *("2026-04-01", "2026/4/1", "20260401", "R8.4.1", "r8-4-1", "令和8年4月1日"),
        *("２０２６年４月１日", "２０２６ー４ー１", "２０２６０４０１"),
    ],
)
def test_whole_days_are_read_in_every_usual_form(typed):
    assert calendar.parse_day(typed) == (2026, 4, 1)


@given(DAYS)
def test_what_wareki_writes_is_read_back(day):
    assert calendar.parse_day(calendar.wareki(day)) == (day.year, day.month, day.day)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 12, 28), True),
        (date(2026, 12, 29), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), False),
        (date(2026, 11, 24), True),
    ],
)
def test_the_city_hall_rests_on_weekends_holidays_and_at_the_turn_of_the_year(day, works):
    assert calendar.is_working_day(day, {date(2026, 11, 23)}) is works


def test_a_closed_day_moves_to_the_next_working_day():
    assert calendar.next_working_day(date(2026, 12, 29)) == date(2027, 1, 4)
    assert calendar.next_working_day(date(2026, 12, 28)) == date(2026, 12, 28)


def test_the_first_day_is_not_counted():
    assert calendar.business_days_after(date(2026, 4, 1), 1) == date(2026, 4, 2)
    assert calendar.business_days_after(date(2026, 4, 3), 1) == date(2026, 4, 6)
    assert calendar.business_days_after(date(2026, 4, 3), 0) == date(2026, 4, 3)


@pytest.mark.parametrize("count", [-1, 3651])
def test_what_cannot_be_counted_is_refused(count):
    with pytest.raises(ValueError, match="cannot be counted"):
        calendar.business_days_after(date(2026, 4, 1), count)


@given(DAYS, st.integers(1, 60), st.frozensets(DAYS, max_size=5))
def test_exactly_so_many_working_days_lie_between(day, count, closed):
    end = calendar.business_days_after(day, count, closed)
    between = [day + timedelta(days=n) for n in range(1, (end - day).days + 1)]
    assert sum(calendar.is_working_day(each, closed) for each in between) == count


def test_a_day_is_said_in_three_languages():
    day = date(2026, 4, 1)
    assert calendar.say_date(day) == "2026年4月1日(水)"
    assert calendar.say_date(day, "ja-easy") == "2026[年|ねん]4[月|がつ][1日|ついたち]([水|すい])"
    assert calendar.say_date(day, "en") == "1 April 2026 (Wed)"


@pytest.mark.parametrize(
    ("at", "ja", "easy", "en"),
    [
        (time(23, 59), "午後11時59分", "[夜|よる] 11[時|じ]59[分|ふん]", "23:59"),
        (time(9, 0), "午前9時", "[午前|ごぜん]9[時|じ]", "09:00"),
        (time(12, 0), "正午", "[午後|ごご]0[時|じ]", "12:00"),
        (time(12, 30), "午後0時30分", "[午後|ごご]0[時|じ]30[分|ぷん]", "12:30"),
        (time(0, 5), "午前0時5分", "[午前|ごぜん]0[時|じ]5[分|ふん]", "00:05"),
    ],
)
def test_a_time_is_said_in_three_languages(at, ja, easy, en):
    assert [calendar.say_time(at, language) for language in ("ja", "ja-easy", "en")] == [ja, easy, en]


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=calendar.TOKYO)


@pytest.mark.parametrize(
    ("end", "ja", "en"),
    [
        (
            moment(15, 23, 40),
            "12月15日(火)の午後10時10分から11時40分",
            "from 22:10 to 23:40 on 15 December (Tue)",
        ),
        (
            moment(16, 1),
            "12月15日(火) 午後10時10分から 12月16日(水) 午前1時",
            "from 22:10 on 15 December (Tue) to 01:00 on 16 December (Wed)",
        ),
    ],
)
def test_a_span_of_time_is_said_as_people_say_it(end, ja, en):
    assert calendar.say_span(moment(15, 22, 10), end) == ja
    assert calendar.say_span(moment(15, 22, 10), end, "en") == en


def test_the_half_of_the_day_is_said_again_when_it_changes():
    said = calendar.say_span(moment(15, 11, 5), moment(15, 13))
    assert said == "12月15日(火)の午前11時5分から午後1時"


def test_a_moment_near_by_is_said_without_its_year():
    assert calendar.say_moment(moment(17, 17)) == "12月17日(木) 午後5時"
    assert calendar.say_moment(moment(17, 17), "en") == "17:00 on 17 December (Thu)"
    assert calendar.say_moment(moment(17, 19), "ja-easy") == (
        "12[月|がつ]17[日|にち]([木|もく]) [夜|よる] 7[時|じ]"
    )


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 5, 31), 0, date(2026, 5, 31)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day: date, count: int, later: date) -> None:
    assert calendar.months_after(day, count) == later


def test_no_calendar_has_a_day_before_all_days() -> None:
    with pytest.raises(ValueError):
        calendar.months_before(date(1, 1, 1), 1)


def test_a_month_is_said_in_every_language() -> None:
    said = {language: calendar.say_month(date(2026, 10, 1), language) for language in ("ja", "ja-easy", "en")}
    assert said == {"ja": "2026年10月", "ja-easy": "2026[年|ねん]10[月|がつ]", "en": "October 2026"}

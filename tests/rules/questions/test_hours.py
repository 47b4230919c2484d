"""Working hours of a week."""

import pytest

from madoguchi.rules.questions import read, show

DAY = [["08:30", "17:15"]]


def test_hours_are_read_in_the_order_of_the_week(ask):
    typed = {"sat": [["9", "12:00"], ["", ""]], "mon": [["８：３０", "1715"]], "tue": [["", None]], "wed": []}
    found = read(ask("weekly_hours"), typed, {})
    assert found == {"mon": DAY, "sat": [["09:00", "12:00"]]}


def test_a_missing_end_and_a_wrong_start_are_said_together(ask, codes):
    typed = {"mon": [["8:30", ""]], "fri": [["25:00", "17:00"]]}
    assert codes(read(ask("weekly_hours"), typed, {})) == {
        "q.mon.0.to": "required",
        "q.fri.0.from": "not_a_time",
    }


def test_what_is_wrong_stands_where_it_was_typed(ask, codes):
    assert codes(read(ask("weekly_hours"), {"mon": [["", ""], ["x", "9:00"]]}, {})) == {
        "q.mon.1.from": "not_a_time"
    }


def test_a_night_shift_ends_on_the_next_day(ask):
    nights = read(ask("weekly_hours"), {"fri": [["22:00", "6:00"]], "sat": [["18:00", "24:00"]]}, {})
    assert nights == {"fri": [["22:00", "06:00"]], "sat": [["18:00", "00:00"]]}
    assert show(ask("weekly_hours"), nights, "ja", {}) == "金 22:00–翌6:00、土 18:00–翌0:00"


def test_a_shift_without_length_is_refused(ask, codes):
    assert codes(read(ask("weekly_hours"), {"mon": [["8:00", "08:00"]]}, {})) == {"q.mon.0": "same_times"}


@pytest.mark.parametrize(
    "raw", [{"noday": DAY}, {"mon": "8:30"}, {"mon": [["8:30"]]}, [DAY], {"mon": [{"from": "8:30"}]}]
)
def test_other_shapes_are_refused(ask, codes, raw):
    assert set(codes(read(ask("weekly_hours"), raw, {})).values()) == {"wrong_shape"}


@pytest.mark.parametrize(
    ("week", "ja", "en"),
    [
        (("mon", "tue", "wed", "thu", "fri"), "月〜金 8:30–17:15", "Mon–Fri 8:30–17:15"),
        (
            ("mon", "wed", "fri"),
            "月 8:30–17:15、水 8:30–17:15、金 8:30–17:15",
            "Mon 8:30–17:15, Wed 8:30–17:15, Fri 8:30–17:15",
        ),
        (("sat", "sun"), "土・日 8:30–17:15", "Sat, Sun 8:30–17:15"),
        (
            ("sat", "sun", "holiday"),
            "土・日 8:30–17:15、祝日 8:30–17:15",
            "Sat, Sun 8:30–17:15, Holidays 8:30–17:15",
        ),
    ],
)
def test_neighbours_with_the_same_hours_are_said_together(ask, week, ja, en):
    value = dict.fromkeys(week, DAY)
    assert [show(ask("weekly_hours"), value, language, {}) for language in ("ja", "en")] == [ja, en]

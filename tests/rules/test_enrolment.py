"""What may be done about a place, and when: tables."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules import enrolment
from madoguchi.rules.enrolment import Act, Held, Offered, Reason, Refusal, Side, Standing, State

FIRST = date(2027, 4, 1)
HOLIDAYS = frozenset({date(2027, 2, 11)})
REPLY_BY = date(2027, 2, 12)
SUMMER = {"pauses_on": date(2027, 7, 1), "returns_on": date(2027, 9, 1)}


@pytest.mark.parametrize(
    ("offered_on", "days", "starts_on", "expected"),
    [
        (date(2027, 2, 1), 10, FIRST, date(2027, 2, 12)),  # the eleventh is a holiday
        (date(2027, 2, 3), 10, FIRST, date(2027, 2, 15)),  # the thirteenth is a Saturday
        (date(2027, 3, 25), 10, FIRST, date(2027, 3, 31)),  # not after the first day
        (date(2027, 4, 1), 7, FIRST, date(2027, 4, 2)),  # it begins at once: until tomorrow
        (date(2027, 3, 31), 7, FIRST, date(2027, 4, 1)),
    ],
)
def test_the_day_to_answer_by(offered_on: date, days: int, starts_on: date, expected: date) -> None:
    found = enrolment.reply_by(offered_on=offered_on, starts_on=starts_on, days=days, closed_days=HOLIDAYS)
    assert found == expected


def test_an_offer_lapses_after_one_more_day_on_which_one_can_telephone() -> None:
    assert enrolment.lapses_on(REPLY_BY, HOLIDAYS) == date(2027, 2, 16)  # Friday; Monday; over on Tuesday


@pytest.mark.parametrize(
    ("free_on", "today", "expected"),
    [
        (date(2027, 4, 1), date(2027, 2, 10), date(2027, 4, 1)),
        (date(2027, 5, 16), date(2027, 5, 10), date(2027, 6, 1)),
        (date(2027, 12, 5), date(2027, 12, 5), date(2028, 1, 1)),
        (date(2027, 4, 1), date(2027, 4, 1), date(2027, 5, 1)),  # today is too late to begin today
    ],
)
def test_a_seat_is_given_from_the_first_of_a_month(free_on: date, today: date, expected: date) -> None:
    assert enrolment.next_start(free_on, today=today) == expected


@pytest.mark.parametrize(
    ("state", "act", "today", "side", "expected"),
    [
        (Offered.OPEN, Act.ACCEPT, REPLY_BY, Side.FAMILY, Offered.ACCEPTED),
        (Offered.OPEN, Act.ACCEPT, date(2027, 2, 13), Side.FAMILY, Reason.TOO_LATE),
        (Offered.OPEN, Act.ACCEPT, date(2027, 2, 15), Side.CITY, Offered.ACCEPTED),
        (Offered.OPEN, Act.DECLINE, date(2027, 2, 13), Side.FAMILY, Offered.DECLINED),
        (Offered.DECLINED, Act.ACCEPT, REPLY_BY, Side.CITY, Reason.NOT_FROM_HERE),
        (Offered.LAPSED, Act.ACCEPT, REPLY_BY, Side.CITY, Reason.NOT_FROM_HERE),
        (Offered.CANCELLED, Act.DECLINE, REPLY_BY, Side.FAMILY, Reason.NOT_FROM_HERE),
    ],
)
def test_answering_an_offer(
    state: Offered, act: Act, today: date, side: Side, expected: Offered | Reason
) -> None:
    found = enrolment.answered(state=state, act=act, reply_by=REPLY_BY, today=today, side=side)
    assert (found.reason if isinstance(found, Refusal) else found) == expected


@pytest.mark.parametrize(
    ("state", "act", "today", "expected"),
    [
        (State.ACCEPTED, Act.BEGIN, FIRST, State.ENROLLED),
        (State.ACCEPTED, Act.BEGIN, date(2027, 3, 31), Reason.BEFORE_START),
        (State.ACCEPTED, Act.DECLINE, date(2027, 3, 31), State.GIVEN_UP),
        (State.ENROLLED, Act.DECLINE, FIRST, Reason.AFTER_START),
        (State.PAUSED, Act.DECLINE, FIRST, Reason.AFTER_START),
        (State.ACCEPTED, Act.LEAVE, FIRST, Reason.BEFORE_START),
        (State.ACCEPTED, Act.PAUSE, FIRST, Reason.BEFORE_START),
        (State.ENROLLED, Act.LEAVE, FIRST, State.ENROLLED),
        (State.ENROLLED, Act.END, FIRST, State.ENDED),
        (State.ENDED, Act.LEAVE, FIRST, Reason.NOT_FROM_HERE),
        (State.GIVEN_UP, Act.BEGIN, FIRST, Reason.NOT_FROM_HERE),
        (State.PAUSED, Act.CANCEL, FIRST, State.CANCELLED),
    ],
)
def test_the_life_of_a_place(state: State, act: Act, today: date, expected: State | Reason) -> None:
    found = enrolment.moved(state=state, act=act, starts_on=FIRST, today=today)
    assert (found.reason if isinstance(found, Refusal) else found) == expected


def test_nothing_leads_out_of_what_is_over() -> None:
    over = set(State) - set(enrolment.LIVING)
    assert not [move for move in enrolment.MOVES if move[0] in over]


@pytest.mark.parametrize(
    ("last_day", "leaves_on", "expected"),
    [
        (date(2027, 5, 31), None, None),
        (FIRST, None, None),  # one day is a day
        (date(2027, 3, 31), None, Reason.BEFORE_START),
        (date(2028, 3, 31), None, None),
        (date(2028, 4, 1), None, Reason.OUTSIDE_YEAR),
        (date(2027, 6, 30), date(2027, 6, 1), Reason.LEAVING),
    ],
)
def test_the_last_day(last_day: date, leaves_on: date | None, expected: Reason | None) -> None:
    found = enrolment.refuse_last_day(last_day, starts_on=FIRST, year=2027, leaves_on=leaves_on)
    assert (found.reason if found else None) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2027, 7, 1), date(2027, 8, 31), None),
        (date(2027, 7, 1), date(2027, 6, 30), Reason.NOT_A_PERIOD),
        (date(2027, 3, 1), date(2027, 4, 30), Reason.BEFORE_START),
        (date(2028, 3, 1), date(2028, 4, 1), Reason.OUTSIDE_YEAR),
    ],
)
def test_a_pause(first: date, last: date, expected: Reason | None) -> None:
    found = enrolment.refuse_pause(first, last, starts_on=FIRST, year=2027)
    assert (found.reason if found else None) == expected


@pytest.mark.parametrize(
    ("held", "free", "expected"),
    [
        ([], 1, None),
        ([], None, None),
        ([], 0, Reason.FULL),
        ([Held(is_offer=True)], 1, Reason.ALREADY_OFFERED),
        ([Held(is_offer=False)], 1, Reason.ELSEWHERE),
        ([Held(is_offer=False, leaves_on=date(2027, 4, 2))], 1, Reason.ELSEWHERE),
        ([Held(is_offer=False, leaves_on=FIRST)], 1, None),  # the other place ends the day before
    ],
)
def test_who_can_be_offered_a_place(held: list[Held], free: int | None, expected: Reason | None) -> None:
    found = enrolment.refuse_offer(held=held, starts_on=FIRST, free=free)
    assert (found.reason if found else None) == expected


@pytest.mark.parametrize(
    ("state", "days", "today", "expected"),
    [
        (State.ACCEPTED, {}, date(2027, 3, 31), None),
        (State.ACCEPTED, {}, FIRST, Act.BEGIN),
        (State.ENROLLED, {}, date(2028, 3, 31), None),
        (State.ENROLLED, {}, date(2028, 4, 1), Act.END),  # the school year is over
        (State.ENROLLED, {"leaves_on": date(2027, 6, 1)}, date(2027, 5, 31), None),
        (State.PAUSED, {"leaves_on": date(2027, 6, 1)}, date(2027, 6, 1), Act.END),
        (State.ENROLLED, SUMMER, date(2027, 7, 1), Act.REST),
        (State.PAUSED, SUMMER, date(2027, 8, 31), None),
        (State.PAUSED, SUMMER, date(2027, 9, 1), Act.RETURN),
        (State.ENROLLED, SUMMER, date(2027, 9, 1), None),
        (State.GIVEN_UP, {}, FIRST, None),
    ],
)  # fmt: skip
def test_what_the_calendar_asks_for(
    state: State, days: dict[str, date], today: date, expected: Act | None
) -> None:
    assert enrolment.due(Standing(state=state, year=2027, starts_on=FIRST, **days), today) == expected


@pytest.mark.parametrize(
    ("changed", "today", "hears"),
    [
        ({}, date(2028, 2, 29), False),
        ({}, date(2028, 3, 1), True),
        ({}, date(2028, 3, 31), True),
        ({}, date(2028, 4, 1), False),
        ({}, date(2027, 3, 1), False),
        ({"leaves_on": date(2028, 3, 16)}, date(2028, 3, 1), False),
        ({"state": State.PAUSED}, date(2028, 3, 1), True),
        ({"state": State.GIVEN_UP}, date(2028, 3, 1), False),
    ],
)
def test_in_march_families_hear_that_the_year_ends(changed: dict[str, Any], today: date, hears: bool) -> None:
    held = {"state": State.ENROLLED, "year": 2027, "starts_on": date(2027, 4, 1), **changed}
    assert enrolment.ends_with_year(Standing(**held), today) is hears


def test_nobody_waits_longer_than_a_school_year() -> None:
    last = date(2028, 3, 31)
    assert enrolment.waits_until(2027, date(2027, 5, 1)) == enrolment.waits_until(2027, last) == last
    assert enrolment.waits_until(2027, date(2028, 4, 1)) is None

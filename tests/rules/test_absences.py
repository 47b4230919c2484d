"""Absences in the morning: who is told, until when, and what the class looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from madoguchi.rules.absences import (
    Desk,
    Held,
    Kind,
    Mark,
    Reader,
    Reason,
    Refusal,
    Said,
    Same,
    Standing,
    Wrong,
    count_reasons,
    decide,
    has_many_ill,
    is_school_day,
    marks,
    read_clock,
    read_temperature,
    standing,
)
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.opening_days import OpeningDay, Span, Why

MONDAY = date(2026, 12, 14)
MORNING = datetime(2026, 12, 14, 7, 31, tzinfo=TOKYO)
FEVER = Said(kind=Kind.ABSENT, first_on=MONDAY, last_on=MONDAY, reason=Reason.FEVER)
SCHOOL = Reader(place="school", is_club=False, hands_over=False, opens=True, notify_by=time(8, 15))
CLUB = Reader(place="club", is_club=True, hands_over=True, opens=True)
BOTH = (CLUB, SCHOOL)


FRIDAY, SATURDAY, HOLIDAY = date(2026, 12, 18), date(2026, 12, 19), date(2027, 1, 11)


def told(said: Said, readers: Any = BOTH, held: Any = (), now: datetime = MORNING) -> Any:
    found = decide(said, readers=readers, held=held, now=now)
    return found.wrong if isinstance(found, Refusal) else found


def test_one_notice_reaches_the_school_and_the_club():
    assert told(FEVER) == ("school", "club")
    assert told(replace(FEVER, kind=Kind.LATE)) == ("school",)
    assert told(replace(FEVER, kind=Kind.UNWELL)) == ("school", "club")
    assert told(replace(FEVER, kind=Kind.PICKUP, reason=None, at="16:00")) == ("club",)


def test_on_saturdays_and_in_holidays_the_club_alone_is_told():
    closed = replace(SCHOOL, opens=False)
    assert told(FEVER, (closed, CLUB)) == ("club",)
    assert told(FEVER, (closed, replace(CLUB, opens=False))) is Wrong.CLOSED
    assert told(replace(FEVER, kind=Kind.PICKUP, words="祖父"), (SCHOOL,)) is Wrong.NOBODY


@pytest.mark.parametrize(
    ("day", "is_club", "why", "comes"),
    [
        (FRIDAY, False, Why.UNKNOWN, True),
        (SATURDAY, False, Why.UNKNOWN, False),
        (SATURDAY, True, Why.UNKNOWN, True),
        (SATURDAY + timedelta(1), True, Why.UNKNOWN, False),
        (HOLIDAY, True, Why.UNKNOWN, False),
        (HOLIDAY, False, Why.SPECIAL, True),
    ],
)
def test_on_which_days_children_come(day: date, is_club: bool, why: Why, comes: bool):
    hours = () if why is Why.UNKNOWN else (Span(540, 1020),)
    found = OpeningDay(day=day, hours=hours, why=why)
    assert is_school_day(found, is_club=is_club, closed_days={HOLIDAY}) is comes
    assert not is_school_day(replace(found, hours=(), why=Why.SPECIAL), is_club=is_club, closed_days=())


@pytest.mark.parametrize(("minute", "result"), [(14, ("school", "club")), (15, Wrong.TOO_LATE)])
def test_from_the_cut_off_on_the_school_wants_to_be_telephoned(minute: int, result: Any):
    now = MORNING.replace(hour=8, minute=minute)
    assert told(FEVER, now=now) == result
    assert told(FEVER, (CLUB,), now=now) == ("club",)
    tomorrow = replace(FEVER, first_on=MONDAY + timedelta(1), last_on=MONDAY + timedelta(1))
    assert told(tomorrow, now=now) == ("school", "club")
    assert told(replace(FEVER, kind=Kind.UNWELL), now=now) == ("school", "club")


def test_pressed_twice_it_is_one_and_another_of_the_day_is_refused():
    held = [Held(key="first", said=FEVER)]
    assert told(FEVER, held=held) == Same(key="first")
    assert told(replace(FEVER, reason=Reason.COUGH), held=held) is Wrong.ALREADY
    assert told(replace(FEVER, kind=Kind.LATE), held=held) is Wrong.ALREADY
    assert told(replace(FEVER, kind=Kind.PICKUP, words="祖父"), held=held) == ("club",)
    week = [Held(key="week", said=replace(FEVER, last_on=MONDAY + timedelta(4)))]
    assert told(replace(FEVER, first_on=MONDAY + timedelta(2), last_on=MONDAY + timedelta(2)), held=week) is (
        Wrong.ALREADY
    )


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"first_on": MONDAY - timedelta(1)}, Wrong.PAST),
        ({"last_on": MONDAY - timedelta(1)}, Wrong.ORDER),
        ({"first_on": MONDAY + timedelta(61), "last_on": MONDAY + timedelta(61)}, Wrong.FAR),
        ({"last_on": MONDAY + timedelta(31)}, Wrong.LONG),
        ({"reason": None}, Wrong.NO_REASON),
        ({"kind": Kind.PICKUP}, Wrong.WORDS),
    ],
)
def test_what_cannot_be_told(change: dict[str, Any], wrong: Wrong):
    assert told(replace(FEVER, **change)) is wrong


def test_temperatures_and_times_as_thumbs_type_them():
    assert [read_temperature(each) for each in ("38.4", "３８．４℃", "37度", "")] == [
        "38.4",
        "38.4",
        "37",
        "",
    ]
    assert [read_clock(each) for each in ("9:05", "１０：３０", "")] == ["09:05", "10:30", ""]
    for wrong in ("384", "33.9", "43.1", "熱"):
        with pytest.raises(ValueError):
            read_temperature(wrong)
    for wrong in ("25:00", "あさ"):
        with pytest.raises(ValueError):
            read_clock(wrong)


@pytest.mark.parametrize(
    ("desk", "at", "result"),
    [
        (Desk(), time(8, 29), Standing.EXPECTED),
        (Desk(), time(8, 30), Standing.MISSING),
        (Desk(arrived=True), time(8, 30), Standing.ARRIVED),
        (Desk(notices=(FEVER,)), time(8, 30), Standing.ABSENT),
        (Desk(notices=(FEVER,), arrived=True), time(8, 30), Standing.ARRIVED),
        (Desk(notices=(replace(FEVER, reason=Reason.INFECTION),)), time(9), Standing.SUSPENDED),
        (Desk(notices=(replace(FEVER, kind=Kind.LATE, at="10:00"),)), time(10, 29), Standing.LATE),
        (Desk(notices=(replace(FEVER, kind=Kind.LATE, at="10:00"),)), time(10, 30), Standing.MISSING),
        (Desk(notices=(replace(FEVER, kind=Kind.UNWELL),)), time(8, 30), Standing.MISSING),
    ],
)
def test_how_a_child_stands(desk: Desk, at: time, result: Standing):
    now = datetime.combine(MONDAY, at, TOKYO)
    assert standing(desk, on=MONDAY, arrives_by=time(8, 30), now=now) is result


def test_many_ill_of_a_class_are_told_and_other_reasons_are_not():
    def of(reason: Reason, count: int) -> list[Desk]:
        return [Desk(notices=(replace(FEVER, reason=reason),))] * count

    rest = [Desk()] * 10
    assert has_many_ill([*of(Reason.FEVER, 2), *of(Reason.INFECTION, 1), *rest])
    assert not has_many_ill([*of(Reason.FEVER, 2), *rest])
    assert not has_many_ill([*of(Reason.FAMILY, 5), *rest])
    assert not has_many_ill([*of(Reason.FEVER, 3), *rest, *rest])
    counted = count_reasons([*of(Reason.FEVER, 2), Desk(notices=(FEVER,), arrived=True)])
    assert counted == {Reason.FEVER: 2}


def test_the_sheet_has_what_a_school_writes_and_nothing_beside_a_day_away() -> None:
    def said(kind: Kind, reason: Reason | None = None) -> Said:
        return Said(kind=kind, first_on=MONDAY, last_on=MONDAY, reason=reason)

    late, early = said(Kind.LATE, Reason.FAMILY), said(Kind.EARLY, Reason.FEVER)
    assert marks([early, late], MONDAY) == (Mark.LATE, Mark.EARLY)
    assert marks([early, said(Kind.ABSENT, Reason.FEVER)], MONDAY) == (Mark.ABSENT,)
    assert marks([said(Kind.ABSENT, Reason.INFECTION)], MONDAY) == (Mark.SUSPENDED,)
    assert marks([said(Kind.ABSENT, Reason.BEREAVEMENT)], MONDAY) == (Mark.MOURNING,)
    assert marks([said(Kind.PICKUP), said(Kind.UNWELL, Reason.COUGH)], MONDAY) == ()
    assert marks([late], MONDAY + timedelta(days=1)) == ()

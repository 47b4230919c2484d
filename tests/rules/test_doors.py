"""When a paper counts as arrived, and who may say so."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.doors import (
    Arrival,
    Door,
    Medium,
    Period,
    Reason,
    Refusal,
    Slip,
    read_arrival,
    refuse_check,
    refuse_representative,
    split,
)

OPENS = datetime(2026, 11, 2, 9, 0, tzinfo=TOKYO)
CLOSES = datetime(2026, 12, 16, 0, 0, tzinfo=TOKYO)
PERIOD = Period(opens_at=OPENS, ends_at=CLOSES)
NOON = datetime(2026, 11, 25, 12, 0, 30, tzinfo=TOKYO)
AFTER = datetime(2026, 12, 17, 10, 0, tzinfo=TOKYO)


def read(now: datetime = NOON, *, approver: bool = False, **boxes: Any) -> Arrival | list[tuple[str, str]]:
    """The arrival, or what is wrong as (box, reason)."""
    slip = Slip(**{"medium": "counter", "day": "2026-11-25", "time": "11:40", **boxes})
    found = read_arrival(slip, period=PERIOD, may_take_late=approver, now=now)
    return found if isinstance(found, Arrival) else [(each.at, each.reason.value) for each in found]


def arrival(at: datetime, medium: Medium = Medium.COUNTER, *, is_late: bool = False) -> Arrival:
    return Arrival(at=at, medium=medium, is_late=is_late)


@pytest.mark.parametrize(
    ("boxes", "at"),
    [
        ({}, datetime(2026, 11, 25, 11, 40, tzinfo=TOKYO)),
        ({"time": "12:00"}, datetime(2026, 11, 25, 12, 0, tzinfo=TOKYO)),  # this very minute
        ({"day": "R8.11.25", "time": "1140"}, datetime(2026, 11, 25, 11, 40, tzinfo=TOKYO)),
        ({"day": "20261125", "time": "午前9時"}, datetime(2026, 11, 25, 9, 0, tzinfo=TOKYO)),
        ({"day": "令和8年11月2日", "time": "9:00", "afterwards_reason": "郵便"}, OPENS),
    ],
)
def test_the_instant_of_the_paper_counts(boxes: dict[str, str], at: datetime) -> None:
    assert read(**boxes) == arrival(at)


@pytest.mark.parametrize(
    ("boxes", "wrong"),
    [
        ({"time": "12:01"}, [("day", "in_the_future")]),
        ({"day": "2026-11-26"}, [("day", "in_the_future")]),
        ({"day": "2026-11-02", "time": "8:59", "afterwards_reason": "x"}, [("day", "before_opening")]),
        ({"day": "2026-11-24"}, [("afterwards_reason", "afterwards_unexplained")]),
        ({"day": "2026-11-24", "afterwards_reason": "  "}, [("afterwards_reason", "afterwards_unexplained")]),
        ({"day": ""}, [("day", "unreadable_day")]),
        ({"day": "2026-02-30"}, [("day", "unreadable_day")]),
        ({"time": "25:00"}, [("time", "unreadable_time")]),
        ({"time": ""}, [("time", "unreadable_time")]),
        ({"medium": "online"}, [("medium", "medium_missing")]),
        ({"medium": "", "day": "x"}, [("medium", "medium_missing"), ("day", "unreadable_day")]),
        ({"email": "aoi@"}, [("email", "not_an_email")]),
        ({"late_reason": "x" * 501}, [("late_reason", "reason_too_long")]),
        ({"represented": True, "representative": "大日向 文子"}, [("relation", "relation_missing")]),
    ],
)
def test_what_a_paper_cannot_say(boxes: dict[str, Any], wrong: list[tuple[str, str]]) -> None:
    assert read(**boxes) == wrong


LATE = {"day": "2026-12-16", "time": "0:00", "afterwards_reason": "郵便で届いた"}


@pytest.mark.parametrize(
    ("approver", "late_reason", "expected"),
    [
        (False, "", [("day", "late_needs_approver")]),
        (False, "災害で来られなかった", [("day", "late_needs_approver")]),
        (True, "", [("late_reason", "after_closing")]),
        (True, "災害で来られなかった", arrival(CLOSES, is_late=True)),
    ],
)
def test_after_the_closing_only_with_a_reason_by_who_may_approve(
    approver: bool, late_reason: str, expected: object
) -> None:
    assert read(AFTER, approver=approver, **LATE, late_reason=late_reason) == expected


def test_a_paper_that_came_in_time_may_be_typed_after_the_closing() -> None:
    found = read(AFTER, day="2026-12-15", time="23:59", afterwards_reason="箱から回収した", medium="box")
    assert found == arrival(CLOSES - timedelta(minutes=1), Medium.BOX)


def test_what_has_no_period_is_never_late() -> None:
    slip = Slip(medium="post", day="2026-11-25", time="11:40")
    endless = Period(opens_at=None, ends_at=None)
    found = read_arrival(slip, period=endless, may_take_late=False, now=NOON)
    assert found == arrival(datetime(2026, 11, 25, 11, 40, tzinfo=TOKYO), Medium.POST)


@pytest.mark.parametrize(
    ("is_waiting", "checker", "reason"),
    [
        (True, "1002", None),
        (True, "1001", Reason.SAME_OFFICER),
        (False, "1002", Reason.NOT_WAITING),
        (False, "1001", Reason.NOT_WAITING),
    ],
)
def test_who_typed_it_does_not_check_it(is_waiting: bool, checker: str, reason: Reason | None) -> None:
    found = refuse_check(is_waiting=is_waiting, entered_by="1001", checked_by=checker)
    assert found == (Refusal(reason) if reason else None)


def test_a_representative_has_a_name_and_a_relation() -> None:
    missing = refuse_representative(name=" ", relation="")
    assert [each.at for each in missing] == [
        "representative",
        "relation",
    ]
    assert refuse_representative(name="大日向 文子", relation="祖母") == ()


def test_the_online_share_is_split_by_door() -> None:
    found = split(
        [
            ("own", "online", 2693),
            ("assisted", "online", 112),
            ("entered", "post", 37),
            ("entered", "counter", 58),
        ]
    )
    assert (found.total, found.online) == (2900, 2805)
    assert list(found.doors.values()) == [2693, 112, 95, 0]
    assert [str(found.percent(count)) for count in found.doors.values()] == ["92.9", "3.9", "3.3", "0.0"]
    assert [str(share.begins) for share in found.shares] == ["0", "92.9", "96.8", "100.1"]
    assert str(found.percent(found.online)) == "96.7"


def test_no_applications_are_no_share() -> None:
    nothing = split([])
    assert nothing.total == 0 and str(nothing.percent(nothing.online)) == "0.0"
    assert list(nothing.doors) == list(Door)

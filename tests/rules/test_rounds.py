"""When the places of a round may be given, who goes before whom, and who may ask again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from madoguchi.rules.rounds import (
    Again,
    Lack,
    Missing,
    Standing,
    Stands,
    missing,
    missing_for_rehearsal,
    phase,
    refuse_again,
)

CLOSING = date(2026, 12, 15)
READY: dict[str, Any] = {
    "today": date(2027, 1, 20),
    "arrives_until": CLOSING,
    "lottery_committed_on": date(2026, 11, 1),
}


def test_a_round_with_everything_in_order_may_be_run() -> None:
    assert missing(Standing(**READY)) == ()
    assert missing(Standing(today=date(2027, 1, 20), needs_lottery=False)) == ()


@pytest.mark.parametrize(
    ("changes", "lack", "count"),
    [
        ({"is_preparing": False}, Lack.NOT_PREPARING, 1),
        ({"today": CLOSING}, Lack.STILL_ARRIVING, 1),
        ({"follows_undecided": True}, Lack.BEFORE_THE_FIRST, 1),
        ({"has_criteria": False, "criteria_confirmed": False}, Lack.NO_CRITERIA, 1),
        ({"criteria_confirmed": False}, Lack.CRITERIA_UNCONFIRMED, 1),
        ({"seats_missing": 1}, Lack.SEATS_MISSING, 1),
        ({"seats_unsigned": 3}, Lack.SEATS_UNSIGNED, 3),
        ({"findings": 12}, Lack.FINDINGS_OPEN, 12),
        ({"second_looks": 2}, Lack.SECOND_LOOK_OPEN, 2),
        ({"doubles": 1}, Lack.DOUBLES_OPEN, 1),
        ({"pre_assignments": 1}, Lack.PRE_ASSIGNMENTS_OPEN, 1),
        ({"lottery_committed_on": None}, Lack.LOTTERY_NOT_COMMITTED, 1),
        ({"lottery_committed_on": date(2026, 12, 16)}, Lack.LOTTERY_LATE, 1),
        ({"other_runs": 1}, Lack.ANOTHER_RUN, 1),
    ],
)
def test_what_a_run_waits_for(changes: dict[str, Any], lack: Lack, count: int) -> None:
    assert missing(Standing(**{**READY, **changes})) == (Missing(lack, count),)


def test_everything_is_told_at_once() -> None:
    found = missing(Standing(today=CLOSING, arrives_until=CLOSING, seats_unsigned=3, findings=5))
    assert [each.lack for each in found] == [
        Lack.STILL_ARRIVING,
        Lack.SEATS_UNSIGNED,
        Lack.FINDINGS_OPEN,
        Lack.LOTTERY_NOT_COMMITTED,
    ]


def test_a_rehearsal_waits_only_for_what_it_calculates_with() -> None:
    early = Standing(
        today=CLOSING, arrives_until=CLOSING, seats_unsigned=3, findings=5, criteria_confirmed=False
    )
    assert missing_for_rehearsal(early) == ()
    assert missing_for_rehearsal(Standing(**READY, seats_missing=2)) == (Missing(Lack.SEATS_MISSING, 2),)


@pytest.mark.parametrize(
    ("of_criteria", "arrived_on", "expected"),
    [
        (1, date(2026, 12, 15), 1),
        (2, date(2026, 12, 1), 2),
        (1, date(2026, 12, 16), 3),
        (2, date(2027, 2, 26), 4),
        (1, date(2027, 2, 27), 5),
    ],
)
def test_who_is_late_never_comes_before_who_was_in_time(
    of_criteria: int, arrived_on: date, expected: int
) -> None:
    closings = [CLOSING, date(2027, 2, 26)]
    assert phase(of_criteria, phases=2, arrived_on=arrived_on, closings=closings) == expected


@pytest.mark.parametrize(
    ("stands", "wished", "why"),
    [
        (Stands.OVER, {"c1"}, None),
        (Stands.UNDER_WAY, {"c9"}, Again.BEING_DECIDED),
        (Stands.PLACED, {"c9"}, Again.DECLINE_FIRST),
        (Stands.WAITS, {"c1"}, Again.STILL_WAITS),
        (Stands.WAITS, {"c1", "c9"}, Again.WITHDRAW_FIRST),
    ],
)
def test_another_club_only_without_the_first_application(
    stands: Stands, wished: set[str], why: Again | None
) -> None:
    assert refuse_again(stands, waits_for={"c1", "c2"}, wished=wished) == why

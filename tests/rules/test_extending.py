"""Which promise of a later end may be made after an outage, and what it means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.extending import (
    Facts,
    Plan,
    Reason,
    breaks_promise,
    closing,
    proposed,
    refuse,
    whole_minute,
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026 in the city."""
    return datetime(2026, 12, day, hour, minute, tzinfo=TOKYO)


CLOSES = at(16, 0)
PLAN = Plan(closes_at=at(17, 17), outage_from=at(15, 22, 10), outage_until=at(15, 23, 40))
FACTS = Facts(plan=PLAN, seen=CLOSES, opens_at=at(1, 9), closes_at=CLOSES, is_offered=True, now=at(16, 8, 30))


def facts(**of_plan: datetime) -> Facts:
    return replace(FACTS, plan=replace(PLAN, **of_plan))


def test_after_an_outage_the_end_is_moved() -> None:
    assert refuse(FACTS) == ()


def test_an_outage_in_the_middle_of_the_period_moves_it_too() -> None:
    assert refuse(replace(FACTS, now=at(15, 23, 50))) == ()


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        (replace(FACTS, is_offered=False), (Reason.NOT_OFFERED,)),
        (replace(FACTS, closes_at=None), (Reason.HAS_NO_END,)),
        (replace(FACTS, seen=at(15, 0)), (Reason.MOVED_MEANWHILE,)),
        (facts(outage_until=at(15, 22, 10)), (Reason.OUTAGE_ENDS_FIRST,)),
        (facts(outage_until=at(15, 21)), (Reason.OUTAGE_ENDS_FIRST,)),
        (facts(outage_until=at(16, 9)), (Reason.OUTAGE_NOT_OVER,)),
        (facts(outage_from=at(8, 7), outage_until=at(9, 8, 30)), (Reason.OUTAGE_LONG_AGO,)),
        (facts(outage_from=at(16, 0), outage_until=at(16, 1)), (Reason.OUTAGE_OUTSIDE,)),
        (replace(FACTS, opens_at=at(15, 23, 40)), (Reason.OUTAGE_OUTSIDE,)),
        (facts(closes_at=CLOSES), (Reason.NOT_LATER,)),
        (facts(closes_at=at(15, 23)), (Reason.NOT_LATER,)),
        (facts(closes_at=at(16, 8)), (Reason.IN_THE_PAST,)),
        (facts(closes_at=datetime(2027, 12, 17, 17, tzinfo=TOKYO)), (Reason.TOO_FAR,)),
        (
            facts(outage_until=at(15, 22), closes_at=at(14, 0)),
            (Reason.OUTAGE_ENDS_FIRST, Reason.NOT_LATER),
        ),
    ],
)
def test_what_is_not_promised_and_why(facts: Facts, reasons: tuple[Reason, ...]) -> None:
    assert refuse(facts) == reasons


@given(hours=st.integers(-100, 100))
def test_a_promise_is_never_taken_back_by_a_version(hours: int) -> None:
    published = CLOSES + timedelta(hours=hours)
    assert closing(published, PLAN.closes_at) == max(published, PLAN.closes_at)


def test_what_never_ends_is_not_ended_by_an_extension() -> None:
    assert closing(None, PLAN.closes_at) is None
    assert closing(CLOSES, None) == CLOSES


def test_a_minute_to_midnight_means_the_whole_day() -> None:
    assert whole_minute(at(17, 23, 59)) == at(18, 0)
    assert whole_minute(at(17, 17)) == at(17, 17)


@pytest.mark.parametrize(
    ("closes_at", "now", "expected"),
    [
        (CLOSES, at(16, 8), at(18, 17)),  # the outage is announced on the day after the closing
        (CLOSES, at(15, 23, 50), at(17, 17)),
        (at(18, 17), at(18, 16), at(22, 17)),  # Friday: the weekend is not counted
    ],
)
def test_two_working_days_are_proposed(closes_at: datetime, now: datetime, expected: datetime) -> None:
    assert proposed(closes_at, now, frozenset[date]()) == expected


def test_a_version_that_opens_later_breaks_a_promise_that_still_runs() -> None:
    opens_at, promised = datetime(2027, 2, 8, 9, tzinfo=TOKYO), PLAN.closes_at
    assert breaks_promise(opens_at=opens_at, promised=promised, now=at(17, 16))
    assert not breaks_promise(opens_at=opens_at, promised=promised, now=at(17, 17))
    assert not breaks_promise(opens_at=at(1, 9), promised=promised, now=at(17, 16))
    assert not breaks_promise(opens_at=opens_at, promised=None, now=at(17, 16))

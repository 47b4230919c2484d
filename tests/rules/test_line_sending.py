"""What LINE's answers mean, how fast it is asked, and that nobody is ever told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_sending import Answer, Attempt, Bucket, Endpoint, Rate
from madoguchi.rules.messages import Lane, Outcome, Status

NOW = datetime(2026, 12, 14, 14, 42, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEN_A_SECOND = Rate(calls=10, per=rules.SECOND)
RATE = "The API rate limit has been exceeded. Try again later."


@pytest.mark.parametrize(
    ("status", "said", "answer"),
    [
        (200, "", Answer.ACCEPTED),
        (202, "", Answer.ACCEPTED),
        (409, "The retry key is already accepted", Answer.ACCEPTED),
        (None, "", Answer.UNKNOWN),
        (500, "", Answer.UNKNOWN),
        (503, "", Answer.UNKNOWN),
        (429, RATE, Answer.TOO_FAST),
        (429, "You have reached your monthly limit.", Answer.MONTHLY_LIMIT),
        (429, "Too many concurrent requests", Answer.CROWDED),
        (429, "words nobody has seen before", Answer.TOO_FAST),
        (401, "Authentication failed", Answer.UNAUTHORISED),
        (400, "Failed to send messages", Answer.REFUSED),
        (403, "Access to this API is not available for your account", Answer.REFUSED),
        (413, "", Answer.REFUSED),
    ],
)
def test_what_an_answer_means(status: int | None, said: str, answer: Answer) -> None:
    assert rules.read(status, said) is answer


def after(answer: Answer, *, paused_until: datetime | None = None, **known: Any) -> Outcome:
    attempt: dict[str, Any] = {
        "attempts": 1,
        "began_at": NOW,
        "unsure_since": NOW,
        "lane": Lane.ONE_TO_ONE,
        "has_other_way": False,
        "expires_at": None,
    }
    return rules.after(answer, Attempt(**{**attempt, **known}), paused_until=paused_until, now=NOW)


@pytest.mark.parametrize(
    ("answer", "known", "status", "waits"),
    [
        (Answer.ACCEPTED, {}, Status.SENT, None),
        (Answer.UNKNOWN, {}, Status.RETRY, MINUTE),
        (Answer.UNREACHED, {"attempts": 2}, Status.RETRY, 5 * MINUTE),
        (Answer.UNKNOWN, {"attempts": 8}, Status.FAILED, None),
        (Answer.UNKNOWN, {"attempts": 3, "has_other_way": True}, Status.REPLACED, None),
        (Answer.UNKNOWN, {"lane": Lane.EMERGENCY, "has_other_way": True}, Status.REPLACED, None),
        (Answer.UNKNOWN, {"expires_at": NOW + MINUTE}, Status.EXPIRED, None),
        (Answer.REFUSED, {}, Status.FAILED, None),
        (Answer.REFUSED, {"has_other_way": True}, Status.REPLACED, None),
        (Answer.CROWDED, {"attempts": 8}, Status.RETRY, MINUTE),
        (Answer.MONTHLY_LIMIT, {"has_other_way": True}, Status.REPLACED, None),
        (
            Answer.MONTHLY_LIMIT,
            {"unsure_since": None},
            Status.RETRY,
            datetime(2026, 12, 31, 15, tzinfo=UTC) - NOW,
        ),
    ],
)
def test_what_becomes_of_a_message(
    answer: Answer, known: dict[str, Any], status: Status, waits: timedelta | None
) -> None:
    outcome = after(answer, **known)
    assert (outcome.status, outcome.next_attempt_at) == (status, waits and NOW + waits)


def test_waiting_for_line_uses_up_no_attempt() -> None:
    assert after(Answer.TOO_FAST, paused_until=NOW + MINUTE) == Outcome(
        status=Status.RETRY, next_attempt_at=NOW + MINUTE, is_attempt=False
    )
    assert after(Answer.UNKNOWN).is_attempt


@given(
    answer=st.sampled_from(Answer),
    attempts=st.integers(1, 9),
    hours=st.integers(0, 30),
    lane=st.sampled_from(Lane),
    has_other_way=st.booleans(),
)
def test_nobody_is_asked_again_when_the_key_may_be_forgotten(
    answer: Answer, attempts: int, hours: int, lane: Lane, has_other_way: bool
) -> None:
    unsure = NOW - timedelta(hours=hours)
    outcome = after(answer, attempts=attempts, unsure_since=unsure, lane=lane, has_other_way=has_other_way)
    if outcome.status is Status.RETRY:
        assert outcome.next_attempt_at is not None
        assert outcome.next_attempt_at < unsure + timedelta(hours=24)


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"answer": Answer.UNKNOWN}, False),
        ({"recipients": ["Ua"]}, False),
        ({"unsure_since": NOW}, False),
    ],
)
def test_only_a_chunk_that_was_never_accepted_is_sent_in_halves(changes: dict[str, Any], may: bool) -> None:
    known: dict[str, Any] = {"answer": Answer.REFUSED, "recipients": ["Ua", "Ub"], "unsure_since": None}
    known |= changes
    assert rules.may_split(known.pop("answer"), **known) is may


def test_a_bucket_gives_what_it_holds_and_fills_with_time() -> None:
    bucket = Bucket(calls=10, filled_at=NOW)
    for _ in range(10):
        bucket, may = rules.take(bucket, TEN_A_SECOND, now=NOW)
        assert may
    bucket, may = rules.take(bucket, TEN_A_SECOND, now=NOW)
    assert not may
    again = rules.free_at(bucket, TEN_A_SECOND, now=NOW)
    assert again == NOW + timedelta(milliseconds=100)
    assert rules.take(bucket, TEN_A_SECOND, now=again)[1]


@given(st.lists(st.integers(0, 400), max_size=80))
def test_no_second_sees_more_than_twice_the_rate_and_the_long_run_never_more_than_it(gaps: list[int]) -> None:
    bucket, now, taken = Bucket(calls=10, filled_at=NOW), NOW, []
    for gap in gaps:
        now += timedelta(milliseconds=gap)
        bucket, may = rules.take(bucket, TEN_A_SECOND, now=now)
        taken += [now] if may else []
    assert len(taken) <= 10 + (now - NOW) / rules.SECOND * 10 + 1e-6


def test_each_refusal_in_a_row_pauses_twice_as_long_up_to_a_minute() -> None:
    bucket, now, pauses = rules.full(Endpoint.PUSH, NOW), NOW, []
    for _ in range(8):
        bucket = rules.pause(bucket, now=now)
        assert bucket.paused_until is not None and not rules.take(bucket, TEN_A_SECOND, now=now)[1]
        pauses.append((bucket.paused_until - now).total_seconds())
        now = bucket.paused_until
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    long_after = now + 2 * rules.LONGEST_PAUSE
    assert rules.pause(bucket, now=long_after).paused_until == long_after + rules.SECOND


def test_a_clock_that_runs_behind_takes_nothing_twice() -> None:
    bucket, _ = rules.take(Bucket(calls=1, filled_at=NOW), TEN_A_SECOND, now=NOW - MINUTE)
    assert not rules.take(bucket, TEN_A_SECOND, now=NOW)[1]

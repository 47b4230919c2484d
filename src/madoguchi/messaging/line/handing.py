"""From a row that was claimed to what becomes of it: may it go now, does it go, and what did LINE say.

The same steps for pushes, replies and multicasts. A worker that dies at any of them leaves a row in sending,
whose key is kept: the sweeper gives it back, and LINE takes the same key once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from madoguchi.messaging.line import channel, wire
from madoguchi.messaging.line.wire import Heard
from madoguchi.messaging.models import LineChannel, Underway
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_sending import Answer, Attempt, Endpoint
from madoguchi.rules.messages import Lane, Outcome, Status

STOPPED_FOR: Final = timedelta(minutes=1)  # how often a stopped channel is looked at again


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What becomes of a row, and what is written beside it."""

    outcome: Outcome
    answer: Answer | None = None  # None: LINE was not asked
    said: str = ""
    request_id: str = ""


def hand_over(
    row: Underway, endpoint: Endpoint, body: bytes, *, retry_key: str = "", has_other_way: bool, now: datetime
) -> Handed:
    """Try once to hand a claimed row over."""
    attempt = attempt_of(row, has_other_way=has_other_way)
    if rules.is_key_forgotten(row.unsure_since, now=now):
        return Handed(outcome=rules.given_up(attempt), said="outcome unknown for too long")
    ours = channel.known()
    if ours.stopped_at is not None:
        return Handed(outcome=_stopped(attempt, now), said="stopped")
    if (free_at := channel.take(endpoint, now=now)) is not None:
        return Handed(outcome=rules.waiting(attempt, free_at), said="waits for its turn")
    heard = _ask(ours, endpoint, body, retry_key, now)
    channel.note(ours, heard, now=now)
    pause = channel.pause(endpoint, now=now) if heard.answer is Answer.TOO_FAST else None
    return Handed(
        outcome=rules.after(heard.answer, attempt, paused_until=pause, now=now),
        answer=heard.answer,
        said="" if heard.answer is Answer.ACCEPTED else heard.said,
        request_id=heard.request_id,
    )


def attempt_of(row: Underway, *, has_other_way: bool) -> Attempt:
    """What is known of a claimed row."""
    return Attempt(
        attempts=row.attempts,
        began_at=row.sending_since or row.next_attempt_at,
        unsure_since=row.unsure_since,
        lane=Lane(row.lane),
        has_other_way=has_other_way,
        expires_at=row.expires_at,
    )


def recorded(row: Underway, handed: Handed) -> dict[str, object]:
    """The columns that say what became of it."""
    outcome = handed.outcome
    return {
        "status": outcome.status,
        "sending_since": None,
        "sent_at": row.sending_since if outcome.status is Status.SENT else None,
        "next_attempt_at": outcome.next_attempt_at or row.next_attempt_at,
        "attempts": row.attempts - (not outcome.is_attempt),
        "unsure_since": None if _was_sure(row, handed) else row.unsure_since,
        "last_error": handed.said,
        "request_id": handed.request_id or row.request_id,
    }


def _was_sure(row: Underway, handed: Handed) -> bool:
    """Whether this attempt was the first, and left nothing behind that could still arrive."""
    is_first = row.unsure_since == row.sending_since
    return is_first and (handed.answer is None or rules.is_sure(handed.answer))


def _stopped(attempt: Attempt, now: datetime) -> Outcome:
    if attempt.has_other_way:
        return Outcome(status=Status.REPLACED)
    return rules.waiting(attempt, now + STOPPED_FOR)


def _ask(ours: LineChannel, endpoint: Endpoint, body: bytes, retry_key: str, now: datetime) -> Heard:
    """Once more with a new token where LINE does not take the old one: it was certainly not accepted."""
    heard = _ask_once(ours, endpoint, body, retry_key, now)
    if heard.answer is not Answer.UNAUTHORISED or not ours.token:
        return heard
    channel.forget_token(ours)
    return _ask_once(ours, endpoint, body, retry_key, now)


def _ask_once(ours: LineChannel, endpoint: Endpoint, body: bytes, retry_key: str, now: datetime) -> Heard:
    token = channel.token_of(ours, now=now)
    if isinstance(token, Heard):
        return token
    return wire.post(endpoint, body, token=token, retry_key=retry_key)

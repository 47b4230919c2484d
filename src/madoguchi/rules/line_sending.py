"""What LINE's answers mean, how fast it may be asked, and what becomes of a message after each attempt.

A message has one retry key for life, kept before the first byte leaves. While an attempt's outcome is unknown
it is asked again under that key only, and only as long as LINE remembers the key: nobody gets it twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid5

from madoguchi.rules import calendar
from madoguchi.rules.messages import Lane, Outcome, Status, retry_at


class Endpoint(StrEnum):
    """Where a message is handed over; each has a limit of its own."""

    REPLY = "reply"
    PUSH = "push"
    MULTICAST = "multicast"


class Answer(StrEnum):
    """What an attempt came to."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"  # it may have been accepted
    UNREACHED = "unreached"  # it certainly was not
    TOO_FAST = "too_fast"
    CROWDED = "crowded"  # too much at once for this one recipient or audience
    MONTHLY_LIMIT = "monthly_limit"
    UNAUTHORISED = "unauthorised"
    REFUSED = "refused"


class Stop(StrEnum):
    """Why a broadcast does not go on."""

    BY_HAND = "by_hand"
    MONTHLY_LIMIT = "monthly_limit"


class Unsendable(StrEnum):
    """Why a broadcast is not begun."""

    NO_WORDS = "no_words"
    TOO_MANY_MESSAGES = "too_many_messages"
    TOO_LATE = "too_late"
    NOBODY = "nobody"
    HELD_BACK = "held_back"  # everybody was told too often within the hour


class Followup(StrEnum):
    """What follows an attempt to reply."""

    DONE = "done"
    NOTHING = "nothing"  # it may have arrived, or a push would be refused, too
    PUSH = "push"
    AGAIN = "again"  # it certainly did not arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How many calls in what time."""

    calls: int
    per: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """How many calls are left just now; shared by all workers."""

    calls: float
    filled_at: datetime
    paused_until: datetime | None = None
    refusals: int = 0  # in a row


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What is known of a message when an attempt has ended."""

    attempts: int
    began_at: datetime
    unsure_since: datetime | None  # the first attempt that may have been accepted, this one included
    lane: Lane
    has_other_way: bool
    expires_at: datetime | None


SECOND: Final = timedelta(seconds=1)
# Four fifths of what LINE allows one channel.
RATES: Final[Mapping[Endpoint, Rate]] = {
    Endpoint.REPLY: Rate(calls=1600, per=SECOND),
    Endpoint.PUSH: Rate(calls=1600, per=SECOND),
    Endpoint.MULTICAST: Rate(calls=160, per=SECOND),
}
MOST_RECIPIENTS: Final = 500  # of one multicast
MOST_MESSAGES: Final = 5
FALLBACK: Final = "ja"
LONGEST_PAUSE: Final = timedelta(minutes=1)
CROWDED_FOR: Final = timedelta(minutes=1)
KEY_KEPT: Final = timedelta(hours=23)  # LINE remembers a retry key for 24
REPLY_WITHIN: Final = timedelta(seconds=50)  # of the minute in which a reply token is good
STUCK_AFTER: Final = timedelta(minutes=1)  # far beyond the time-outs below
CONNECT_WITHIN, ANSWER_WITHIN = 3.0, 10.0  # seconds
MOST_IN_AN_HOUR: Final = 10  # messages to one person, emergencies apart
AN_HOUR: Final = timedelta(hours=1)
ANSWER_GOOD_FOR: Final = timedelta(hours=1)  # a chat that answers later confuses
ANSWERS: Final = UUID("6f1d9b1e-4c0a-4d5f-9a52-0d3a3a6f7c11")  # for ever: keys are made with it
AILING_FOR: Final = timedelta(minutes=15)
INVALID_TOKEN: Final = "invalid reply token"  # noqa: S105 - what LINE says, not a secret

# After how many failed attempts another way is taken, where there is one.
PATIENCE: Final[Mapping[Lane, int]] = {Lane.EMERGENCY: 1, Lane.ONE_TO_ONE: 3, Lane.REMINDER: 3, Lane.BULK: 3}

_OF_STATUS: Final[Mapping[int, Answer]] = {401: Answer.UNAUTHORISED, 409: Answer.ACCEPTED}
_MONTHLY: Final = "monthly limit"
_CROWDED: Final = ("concurren", "audience", "same user")


def read(status: int | None, message: str) -> Answer:
    """What LINE's answer means; `status` None: there was none, and it may have been accepted.

    The three kinds of 429 differ by their words alone. Unknown words mean the commonest and mildest.
    """
    if status is None or status >= 500:
        return Answer.UNKNOWN
    if status < 300:
        return Answer.ACCEPTED
    if status == 429:
        return _read_limit(message.lower())
    return _OF_STATUS.get(status, Answer.REFUSED)


def _read_limit(message: str) -> Answer:
    if _MONTHLY in message:
        return Answer.MONTHLY_LIMIT
    return Answer.CROWDED if any(word in message for word in _CROWDED) else Answer.TOO_FAST


def is_sure(answer: Answer) -> bool:
    """Whether this attempt certainly left nothing behind that could still arrive."""
    return answer is not Answer.UNKNOWN


def is_key_forgotten(unsure_since: datetime | None, *, now: datetime) -> bool:
    """Whether asking again could give somebody the message twice: LINE remembers its key no more."""
    return unsure_since is not None and unsure_since + KEY_KEPT <= now


def is_out(*, stopped_at: datetime | None, ailing_since: datetime | None, now: datetime) -> bool:
    """Whether messages had better take another way at once: stopped, or broken for a while."""
    return stopped_at is not None or (ailing_since is not None and ailing_since + AILING_FOR <= now)


def answer_key(webhook_event_id: str) -> UUID:
    """The retry key of the answer to an event: the same, however often the event comes."""
    return uuid5(ANSWERS, webhook_event_id)


def after_reply(answer: Answer | None, said: str) -> Followup:
    """What follows a reply; `answer` None: LINE was not asked. One that may have arrived is never doubled."""
    if answer is Answer.ACCEPTED:
        return Followup.DONE
    if answer is Answer.UNKNOWN:
        return Followup.NOTHING
    if answer is Answer.REFUSED:
        return Followup.PUSH if INVALID_TOKEN in said.lower() else Followup.NOTHING
    return Followup.AGAIN


def after(answer: Answer, attempt: Attempt, *, paused_until: datetime | None, now: datetime) -> Outcome:
    """What becomes of a message; `paused_until`: when the next call is allowed at all."""
    if answer is Answer.ACCEPTED:
        return Outcome(status=Status.SENT)
    if answer is Answer.REFUSED:
        return given_up(attempt)
    if answer in (Answer.TOO_FAST, Answer.CROWDED):
        at = paused_until if answer is Answer.TOO_FAST else now + CROWDED_FOR
        return waiting(attempt, at or now + SECOND)
    if answer is Answer.MONTHLY_LIMIT:
        return given_up(attempt) if attempt.has_other_way else waiting(attempt, next_month(now))
    return _after_failure(attempt, now)


def waiting(attempt: Attempt, until: datetime) -> Outcome:
    """Later, for a reason that is not the message's: no attempt is used up."""
    if attempt.expires_at is not None and until >= attempt.expires_at:
        return Outcome(status=Status.EXPIRED)
    if is_key_forgotten(attempt.unsure_since, now=until):
        return given_up(attempt)
    return Outcome(status=Status.RETRY, next_attempt_at=until, is_attempt=False)


def _after_failure(attempt: Attempt, now: datetime) -> Outcome:
    again_at = retry_at(attempts=attempt.attempts, now=now)
    if again_at is None or (attempt.has_other_way and attempt.attempts >= PATIENCE[attempt.lane]):
        return given_up(attempt)
    found = waiting(attempt, again_at)
    return replace(found, is_attempt=True)


def given_up(attempt: Attempt) -> Outcome:
    """The end on this channel: another one takes over, or officers see that it failed."""
    return Outcome(status=Status.REPLACED if attempt.has_other_way else Status.FAILED)


def may_split(answer: Answer, *, recipients: Sequence[str], unsure_since: datetime | None) -> bool:
    """Whether a refused chunk is sent in halves to find whom LINE does not know.

    Never one whose earlier attempt may have been accepted: its halves have new keys.
    """
    return answer is Answer.REFUSED and len(recipients) > 1 and unsure_since is None


def unsendable(
    messages: Mapping[str, Sequence[object]], *, expires_at: datetime, now: datetime
) -> Unsendable | None:
    """Why these words cannot be sent at all."""
    if not messages.get(FALLBACK) or not all(messages.values()):
        return Unsendable.NO_WORDS
    if any(len(words) > MOST_MESSAGES for words in messages.values()):
        return Unsendable.TOO_MANY_MESSAGES
    return Unsendable.TOO_LATE if expires_at <= now else None


def fingerprint(words: bytes, recipients: Sequence[str] = ()) -> str:
    """By which a chunk proves that neither words nor recipients were changed; first of the words alone."""
    of_words = hashlib.sha256(words).hexdigest()
    if not recipients:
        return of_words
    return hashlib.sha256(f"{of_words}{','.join(recipients)}".encode()).hexdigest()


def next_month(now: datetime) -> datetime:
    """When LINE counts anew."""
    today = calendar.local_day(now)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime(first.year, first.month, 1, tzinfo=calendar.TOKYO)


def full(endpoint: Endpoint, now: datetime) -> Bucket:
    """A bucket nobody has taken from."""
    return Bucket(calls=RATES[endpoint].calls, filled_at=now)


def take(bucket: Bucket, rate: Rate, *, now: datetime) -> tuple[Bucket, bool]:
    """The bucket after one more call, and whether it may be made."""
    filled = _filled(bucket, rate, now)
    if is_paused(bucket, now) or filled.calls < 1:
        return filled, False
    return replace(filled, calls=filled.calls - 1), True


def is_paused(bucket: Bucket, now: datetime) -> bool:
    """Whether LINE asked to be left alone for a while."""
    return bucket.paused_until is not None and now < bucket.paused_until


def pause(bucket: Bucket, *, now: datetime) -> Bucket:
    """LINE said it was too fast: leave it alone, twice as long each time in a row, and begin again empty."""
    if is_paused(bucket, now):
        return bucket
    last = bucket.paused_until
    refusals = bucket.refusals if last is not None and now < last + LONGEST_PAUSE else 0
    until = now + min(SECOND * 2**refusals, LONGEST_PAUSE)
    return Bucket(calls=0, filled_at=until, paused_until=until, refusals=refusals + 1)


def free_at(bucket: Bucket, rate: Rate, *, now: datetime) -> datetime:
    """When the next call may be made."""
    if bucket.paused_until is not None and now < bucket.paused_until:
        return bucket.paused_until
    missing = max(1 - bucket.calls, 0)
    return now + missing * rate.per / rate.calls


def _filled(bucket: Bucket, rate: Rate, now: datetime) -> Bucket:
    if now <= bucket.filled_at:  # clocks of two machines differ a little
        return bucket
    more = (now - bucket.filled_at) / rate.per * rate.calls
    return replace(bucket, calls=min(bucket.calls + more, rate.calls), filled_at=now)

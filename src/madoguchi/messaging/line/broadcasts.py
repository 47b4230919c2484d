"""What many are told at once, chunk after chunk: frozen recipients, one key each, and others let through.

Each chunk is claimed, handed over and recorded like any message. Whoever drains looks up after a second, so
that a message to one person never waits for those to a hundred thousand.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, F, QuerySet, Value, When
from django.db.models.functions import Coalesce

from madoguchi.base import jobs
from madoguchi.messaging.line.handing import Handed, hand_over, recorded
from madoguchi.messaging.models import LineBroadcast, LineChannel, LineChunk, LineRecipient
from madoguchi.rules import line_messages
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_sending import Answer, Endpoint, Stop
from madoguchi.rules.messages import URGENCY, WAITING, Lane, Outcome, Status

SLICE: Final = timedelta(seconds=1)
SOON: Final = timedelta(seconds=5)
MOST_PATIENCE: Final = 0.25  # seconds
_URGENCY: Final = Case(*(When(lane=lane, then=Value(rank)) for lane, rank in URGENCY.items()), default=0)


def drain(*, clock: Callable[[], datetime]) -> int:
    """Send chunks for about a second, and promise the rest to the next job. Returns how many were sent."""
    sent, until = 0, clock() + SLICE
    while (now := clock()) < until:
        handed = send_next(now=now)
        if handed is None:
            break
        sent += handed.outcome.status is Status.SENT
        if handed.answer is None:
            time.sleep(_patience(handed.outcome, now))
    if _due(clock() + SOON).exists():
        defer()
    return sent


def defer() -> None:
    """Promise that somebody goes on, behind whoever is told alone."""
    jobs.defer("messaging.broadcast", key="messaging.broadcast", priority=URGENCY[Lane.BULK])


def send_next(*, now: datetime) -> Handed | None:
    """Send the most pressing chunk that is due. None: there is none, or all is stopped."""
    chunk = _claim(now)
    if chunk is None:
        return None
    handed = _hand_over(chunk, now)
    _record(chunk, handed, now)
    return handed


def sweep(*, now: datetime) -> None:
    """Take up what a dead worker had in hand, end what comes too late, and go on."""
    stuck = LineChunk.objects.filter(status=Status.SENDING, sending_since__lte=now - rules.STUCK_AFTER)
    stuck.update(status=Status.RETRY, sending_since=None, next_attempt_at=now)
    LineChunk.objects.filter(status__in=WAITING, expires_at__lte=now).update(status=Status.EXPIRED)
    if _due(now).exists():
        defer()


def _due(now: datetime) -> QuerySet[LineChunk]:
    stopped = LineChannel.objects.filter(channel_id=settings.LINE_CHANNEL_ID, stopped_at__isnull=False)
    return LineChunk.objects.filter(
        ~Exists(stopped),
        status__in=WAITING,
        next_attempt_at__lte=now,
        expires_at__gt=now,
        broadcast__stopped_at=None,
    )


@transaction.atomic
def _claim(now: datetime) -> LineChunk | None:
    due = _due(now).order_by(_URGENCY.desc(), "next_attempt_at", "number")
    chunk = due.select_for_update(skip_locked=True, of=("self",)).select_related("broadcast").first()
    if chunk is None:
        return None
    LineChunk.objects.filter(pk=chunk.pk).update(
        status=Status.SENDING,
        sending_since=now,
        unsure_since=Coalesce("unsure_since", now),
        attempts=F("attempts") + 1,
    )
    chunk.sending_since, chunk.attempts = now, chunk.attempts + 1
    chunk.unsure_since = chunk.unsure_since or now
    return chunk


def _hand_over(chunk: LineChunk, now: datetime) -> Handed:
    words = chunk.broadcast.messages[chunk.language]
    if rules.fingerprint(line_messages.payload(messages=words), chunk.recipients) != chunk.payload_hash:
        return Handed(outcome=Outcome(status=Status.FAILED), said="changed after it was promised")
    body = line_messages.payload(to=chunk.recipients, messages=words)
    return hand_over(chunk, Endpoint.MULTICAST, body, retry_key=str(chunk.pk), has_other_way=False, now=now)


@transaction.atomic
def _record(chunk: LineChunk, handed: Handed, now: datetime) -> None:
    columns = recorded(chunk, handed)
    earlier = None if chunk.unsure_since == chunk.sending_since else chunk.unsure_since
    if handed.answer is Answer.MONTHLY_LIMIT:
        columns |= {"status": Status.QUEUED, "next_attempt_at": now}
        LineBroadcast.objects.filter(pk=chunk.broadcast_id, stopped_at=None).update(
            stopped_at=now, stopped_why=Stop.MONTHLY_LIMIT
        )
    is_split = handed.answer is not None and rules.may_split(
        handed.answer, recipients=chunk.recipients, unsure_since=earlier
    )
    if is_split:
        columns |= {"status": Status.REPLACED}
    sending = LineChunk.objects.filter(pk=chunk.pk, status=Status.SENDING, attempts=chunk.attempts)
    if sending.update(**columns) and is_split:
        _split(chunk, now)


def _split(chunk: LineChunk, now: datetime) -> None:
    """Two halves under new keys: LINE took none of it, and one of them it may take."""
    middle = len(chunk.recipients) // 2
    last = chunk.broadcast.chunks.order_by("-number").values_list("number", flat=True)[0]
    words = line_messages.payload(messages=chunk.broadcast.messages[chunk.language])
    for number, recipients in enumerate((chunk.recipients[:middle], chunk.recipients[middle:]), last + 1):
        half = LineChunk.objects.create(
            broadcast_id=chunk.broadcast_id,
            language=chunk.language,
            number=number,
            recipients=recipients,
            payload_hash=rules.fingerprint(words, recipients),
            lane=chunk.lane,
            status=Status.QUEUED,
            queued_at=chunk.queued_at,
            next_attempt_at=now,
            expires_at=chunk.expires_at,
        )
        theirs = LineRecipient.objects.filter(chunk=chunk, friend__line_user_id__in=recipients)
        theirs.update(chunk=half)


def _patience(outcome: Outcome, now: datetime) -> float:
    wait = (outcome.next_attempt_at - now).total_seconds() if outcome.next_attempt_at else 0
    return max(0, min(wait, MOST_PATIENCE))

"""How the city's account on LINE fares, in figures: for the page of administrators."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404

from madoguchi.messaging.models import (
    PEOPLE,
    REACHED,
    Friend,
    LineAnswer,
    LineBroadcast,
    LineBucket,
    LineChannel,
    LineChunk,
    OutgoingMessage,
)
from madoguchi.rules.line_sending import Stop
from madoguchi.rules.messages import UNSENT, Channel, Status

LATELY: Final = timedelta(days=1)
MOST_BROADCASTS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many messages of one kind arrived at LINE, and how many did not."""

    sent: int = 0
    waiting: int = 0
    replaced: int = 0
    failed: int = 0
    replied: int = 0  # of those sent: free replies


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A broadcast, and how many of its recipients stand where."""

    id: UUID
    title: str
    queued_at: datetime
    stopped_why: str
    recipients: int
    held_back: int
    sent: int
    waiting: int
    failed: int
    expired: int


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All of it at one moment. `channel` None: nothing was ever sent by it."""

    is_set_up: bool
    channel: LineChannel | None
    paused_until: datetime | None
    reached: int
    linked: int
    blocked: int
    messages: Tally
    answers: Tally
    broadcasts: list[Progress]


def now_at(now: datetime) -> State:
    """How the account fares; the tallies are of the last day."""
    ours = {"channel_id": settings.LINE_CHANNEL_ID}
    pauses = LineBucket.objects.filter(**ours, paused_until__gt=now).order_by("-paused_until")
    friends = Friend.objects.aggregate(
        reached=Count("id", filter=REACHED),
        linked=Count("id", filter=Q(resident_ref__isnull=False)),
        blocked=Count("id", filter=Q(followed_at__isnull=False, blocked_at__isnull=False)),
    )
    return State(
        is_set_up=bool(settings.LINE_CHANNEL_ID),
        channel=LineChannel.objects.filter(**ours).first(),
        paused_until=pauses.values_list("paused_until", flat=True).first(),
        messages=_messages(now),
        answers=_answers(now),
        broadcasts=list_broadcasts(),
        **friends,
    )


def list_broadcasts() -> list[Progress]:
    """The latest broadcasts, the newest first."""
    rows = list(LineBroadcast.objects.order_by("-queued_at")[:MOST_BROADCASTS])
    counted = count_recipients([row.pk for row in rows])
    return [_progress(row, counted.get(row.pk, {})) for row in rows]


def access_broadcast(broadcast: UUID) -> Progress:
    """One broadcast, and how far it is."""
    row = LineBroadcast.objects.filter(pk=broadcast).first()
    if row is None:
        raise Http404
    return _progress(row, count_recipients([row.pk]).get(row.pk, {}))


def count_recipients(broadcasts: list[UUID]) -> dict[UUID, dict[str, int]]:
    """How many recipients of each stand where, by status."""
    chunks = LineChunk.objects.filter(broadcast__in=broadcasts).exclude(status=Status.REPLACED)
    counted: dict[UUID, dict[str, int]] = {}
    for broadcast, status, count in chunks.values_list("broadcast", "status").annotate(people=PEOPLE):
        counted.setdefault(broadcast, {})[status] = count
    return counted


def sum_recipients(broadcasts: list[UUID]) -> dict[str, int]:
    """The same for all of them together."""
    counted = Counter[str]()
    for each in count_recipients(broadcasts).values():
        counted.update(each)
    return dict(counted)


def why_failed(broadcasts: list[UUID]) -> list[tuple[str, int]]:
    """What LINE said of those it did not take, and how many they are."""
    failed = LineChunk.objects.filter(broadcast__in=broadcasts, status=Status.FAILED)
    return list(failed.order_by("last_error").values_list("last_error").annotate(people=PEOPLE))


def why_stopped(broadcasts: list[UUID]) -> frozenset[Stop]:
    """Why some of them do not go on; empty: all do."""
    stopped = LineBroadcast.objects.filter(pk__in=broadcasts, stopped_at__isnull=False)
    return frozenset(map(Stop, stopped.values_list("stopped_why", flat=True)))


def _progress(row: LineBroadcast, counted: dict[str, int]) -> Progress:
    return Progress(
        id=row.pk,
        title=row.title,
        queued_at=row.queued_at,
        stopped_why=row.stopped_why,
        recipients=row.recipients,
        held_back=row.held_back,
        sent=counted.get(Status.SENT, 0),
        waiting=sum(counted.get(status, 0) for status in UNSENT),
        failed=counted.get(Status.FAILED, 0),
        expired=counted.get(Status.EXPIRED, 0),
    )


def _messages(now: datetime) -> Tally:
    lately = OutgoingMessage.objects.filter(channel=Channel.LINE, queued_at__gt=now - LATELY)
    return Tally(**lately.aggregate(**_STATES))


def _answers(now: datetime) -> Tally:
    lately = LineAnswer.objects.filter(queued_at__gt=now - LATELY)
    replied = Count("id", filter=Q(status=Status.SENT, replying_since__isnull=False))
    return Tally(**lately.aggregate(**_STATES, replied=replied))


_STATES: Final = {
    "sent": Count("id", filter=Q(status=Status.SENT)),
    "waiting": Count("id", filter=Q(status__in=UNSENT)),
    "replaced": Count("id", filter=Q(status=Status.REPLACED)),
    "failed": Count("id", filter=Q(status__in=(Status.FAILED, Status.EXPIRED))),
}

"""How many messages the plan allows in a month, and how many are gone: as LINE says, and we know since."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from madoguchi.messaging.line import channel, wire
from madoguchi.messaging.models import PEOPLE, LineChannel, LineChunk
from madoguchi.rules import line_sending as rules
from madoguchi.rules.broadcasting import Quota
from madoguchi.rules.line_sending import Answer
from madoguchi.rules.messages import UNSENT, Status


def note(*, now: datetime) -> None:
    """Ask LINE and remember; what it does not say now, it says next time."""
    ours = channel.known()
    token = channel.token_of(ours, now=now)
    if isinstance(token, wire.Heard):
        return
    most, used = (wire.look(path, token=token) for path in ("/message/quota", "/message/quota/consumption"))
    if {most.answer, used.answer} != {Answer.ACCEPTED}:
        return
    LineChannel.objects.filter(pk=ours.pk).update(
        month_most=most.body.get("value") if most.body.get("type") == "limited" else None,
        month_used=used.body.get("totalUsage") or 0,
        month_seen_at=now,
    )


def known(*, now: datetime) -> Quota | None:
    """What is known of this month. None: the city has no account, or LINE was not asked yet."""
    ours = LineChannel.objects.filter(
        channel_id=settings.LINE_CHANNEL_ID, month_seen_at__isnull=False
    ).first()
    if ours is None or ours.month_seen_at is None:
        return None
    is_of_before = rules.next_month(ours.month_seen_at) <= now
    since = LineChunk.objects.filter(status=Status.SENT, sent_at__gt=ours.month_seen_at)
    waits = LineChunk.objects.filter(status__in=UNSENT, expires_at__gt=now, broadcast__stopped_at=None)
    return Quota(
        most=ours.month_most,
        used=0 if is_of_before else ours.month_used + _people(since),
        promised=_people(waits),
        seen_at=ours.month_seen_at,
    )


def _people(chunks: QuerySet[LineChunk]) -> int:
    return int(chunks.aggregate(people=PEOPLE)["people"] or 0)

"""Who is reached on LINE."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Subquery

from madoguchi.messaging.models import REACHED, Friend, LineChannel
from madoguchi.rules import line_sending as rules


def reached(resident_ref: UUID | None, *, has_other_way: bool, now: datetime) -> Friend | None:
    """The friend that a resident is on LINE, unless blocked; or LINE is out and there is another way."""
    if resident_ref is None or not settings.LINE_CHANNEL_ID:
        return None
    channel = LineChannel.objects.filter(channel_id=settings.LINE_CHANNEL_ID)
    found = (
        Friend.objects.filter(REACHED, resident_ref=resident_ref)
        .annotate(
            stopped_at=Subquery(channel.values("stopped_at")),
            ailing_since=Subquery(channel.values("ailing_since")),
        )
        .first()
    )
    if found is None or not has_other_way:
        return found
    is_out = rules.is_out(stopped_at=found.stopped_at, ailing_since=found.ailing_since, now=now)
    return None if is_out else found

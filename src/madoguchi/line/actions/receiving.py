"""Keeping what LINE told us, as it came: nothing is decided before the platform has its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from madoguchi.base import jobs, rows
from madoguchi.messaging.models import LineEvent
from madoguchi.rules.webhooks import Arrival


def receive(*, arrivals: Sequence[Arrival], now: datetime) -> None:
    """Keep each event once, and promise to work those of each person; whose event is nobody's is done.

    One statement, which is a transaction of its own: the platform waits, and gives up after two seconds.
    """
    with rows.together():
        rows.add(*(_event(each, now) for each in arrivals), unless_there=True)
        for person in sorted({each.person for each in arrivals if each.person}):
            jobs.defer("line.work", key=f"line:{person}", person=person)


def _event(arrival: Arrival, now: datetime) -> LineEvent:
    return LineEvent(
        webhook_event_id=arrival.id,
        line_user_id=arrival.person,
        raw=dict(arrival.raw),
        occurred_at=arrival.happened_at,
        received_at=now,
        worked_at=None if arrival.person else now,
    )

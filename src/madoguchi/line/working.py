"""Working what LINE told us: one event after another, each person's in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from madoguchi.line.actions import friends
from madoguchi.messaging.models import Friend, LineEvent
from madoguchi.rules.conversation import LANGUAGES
from madoguchi.rules.friendship import News

_LOCK: Final = 4_812_037  # with the person: one event of theirs at a time, on however many machines
# Nothing that anybody wrote or sent, nor where they were.
_KEPT: Final = frozenset(
    {"type", "mode", "timestamp", "webhookEventId", "deliveryContext", "unsend", "follow"}
)
_KEPT_OF_MESSAGE: Final = ("id", "type")


@transaction.atomic
def work_next(*, person: str, language: str, now: datetime) -> bool:
    """Work the earliest event of a person that waits; False: there is none.

    `language` is what a person reads who was not known before.
    """
    _hold(person)
    waiting = LineEvent.objects.filter(line_user_id=person, worked_at=None)
    event = waiting.order_by("occurred_at", "webhook_event_id").first()
    if event is None:
        return False
    act = ACTS.get(str(event.raw.get("type")))
    if act is not None and event.raw.get("mode") != "standby":
        act(_friend(person, language), event, now)
    event.raw, event.worked_at = bare(event.raw), now
    event.save(update_fields=["raw", "worked_at"])
    return True


def bare(raw: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an event for a month: that it happened, not what somebody wrote or where they were."""
    kept = {name: value for name, value in raw.items() if name in _KEPT}
    message = raw.get("message")
    if isinstance(message, dict):
        kept["message"] = {name: message[name] for name in _KEPT_OF_MESSAGE if name in message}
    return kept


def _hold(person: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, person])


def _friend(person: str, language: str) -> Friend:
    reads = language if language in LANGUAGES else LANGUAGES[0]
    return Friend.objects.get_or_create(line_user_id=person, defaults={"language": reads})[0]


def _followed(friend: Friend, event: LineEvent, now: datetime) -> None:
    friends.note(friend=friend, news=News.FOLLOWED, at=event.occurred_at, now=now)


def _unfollowed(friend: Friend, event: LineEvent, now: datetime) -> None:
    friends.note(friend=friend, news=News.BLOCKED, at=event.occurred_at, now=now)


ACTS: Final[Mapping[str, Callable[[Friend, LineEvent, datetime], None]]] = {
    "follow": _followed,
    "unfollow": _unfollowed,
}

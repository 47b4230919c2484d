"""Working what LINE told us: one event after another, each person's in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from madoguchi.line import chatting, queries
from madoguchi.line.actions import conversing, friends
from madoguchi.line.actors import actor_of
from madoguchi.messaging.models import Friend, LineEvent
from madoguchi.rules.documents.base import LANGUAGES
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


@transaction.atomic
def give_up(*, before: datetime, now: datetime) -> int:
    """Leave what nobody could work for so long, so that what comes after it is heard. How many were left."""
    stuck = LineEvent.objects.select_for_update(skip_locked=True).filter(
        worked_at=None, received_at__lt=before
    )
    for event in stuck:
        event.raw, event.worked_at = bare(event.raw), now
        event.save(update_fields=["raw", "worked_at"])
    return len(stuck)


def _hold(person: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, person])


def _friend(person: str, language: str) -> Friend:
    reads = language if language in LANGUAGES else LANGUAGES[0]
    return Friend.objects.get_or_create(line_user_id=person, defaults={"language": reads})[0]


def _followed(friend: Friend, event: LineEvent, now: datetime) -> None:
    friends.note(friend=friend, news=News.FOLLOWED, at=event.occurred_at, now=now)
    if friend.is_reached:
        chatting.take_turn(friend, event, now)


def _unfollowed(friend: Friend, event: LineEvent, now: datetime) -> None:
    friends.note(friend=friend, news=News.BLOCKED, at=event.occurred_at, now=now)
    talk = queries.open_conversation(friend)
    if talk is not None and not friend.is_reached:
        conversing.end(conversation=talk, by=actor_of(friend), now=now)


def _spoke(friend: Friend, event: LineEvent, now: datetime) -> None:
    """Only a friend can speak: so they are one, whether or not we heard of it."""
    if not friend.is_reached:
        friends.note(friend=friend, news=News.FOLLOWED, at=event.occurred_at, now=now)
    if friend.is_reached:
        chatting.take_turn(friend, event, now)


def _unsent(friend: Friend, event: LineEvent, now: datetime) -> None:
    unsent = event.raw.get("unsend")
    number = unsent.get("messageId") if isinstance(unsent, dict) else ""
    if isinstance(number, str):
        conversing.take_back(friend=friend, message_id=number, now=now)


ACTS: Final[Mapping[str, Callable[[Friend, LineEvent, datetime], None]]] = {
    "follow": _followed,
    "unfollow": _unfollowed,
    "message": _spoke,
    "postback": _spoke,
    "unsend": _unsent,
}

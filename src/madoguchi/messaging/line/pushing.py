"""One message to one person: a pointer to our pages, and never to whom it is not meant for any more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from madoguchi.base.texts import read_by, say_plain
from madoguchi.messaging.line.handing import Handed, attempt_of, hand_over
from madoguchi.messaging.models import Friend, OutgoingMessage
from madoguchi.rules import line_messages
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_sending import Endpoint
from madoguchi.rules.messages import Lane, Status

NOT_REACHED: Final = "not reached on LINE any more"
FLOODED: Final = "too many messages to one person"


def push(message: OutgoingMessage, *, now: datetime) -> Handed:
    """Try once to push a claimed message. Its id is the retry key, for life."""
    friend = message.friend
    attempt = attempt_of(message, has_other_way=bool(message.instead))
    if friend is None or not friend.is_reached or friend.resident_ref != message.resident_ref:
        return Handed(outcome=rules.given_up(attempt), said=NOT_REACHED)
    if _is_flooded(friend, message, now):
        return Handed(outcome=rules.waiting(attempt, now + rules.AN_HOUR), said=FLOODED)
    return hand_over(
        message,
        Endpoint.PUSH,
        line_messages.payload(to=friend.line_user_id, messages=[_pointer(message)]),
        retry_key=str(message.pk),
        has_other_way=attempt.has_other_way,
        now=now,
    )


def _pointer(message: OutgoingMessage) -> line_messages.Message:
    *paragraphs, link = message.body.split("\n\n")
    with read_by(message.language):
        label = say_plain("Open the page")
    return line_messages.pointer(title=message.subject, text="\n\n".join(paragraphs), label=label, link=link)


def _is_flooded(friend: Friend, message: OutgoingMessage, now: datetime) -> bool:
    """Whether something has gone wrong that would ring one phone again and again."""
    if message.lane == Lane.EMERGENCY:
        return False
    lately = OutgoingMessage.objects.filter(
        friend=friend, status=Status.SENT, sent_at__gt=now - rules.AN_HOUR
    )
    return lately.count() >= rules.MOST_IN_AN_HOUR

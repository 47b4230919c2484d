"""What somebody in a chat is answered: a reply while LINE takes one, else a push; never both.

A reply has no retry key. That it began is kept before its first byte, so a worker that dies meanwhile leaves
an answer of unknown outcome: it is shown as failed, and never followed by a push.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from madoguchi.base import jobs, rows
from madoguchi.messaging.line.handing import Handed, hand_over, recorded
from madoguchi.messaging.models import LineAnswer, LineEvent
from madoguchi.rules import line_messages
from madoguchi.rules import line_sending as rules
from madoguchi.rules.line_messages import Message
from madoguchi.rules.line_sending import Endpoint, Followup
from madoguchi.rules.messages import URGENCY, WAITING, Lane, Outcome, Status


def respond(event: LineEvent, messages: Sequence[Message], now: datetime) -> None:
    """Promise, in the caller's transaction, to answer what happened; promising it twice is promised once."""
    token = str(event.raw.get("replyToken") or "")
    until = event.received_at + rules.REPLY_WITHIN
    key = rules.answer_key(event.webhook_event_id)
    _promise(key, event.line_user_id, messages, now, event=event, reply_token=token, reply_until=until)


def write(line_user_id: str, messages: Sequence[Message], now: datetime) -> UUID:
    """Promise, in the caller's transaction, to write to somebody who did not ask. Returns its key."""
    key = uuid4()
    _promise(key, line_user_id, messages, now)
    return key


def send(*, answer: UUID, now: datetime) -> Status | None:
    """Send one answer if it is due and nobody else is sending it. None: there was nothing to do."""
    claimed = _claim(answer, now)
    if claimed is None:
        return None
    handed = _hand_over(claimed, now)
    sending = LineAnswer.objects.filter(pk=answer, status=Status.SENDING, attempts=claimed.attempts)
    is_over = handed.outcome.status is not Status.RETRY
    sending.update(**recorded(claimed, handed), **({"messages": []} if is_over else {}))
    return handed.outcome.status


def sweep(*, now: datetime) -> int:
    """Promise again what a lost job or a dead worker left behind. Returns how many were found."""
    stuck = LineAnswer.objects.filter(status=Status.SENDING, sending_since__lte=now - rules.STUCK_AFTER)
    stuck.update(status=Status.RETRY, sending_since=None, next_attempt_at=now)
    overdue = Q(status=Status.RETRY, next_attempt_at__lte=now) | Q(
        status=Status.QUEUED, next_attempt_at__lte=now - rules.STUCK_AFTER
    )
    found = list(LineAnswer.objects.filter(overdue).values_list("pk", flat=True)[: rules.MOST_RECIPIENTS])
    for pk in found:
        jobs.defer("messaging.answer", key=f"answer:{pk}", answer=str(pk))
    return len(found)


def _promise(key: UUID, line_user_id: str, messages: Sequence[Message], now: datetime, **reply: Any) -> None:
    if not messages:
        return
    row = LineAnswer(
        id=key,
        line_user_id=line_user_id,
        messages=list(messages),
        lane=Lane.ONE_TO_ONE,
        status=Status.QUEUED,
        queued_at=now,
        next_attempt_at=now,
        expires_at=now + rules.ANSWER_GOOD_FOR,
        **reply,
    )
    rows.add(row, unless_there=True)
    jobs.defer("messaging.answer", priority=URGENCY[Lane.EMERGENCY], answer=str(key))


def _claim(answer: UUID, now: datetime) -> LineAnswer | None:
    due = LineAnswer.objects.filter(pk=answer, status__in=WAITING, next_attempt_at__lte=now)
    sending = due.update(
        status=Status.SENDING,
        sending_since=now,
        unsure_since=Coalesce("unsure_since", now),
        attempts=F("attempts") + 1,
    )
    return LineAnswer.objects.get(pk=answer) if sending else None


def _hand_over(row: LineAnswer, now: datetime) -> Handed:
    if row.expires_at is not None and row.expires_at <= now:
        return Handed(outcome=Outcome(status=Status.EXPIRED))
    if row.replying_since is not None:
        return Handed(outcome=Outcome(status=Status.FAILED), said="a reply whose outcome is unknown")
    if row.reply_token and row.reply_until is not None and now < row.reply_until:
        return _reply(row, now)
    return _push(row, now)


def _reply(row: LineAnswer, now: datetime) -> Handed:
    this = LineAnswer.objects.filter(pk=row.pk)
    this.update(replying_since=now)
    body = line_messages.payload(replyToken=row.reply_token, messages=row.messages)
    handed = hand_over(row, Endpoint.REPLY, body, has_other_way=False, now=now)
    follows = rules.after_reply(handed.answer, handed.said)
    if follows is Followup.DONE:
        return handed
    if follows is Followup.NOTHING:
        return Handed(outcome=Outcome(status=Status.FAILED), answer=handed.answer, said=handed.said)
    this.update(replying_since=None)
    if follows is Followup.PUSH:
        this.update(reply_token="")
        return _push(row, now)
    return handed


def _push(row: LineAnswer, now: datetime) -> Handed:
    body = line_messages.payload(to=row.line_user_id, messages=row.messages)
    return hand_over(row, Endpoint.PUSH, body, retry_key=str(row.pk), has_other_way=False, now=now)

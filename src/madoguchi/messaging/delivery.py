"""From the outbox to the world. No transaction and no lock is held while a mail server is talked to.

1. Claim: one conditional UPDATE turns a due message from queued or retry into sending. Whoever changes the
   row sends it; everybody else finds nothing to do.
2. Send, with nothing open in the database.
3. Record: sent; or again later; or the end.

A worker that dies between 1 and 3 leaves the row in sending. The sweeper gives it back after ten minutes: it
may then be sent twice, under one Message-ID, but it is never lost.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from madoguchi.base import jobs
from madoguchi.base.announce import announce
from madoguchi.messaging import mail
from madoguchi.messaging.announcements import MessageFailed
from madoguchi.messaging.models import LineEvent, OutgoingMessage
from madoguchi.rules import messages as rules
from madoguchi.rules.messages import Channel, Outcome, Status

AT_ONCE: Final = 200


def deliver(*, message: UUID, now: datetime) -> Status | None:
    """Send one message if it is due and nobody else is sending it. None: there was nothing to do."""
    claimed = _claim(message, now)
    if claimed is None:
        return None
    if claimed.expires_at is not None and claimed.expires_at <= now:
        return _record(claimed, Outcome(status=Status.EXPIRED), now)
    try:
        mail.send(claimed)
    except mail.ChannelError as fault:
        outcome = rules.after_failure(
            attempts=claimed.attempts, is_permanent=fault.is_permanent, expires_at=claimed.expires_at, now=now
        )
        return _record(claimed, outcome, now, error=str(fault))
    return _record(claimed, Outcome(status=Status.SENT), now)


def sweep(*, now: datetime) -> int:
    """Find what a lost job or a dead worker left behind and promise it again. Returns how many were found."""
    OutgoingMessage.objects.filter(status=Status.SENDING, sending_since__lte=now - rules.STUCK_AFTER).update(
        status=Status.RETRY, sending_since=None, next_attempt_at=now
    )
    overdue = Q(status=Status.RETRY, next_attempt_at__lte=now) | Q(
        status=Status.QUEUED, next_attempt_at__lte=now - rules.LOST_AFTER
    )
    due = OutgoingMessage.objects.filter(overdue).order_by("next_attempt_at")
    found = list(due.values_list("pk", flat=True)[:AT_ONCE])
    for pk in found:
        jobs.defer("messaging.deliver", key=f"deliver:{pk}", message=str(pk))
    return len(found)


def tidy(*, now: datetime) -> int:
    """Remove what LINE told us when nobody asks for it any more. Returns how many rows went."""
    return LineEvent.objects.filter(received_at__lt=now - rules.EVENTS_KEPT).delete()[0]


def _claim(message: UUID, now: datetime) -> OutgoingMessage | None:
    due = OutgoingMessage.objects.filter(
        pk=message, channel=Channel.MAIL, status__in=rules.WAITING, next_attempt_at__lte=now
    )
    if not due.update(status=Status.SENDING, sending_since=now, attempts=F("attempts") + 1):
        return None
    return OutgoingMessage.objects.get(pk=message)


@transaction.atomic
def _record(message: OutgoingMessage, outcome: Outcome, now: datetime, error: str = "") -> Status:
    is_over = outcome.status is not Status.RETRY
    sending = OutgoingMessage.objects.filter(pk=message.pk, status=Status.SENDING, attempts=message.attempts)
    is_ours = sending.update(
        status=outcome.status,
        sending_since=None,
        sent_at=now if outcome.status is Status.SENT else None,
        next_attempt_at=outcome.next_attempt_at or message.next_attempt_at,
        last_error=error,
        **({"body": ""} if is_over and message.template in rules.SECRET else {}),
    )
    if is_ours and outcome.status is Status.FAILED:
        about = (message.about_kind, message.about_ref)
        announce(MessageFailed(message=message.pk, template=message.template, about=about, at=now))
    return outcome.status

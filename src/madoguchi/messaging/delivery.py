"""From the outbox to the world. No transaction and no lock is held while a mail server is talked to.

1. Claim: one conditional UPDATE turns a due message from queued or retry into sending. Whoever changes the
   row sends it; everybody else finds nothing to do.
2. Send, with nothing open in the database.
3. Record: sent; or again later; or the end.

A worker that dies between 1 and 3 leaves the row in sending. The sweeper gives it back, mail after ten
minutes, LINE after one. Mail may then be sent twice, under one Message-ID; LINE takes a key once. Nothing is
lost.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from madoguchi.base import jobs
from madoguchi.base.announce import announce
from madoguchi.messaging import mail
from madoguchi.messaging.actions import telling
from madoguchi.messaging.announcements import MessageFailed
from madoguchi.messaging.line.handing import Handed, recorded
from madoguchi.messaging.line.pushing import push
from madoguchi.messaging.models import (
    LineAnswer,
    LineBroadcast,
    LineChunk,
    LineEvent,
    LineRecipient,
    OutgoingMessage,
)
from madoguchi.rules import line_sending
from madoguchi.rules import messages as rules
from madoguchi.rules.messages import Channel, Outcome, Status, Template

AT_ONCE: Final = 200
STUCK_AFTER: Final = {Channel.LINE: line_sending.STUCK_AFTER, Channel.MAIL: rules.STUCK_AFTER}


def deliver(*, message: UUID, now: datetime) -> Status | None:
    """Send one message if it is due and nobody else is sending it. None: there was nothing to do."""
    claimed = _claim(message, now)
    if claimed is None:
        return None
    if claimed.expires_at is not None and claimed.expires_at <= now:
        return _record(claimed, Handed(outcome=Outcome(status=Status.EXPIRED)), now)
    return _record(claimed, BY[Channel(claimed.channel)](claimed, now), now)


def _by_line(claimed: OutgoingMessage, now: datetime) -> Handed:
    return push(claimed, now=now)


def _by_mail(claimed: OutgoingMessage, now: datetime) -> Handed:
    try:
        mail.send(claimed)
    except mail.ChannelError as fault:
        outcome = rules.after_failure(
            attempts=claimed.attempts, is_permanent=fault.is_permanent, expires_at=claimed.expires_at, now=now
        )
        return Handed(outcome=outcome, said=str(fault))
    return Handed(outcome=Outcome(status=Status.SENT))


BY: Final = {Channel.LINE: _by_line, Channel.MAIL: _by_mail}


def sweep(*, now: datetime) -> int:
    """Find what a lost job or a dead worker left behind and promise it again. Returns how many were found."""
    for channel, patience in STUCK_AFTER.items():
        stuck = OutgoingMessage.objects.filter(status=Status.SENDING, channel=channel)
        stuck.filter(sending_since__lte=now - patience).update(
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
    """Remove what was said on LINE, and mail to many, when nobody asks for it. Returns how many rows went."""
    old = Q(broadcast__queued_at__lt=now - rules.BROADCASTS_KEPT)
    mailed = OutgoingMessage.objects.filter(template=Template.NEWS)
    gone = (
        mailed.filter(queued_at__lt=now - rules.NEWS_KEPT),
        LineRecipient.objects.filter(old),
        LineChunk.objects.filter(old),
        LineBroadcast.objects.filter(queued_at__lt=now - rules.BROADCASTS_KEPT),
        LineAnswer.objects.filter(queued_at__lt=now - rules.EVENTS_KEPT),
        LineEvent.objects.filter(received_at__lt=now - rules.EVENTS_KEPT),
    )
    return sum(rows.delete()[0] for rows in gone)


def _claim(message: UUID, now: datetime) -> OutgoingMessage | None:
    due = OutgoingMessage.objects.filter(
        pk=message, channel__in=BY, status__in=rules.WAITING, next_attempt_at__lte=now
    )
    sending = due.update(
        status=Status.SENDING,
        sending_since=now,
        unsure_since=Coalesce("unsure_since", now),
        attempts=F("attempts") + 1,
    )
    return OutgoingMessage.objects.select_related("friend").get(pk=message) if sending else None


@transaction.atomic
def _record(message: OutgoingMessage, handed: Handed, now: datetime) -> Status:
    status = handed.outcome.status
    is_over = status is not Status.RETRY
    sending = OutgoingMessage.objects.filter(pk=message.pk, status=Status.SENDING, attempts=message.attempts)
    is_ours = sending.update(
        **recorded(message, handed),
        **({"body": ""} if is_over and message.template in rules.SECRET else {}),
    )
    if is_ours and status is Status.REPLACED:
        telling.tell_instead(message=message, now=now)
    if is_ours and status is Status.FAILED:
        about = (message.about_kind, message.about_ref)
        announce(MessageFailed(message=message.pk, template=message.template, about=about, at=now))
    return status

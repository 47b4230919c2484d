"""Telling by hand: done, nobody answered, no longer needed, or in place of a mail that did not arrive."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit.actions import SYSTEM
from madoguchi.messaging import actions as messaging
from madoguchi.messaging.announcements import MessageFailed
from madoguchi.review import contacts
from madoguchi.rules.messages import TOLD_BY_HAND, Channel, Closing, hand_channel


def close(*, reference: str, why: Closing, now: datetime) -> None:
    """What `why` makes needless about an application goes off the lists, and says so."""
    messaging.close_by_hand(about=("application", reference), why=why, by=SYSTEM, now=now)


@transaction.atomic
def reach_otherwise(*, failed: MessageFailed) -> None:
    """What a mail could not tell is told by telephone, or else by post, where number or address is known."""
    kind, reference = failed.about
    if kind != "application" or failed.template not in TOLD_BY_HAND:
        return
    application = Application.objects.filter(reference=reference).first()
    if application is None:
        return
    read = filed(application)
    phone = contacts.phone_known(read)
    channel = hand_channel(phone=phone, has_address=bool(contacts.address_lines(read)))
    if channel is not None:
        _tell(failed.message, channel, phone, failed.at)


def _tell(message: UUID, channel: Channel, phone: str, now: datetime) -> None:
    contact = phone if channel is Channel.PHONE else ""
    messaging.tell_by_hand(message=message, channel=channel, contact=contact, by=SYSTEM, now=now)

"""What somebody was told, and how they are reached, when two accounts become one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from madoguchi.messaging.models import Friend, InboxMessage, OutgoingMessage, ReminderWish


@transaction.atomic
def hand_over(*, kept: UUID, given_up: UUID, now: datetime) -> None:
    """Give it to the account that is kept; which reminders it does without is the kept one's to say."""
    if ReminderWish.objects.filter(resident_ref=kept).exists():
        ReminderWish.objects.filter(resident_ref=given_up).delete()
    for rows in (Friend, InboxMessage, OutgoingMessage, ReminderWish):
        rows.objects.filter(resident_ref=given_up).update(resident_ref=kept)

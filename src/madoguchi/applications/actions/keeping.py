"""What time does to applications and drafts: removal when the years are over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.applications.models import Application, Draft, DraftKind
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import append_only
from madoguchi.messaging import actions as messaging
from madoguchi.rules import calendar, retention


def remove_expired(*, now: datetime, most: int = 200) -> int:
    """Remove up to `most` applications whose years are over, each in its own transaction; how many went."""
    due = Application.objects.filter(delete_on__lte=calendar.local_day(now)).order_by("delete_on", "pk")
    return sum(_remove(pk, now) for pk in list(due.values_list("pk", flat=True)[:most]))


@transaction.atomic
def _remove(application_id: int, now: datetime) -> int:
    application = Application.objects.select_for_update().filter(pk=application_id).first()
    if application is None:
        return 0
    about = ("application", application.reference)
    audit.record(verb="application.removed", about=about, by=SYSTEM, now=now)
    messaging.forget(about=about, now=now)
    append_only.years_are_over()
    application.delete()
    return 1


def remove_abandoned(*, now: datetime, most: int = 200) -> int:
    """Remove up to `most` drafts that nobody has touched for half a year; how many went."""
    since = retention.drafts_kept_since(now)
    left = Draft.objects.filter(kind=DraftKind.FIRST, submitted_at=None, saved_at__lte=since)
    return sum(_give_up(draft, now) for draft in left.only("pk")[:most])


@transaction.atomic
def _give_up(draft: Draft, now: datetime) -> int:
    about = ("draft", str(draft.pk))
    audit.record(verb="draft.removed", about=about, by=SYSTEM, now=now)
    messaging.forget(about=about, now=now)
    return draft.delete() and 1

"""What time does to applications and drafts: reminders before the end, removal when the years are over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from madoguchi.applications.models import Application, Draft, DraftKind
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.messaging import actions as messaging
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.queries import Offer
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
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL madoguchi.retention = 'on'")
    application.delete()
    return 1


def remove_abandoned(*, now: datetime, most: int = 200) -> int:
    """Remove up to `most` drafts that nobody has touched for half a year; how many went."""
    before = now - retention.DRAFTS_ARE_KEPT
    left = Draft.objects.filter(kind=DraftKind.FIRST, submitted_at=None, saved_at__lte=before)
    return sum(_give_up(draft, now) for draft in left.only("pk")[:most])


@transaction.atomic
def _give_up(draft: Draft, now: datetime) -> int:
    audit.record(verb="draft.removed", about=("draft", str(draft.pk)), by=SYSTEM, now=now)
    return draft.delete() and 1


def remind_writers(*, now: datetime) -> int:
    """Tell those who began and have not filed that the end is near; once for each draft and end."""
    offers = procedures.list_offers(now)
    return sum(
        _remind(offer, now)
        for offer in offers
        if retention.is_to_be_reminded(offer.document.period.closes_at, now)
    )


def _remind(offer: Offer, now: datetime) -> int:
    began = Draft.objects.filter(
        version__procedure=offer.slug,
        kind=DraftKind.FIRST,
        submitted_at=None,
        resident__account__isnull=False,
    ).select_related("resident__account")
    for draft in began.defer("answers", "sealed").iterator(chunk_size=200):
        _tell(draft, offer, now)
    return began.count()


@transaction.atomic
def _tell(draft: Draft, offer: Offer, now: datetime) -> None:
    closes_at = offer.document.period.closes_at
    if draft.resident is None or draft.resident.account is None or closes_at is None:
        return
    about = ("draft", str(draft.pk))
    messaging.tell(
        resident_ref=draft.resident.reference,
        contact_kind="email",
        contact=draft.resident.account.email,
        language=draft.language,
        template="draft_closing",
        values={"title": offer.document.title.root, "closes_at": closes_at - timedelta(seconds=1)},
        about=about,
        dedupe_key=f"draft_closing:{draft.pk}:{closes_at:%Y%m%d}",
        now=now,
        expires_at=closes_at,
        section=offer.section,
    )
    audit.record(verb="draft.reminded", about=about, by=SYSTEM, now=now)

"""Telling whoever filed an application, by the way they chose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from madoguchi.applications.added import added_words
from madoguchi.applications.models import Application
from madoguchi.messaging import actions as messaging
from madoguchi.people.models import Resident
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey
from madoguchi.rules.submission import ON_LINE

# What a procedure writes for the one is said in the other as well.
WRITTEN_FOR: Final = {"noted": "received"}


@transaction.atomic
def tell_by_mail(*, kept: Resident, given_up: Resident, now: datetime) -> None:
    """What was filed by LINE alone is told to the address, too, where LINE fails."""
    filed = Application.objects.filter(resident=given_up, contact_kind=ON_LINE.kind)
    filed.update(contact_kind="email", contact=kept.account.email if kept.account else "")


def tell(
    *,
    application: Application,
    document: Document,
    template: str,
    key: str,
    now: datetime,
    filed: Callable[[], Journey] | None = None,
    expires_at: datetime | None = None,
    **values: Any,
) -> None:
    """Promise the message `template`, in the caller's transaction; `key` makes it one of its kind.

    `filed` gives the answers, where the procedure may add words of its own.
    """
    written_for = WRITTEN_FOR.get(template, template)
    if filed is not None and getattr(document.messages, written_for, None) is not None:
        values["added"] = added_words(application, document, filed(), written_for)
    messaging.tell(
        resident_ref=application.resident.reference if application.resident else None,
        contact_kind=application.contact_kind,
        contact=application.contact,
        language=application.language,
        template=template,
        values={"title": document.title.root, "reference": application.reference, **values},
        about=("application", application.reference),
        dedupe_key=f"{template}:{application.reference}:{key}",
        now=now,
        expires_at=expires_at,
        section=application.section,
    )

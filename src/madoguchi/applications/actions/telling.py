"""Telling whoever filed an application, by the way they chose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from madoguchi.applications.models import Application
from madoguchi.messaging import actions as messaging
from madoguchi.rules.documents import Document


def tell(
    *, application: Application, document: Document, template: str, key: str, now: datetime, **values: Any
) -> None:
    """Promise the message `template`, in the caller's transaction; `key` makes it one of its kind."""
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
        section=application.section,
    )

"""延長の一次確認: a club says whether longer hours can be done; the section decides."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.enrolment.checks import ToCheck
from madoguchi.enrolment.models import FirstCheck


@transaction.atomic
def check(*, asked: ToCheck, fits: bool, words: str, by: Actor, now: datetime) -> FirstCheck:
    """Say it; said again, it is what it says now."""
    said, _ = FirstCheck.objects.update_or_create(
        application=asked.application,
        defaults={
            "place_id": asked.place,
            "fits": fits,
            "sealed": crypto.seal({"words": words}) if words.strip() else "",
            "at": now,
            "by_kind": by.kind,
            "by_ref": by.ref,
        },
    )
    audit.record(
        verb="extension.checked",
        about=("application", asked.application.reference),
        by=by,
        now=now,
        details={"fits": fits},
    )
    return said

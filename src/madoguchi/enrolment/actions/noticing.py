"""連絡の確認: the club says that it has seen what a family says of a day."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.enrolment.models import NoticeSeen
from madoguchi.enrolment.notices import Notice


@transaction.atomic
def confirm(*, notice: Notice, by: Actor, now: datetime) -> None:
    """Pressed twice, or by two, the first time counts."""
    given = {"at": now, "by_kind": by.kind, "by_ref": by.ref}
    _, is_first = NoticeSeen.objects.get_or_create(application=notice.application, defaults=given)
    if is_first:
        audit.record(
            verb="place.notice_seen",
            about=("application", notice.application.reference),
            by=by,
            now=now,
            details={"place": notice.held.place_id},
        )

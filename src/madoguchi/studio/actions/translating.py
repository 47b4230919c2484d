"""Keeping an eye on translations: what the Japanese left behind, and what is right nevertheless."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.rules.translations import Made, gaps, key_of, left_behind
from madoguchi.studio.models import Translation
from madoguchi.studio.queries.translations import made_of, plain_draft


@transaction.atomic
def note_left_behind(*, slug: str, before: str, after: str, by: Actor, now: datetime) -> int:
    """Remember translations that stayed as they were while their Japanese changed; how many there are.

    No line of its own in the record: it is part of saving the draft, which has one.
    """
    if not before or before == after:
        return 0
    found = left_behind(json.loads(before), json.loads(after), made_of(slug))
    for made in found:
        _keep(slug, made, by, now)
    return len(found)


@transaction.atomic
def confirm(*, slug: str, path: str, language: str, japanese: str, by: Actor, now: datetime) -> bool:
    """Say that a translation is still right beside `japanese`; False where something else stands there."""
    found = next(
        (
            each
            for each in gaps(plain_draft(slug), made_of(slug)).stale
            if (each.path, each.language, each.japanese) == (path, language, japanese)
        ),
        None,
    )
    if found is None:
        return False
    made = Made(key=key_of(path), language=language, words=found.words, japanese=japanese)
    _keep(slug, made, by, now)
    audit.record(
        verb="procedure.translation_confirmed",
        about=("procedure", slug),
        by=by,
        now=now,
        details={"path": path, "language": language},
    )
    return True


def _keep(slug: str, made: Made, by: Actor, now: datetime) -> None:
    Translation.objects.update_or_create(
        procedure_id=slug,
        key=made.key,
        language=made.language,
        defaults={"words": made.words, "japanese": made.japanese, "by": by.ref, "at": now},
    )

"""The city's own readings: place names, schools, clubs, and what else a dictionary does not know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.studio.models import Reading


@transaction.atomic
def keep_readings(*, readings: Mapping[str, str], by: Actor, now: datetime) -> int:
    """Read these words so from now on; how many were new or are read otherwise than before."""
    known = dict(Reading.objects.filter(word__in=readings).values_list("word", "reading"))
    new = {word: reading for word, reading in readings.items() if known.get(word) != reading}
    if not new:
        return 0
    for word, reading in new.items():
        Reading.objects.update_or_create(word=word, defaults={"reading": reading, "by": by.ref, "at": now})
    audit.record(
        verb="readings.kept", about=("readings", "city"), by=by, now=now, details={"words": sorted(new)}
    )
    return len(new)


@transaction.atomic
def forget_reading(*, word: str, by: Actor, now: datetime) -> bool:
    """Read a word again as the dictionary does; False where it was not the city's."""
    gone, _ = Reading.objects.filter(word=word).delete()
    if gone:
        audit.record(
            verb="readings.forgotten", about=("readings", "city"), by=by, now=now, details={"words": [word]}
        )
    return bool(gone)

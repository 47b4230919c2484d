"""Keeping whom something is for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.outreach.models import Segment
from madoguchi.people.models import Officer


class NameTaken(Exception):
    """The section has a segment of that name."""


@transaction.atomic
def keep(*, section: str, name: str, condition: Any, officer: Officer, by: Actor, now: datetime) -> Segment:
    """Keep a condition under a name; it is never changed, so that what was told stays explainable.

    Raises NameTaken.
    """
    segment, is_new = Segment.objects.get_or_create(
        section=section,
        name=name,
        defaults={"condition": condition, "made_by": officer.number, "made_at": now},
    )
    if not is_new:
        raise NameTaken
    details = {"section": section, "condition": condition}
    audit.record(verb="segment.kept", about=("segment", str(segment.pk)), by=by, now=now, details=details)
    return segment

"""Where a child belongs by what the city itself decided: said, said otherwise, taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Child
from madoguchi.places.models import Belonging


@transaction.atomic
def belong(
    *,
    child: Child,
    place: str,
    grade: int | None,
    starts_on: date,
    ends_on: date | None,
    source: str,
    by: Actor,
    now: datetime,
) -> Belonging:
    """A child belongs to a place from one day until another (exclusive); said again, it changes the end."""
    told = {"grade": grade, "ends_on": ends_on, "source": source}
    belonging, _ = Belonging.objects.update_or_create(
        child=child, place_id=place, starts_on=starts_on, defaults=told
    )
    audit.record(verb="belonging.set", about=("child", str(child.reference)), by=by, now=now)
    return belonging


@transaction.atomic
def not_belong(*, child: Child, place: str, starts_on: date, by: Actor, now: datetime) -> None:
    """What was to begin on that day never does."""
    if Belonging.objects.filter(child=child, place=place, starts_on=starts_on).delete()[0]:
        audit.record(verb="belonging.removed", about=("child", str(child.reference)), by=by, now=now)

"""What officers in charge say of a facility: its facts, and days on which it opens otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.places.models import Place, SpecialDays
from madoguchi.rules import opening_days
from madoguchi.rules.opening_days import Special, Wrong, clock

FACTS: Final = ("postal_code", "address", "phone", "hours", "opens", "notify_by", "arrives_by")


class CannotAnnounce(Exception):
    """Nothing was announced; `wrong` says why."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong)
        self.wrong = wrong


@transaction.atomic
def change_facts(*, place: Place, facts: Mapping[str, Any], by: Actor, now: datetime) -> tuple[str, ...]:
    """What is known of a place is this from now on; the names of what is different."""
    held = Place.objects.select_for_update().get(pk=place.pk)
    changed = tuple(name for name in FACTS if name in facts and getattr(held, name) != facts[name])
    if not changed:
        return ()
    for name in changed:
        setattr(held, name, facts[name])
    held.save(update_fields=changed)
    details = {"fields": list(changed)}
    audit.record(verb="place.changed", about=("place", place.pk), by=by, now=now, details=details)
    return changed


@transaction.atomic
def announce(
    *, place: Place, special: Special, today: date, officer: str, by: Actor, now: datetime
) -> SpecialDays:
    """Tell that the place is closed, or opens otherwise, on these days. Raises CannotAnnounce."""
    if wrong := opening_days.refuse_special(special, today=today):
        raise CannotAnnounce(wrong)
    announced = SpecialDays.objects.create(
        place=place,
        first_on=special.first_on,
        last_on=special.last_on,
        hours=[[clock(span.begins), clock(span.ends)] for span in special.hours],
        reason=dict(special.reason),
        announced_by=officer,
        announced_at=now,
    )
    details = {"from": f"{special.first_on}", "until": f"{special.last_on}", "open": bool(special.hours)}
    audit.record(verb="place.days_announced", about=("place", place.pk), by=by, now=now, details=details)
    return announced


@transaction.atomic
def take_back(*, days: SpecialDays, by: Actor, now: datetime) -> None:
    """The place opens as usual on these days after all; said twice, nothing more happens."""
    if SpecialDays.objects.filter(pk=days.pk).delete()[0]:
        details = {"from": f"{days.first_on}", "until": f"{days.last_on}"}
        audit.record(
            verb="place.days_taken_back", about=("place", days.place_id), by=by, now=now, details=details
        )

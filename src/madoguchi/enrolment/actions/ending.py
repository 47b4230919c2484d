"""In March families are told once that the school year ends, and whether the child has a place after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.enrolment import queries
from madoguchi.enrolment.keeping import Done, let_know
from madoguchi.enrolment.models import Enrolment
from madoguchi.rules import enrolment


@transaction.atomic
def tell_of_end(*, enrolment_id: UUID, by: Actor, now: datetime) -> bool:
    """Promise it to one family. False where it was promised, or the place ends otherwise by now."""
    done = Done(by=by, now=now)
    found = Enrolment.objects.select_for_update(of=("self",))
    held = found.select_related("application", "offer__application__resident").get(pk=enrolment_id)
    if held.told_of_end_at or not enrolment.ends_with_year(queries.standing(held), done.today):
        return False
    held.told_of_end_at = now
    held.save(update_fields=["told_of_end_at"])
    template = "place_goes_on" if queries.goes_on(held) else "place_ends"
    about = ("application", held.application.reference)
    audit.record(verb="place.end_told", about=about, by=by, now=now, details={"message": template})
    last_day = enrolment.year_ends(held.year) - timedelta(days=1)
    let_know(held.offer, template, done, ends_on=last_day, due_on=last_day)
    return True

"""What a club has to know about a child's place: taken from what was filed, or told by telephone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.enrolment.keeping import CannotChangePlace, Done, changed
from madoguchi.enrolment.models import Arrangement, Enrolment
from madoguchi.rules import arranging, enrolment
from madoguchi.rules.arranging import Said
from madoguchi.rules.enrolment import Act, Refusal, State


@transaction.atomic
def arrange(  # noqa: PLR0913 - what, from when, after which notice, and by whom
    *,
    enrolment_id: UUID,
    told: Mapping[str, Said],
    starts_on: date,
    by: Actor,
    now: datetime,
    application: Application | None = None,
) -> Enrolment:
    """Write down what is different from a day on; not before the place begins. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = Enrolment.objects.select_for_update(of=("self",))
    locked = held.select_related("offer__application__resident").get(pk=enrolment_id)
    to = enrolment.moved(
        state=State(locked.state), act=Act.ARRANGE, starts_on=locked.starts_on, today=done.today
    )
    if isinstance(to, Refusal):
        raise CannotChangePlace(to)
    first_day = max(starts_on, locked.starts_on)
    Arrangement.objects.bulk_create(
        _row(locked, kind, said, first_day, application, now) for kind, said in told.items()
    )
    reference = application.reference if application else ""
    changed(
        locked,
        Act.ARRANGE,
        done,
        application=reference,
        first_day=first_day.isoformat(),
    )
    return locked


@transaction.atomic
def take_over(*, held: Enrolment, by: Actor, now: datetime) -> None:
    """What the application for the place said, from its first day."""
    read = filed(held.application)
    found = arranging.wanted(read.document, read.journey(), read.facts())
    if found is None:
        return
    told = {kind: said for kind, said in found.keeps.items() if said.value}
    Arrangement.objects.bulk_create(
        _row(held, kind, said, held.starts_on, held.application, now) for kind, said in told.items()
    )
    audit.record(
        verb="place.taken_over",
        about=("application", held.application.reference),
        by=by,
        now=now,
        details={"kinds": sorted(told)},
    )


def _row(
    held: Enrolment, kind: str, said: Said, starts_on: date, application: Application | None, now: datetime
) -> Arrangement:
    row = Arrangement(enrolment=held, kind=kind, starts_on=starts_on, application=application, at=now)
    if said.is_sensitive:
        row.sealed = crypto.seal({"value": said.value, "words": dict(said.words)})
    else:
        row.value, row.words = said.value, dict(said.words)
    return row

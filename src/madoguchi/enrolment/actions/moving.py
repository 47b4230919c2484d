"""転所: a seat at another club is taken, and only then the old one is let go; both, or neither."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.audit.actions import Actor
from madoguchi.enrolment import queries
from madoguchi.enrolment.actions import attending
from madoguchi.enrolment.keeping import CannotChangePlace, Done, belong, changed
from madoguchi.enrolment.models import Arrangement, Enrolment, Offer
from madoguchi.people.models import Child
from madoguchi.places.models import Place
from madoguchi.rules import enrolment
from madoguchi.rules.enrolment import Act, Offered, Source

# Asked for anew: whether the other club can do it, that club has to say.
NOT_CARRIED: Final = ("extension", "extension_days")


@transaction.atomic
def move(
    *, enrolment_id: UUID, place: str, starts_on: date, application: Application, by: Actor, now: datetime
) -> Enrolment:
    """From the next first of a month the child is at the other club. Raises CannotChangePlace."""
    done = Done(by=by, now=now)
    held = Enrolment.objects.select_for_update(of=("self",)).get(pk=enrolment_id)
    _lock(held, place)
    first_day = enrolment.next_start(starts_on, today=done.today)
    refusal = enrolment.refuse_move(
        first_day,
        is_same_place=held.place_id == place,
        has_offer=Offer.objects.filter(child=held.child_id, year=held.year, state=Offered.OPEN).exists(),
        year=held.year,
        free=queries.free_seats(place=place, year=held.year, on=first_day),
    )
    if refusal is not None:
        raise CannotChangePlace(refusal)
    attending.end(
        enrolment_id=held.pk,
        last_day=first_day - timedelta(days=1),
        by=by,
        now=now,
        application=application.reference,
    )
    made = _take(held, place, first_day, application, done)
    _carry_over(held, made, now)
    belong(made, done)
    changed(made, Act.MOVE, done, is_told=False, application=application.reference)
    return made


def _lock(held: Enrolment, place: str) -> None:
    """Both clubs in one order, so that two families who change places never wait for each other."""
    both = Place.objects.filter(pk__in=(held.place_id, place)).order_by("pk")
    list(both.select_for_update(no_key=True).values_list("pk"))
    Child.objects.select_for_update(no_key=True).get(pk=held.child_id)


def _take(held: Enrolment, place: str, first_day: date, application: Application, done: Done) -> Enrolment:
    offer = Offer.objects.create(
        application=application,
        child=held.child,
        place_id=place,
        year=held.year,
        source=Source.MOVE,
        state=Offered.ACCEPTED,
        starts_on=first_day,
        offered_at=done.now,
        reply_by=done.today,
        answered_at=done.now,
    )
    return Enrolment.objects.create(
        offer=offer,
        application=application,
        child=held.child,
        place_id=place,
        year=held.year,
        starts_on=first_day,
    )


def _carry_over(held: Enrolment, made: Enrolment, now: datetime) -> None:
    """What the old club knows the other one has to know, but longer hours."""
    rows = held.arrangements.exclude(kind__in=NOT_CARRIED).order_by("starts_on", "pk")
    Arrangement.objects.bulk_create(
        Arrangement(
            enrolment=made,
            kind=row.kind,
            starts_on=max(row.starts_on, made.starts_on),
            value=row.value,
            words=row.words,
            sealed=row.sealed,
            application=row.application,
            at=now,
        )
        for row in rows
    )

"""Offering a place: after a decision, to the next of those who wait, or by an officer; taking it back."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import office
from madoguchi.enrolment import queries, waiting
from madoguchi.enrolment.announcements import PlaceFreed
from madoguchi.enrolment.keeping import CannotChangePlace, Done, free, let_know, note, settled
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.people.actions import children
from madoguchi.people.models import Child
from madoguchi.places.models import Place
from madoguchi.rules import calendar, enrolment
from madoguchi.rules.enrolment import LIVING, Act, Held, Offered, Reason, Refusal, Source
from madoguchi.rules.questions.people import full_kana, full_name

QUEUE_DAYS: Final = 7  # those who waited answer sooner: others wait behind them

logger = logging.getLogger(__name__)


@transaction.atomic
def offer(
    *,
    application: Application,
    place: str,
    starts_on: date,
    source: Source,
    by: Actor,
    now: datetime,
    reply_by: date | None = None,
) -> Offer:
    """Offer the child of an application a place from that day. Raises CannotChangePlace.

    A decision was weighed against the seats when it was made; every other offer is weighed here. The message
    of a decision is the family's notice; of any other offer they are told.
    """
    done = Done(by=by, now=now)
    Place.objects.select_for_update(no_key=True).get(pk=place)
    child = _lock_child(application, done)
    year = calendar.fiscal_year(starts_on)
    left = None if source is Source.DECISION else queries.free_seats(place=place, year=year, on=starts_on)
    refusal = enrolment.refuse_offer(held=_held(child, year), starts_on=starts_on, free=left)
    if refusal is not None:
        raise CannotChangePlace(refusal)
    made = Offer.objects.create(
        application=application,
        child=child,
        place_id=place,
        year=year,
        source=source,
        starts_on=starts_on,
        offered_at=now,
        reply_by=reply_by or _reply_by(source, starts_on, done),
    )
    note(made, Act.OFFER, done, place=place, starts_on=starts_on.isoformat())
    if source is not Source.DECISION:
        let_know(made, "place_offered", done, due_on=made.reply_by)
    return made


@transaction.atomic
def move_up(*, news: PlaceFreed) -> Offer | None:
    """Offer a seat that became free to the next of those who wait for it; None where nobody does.

    Whoever has a place or an offer by now is passed over and keeps their rank.
    """
    starts_on = enrolment.next_start(news.free_on, today=calendar.local_day(news.at))
    if starts_on >= enrolment.year_ends(news.year):
        return None
    for application in waiting.next_for(place=news.place, year=news.year, on=starts_on):
        try:
            return offer(
                application=application,
                place=news.place,
                starts_on=starts_on,
                source=Source.QUEUE,
                by=SYSTEM,
                now=news.at,
            )
        except CannotChangePlace as cannot:
            if cannot.refusal.reason is Reason.FULL:
                return None
            logger.info("passed over in a queue: %s", cannot.refusal.reason)
    return None


@transaction.atomic
def cancel_offers(*, application: Application, by: Actor, now: datetime) -> None:
    """The application was withdrawn: what it was offered is taken back, and goes to the next."""
    done = Done(by=by, now=now)
    for held in Offer.objects.select_for_update().filter(application=application, state=Offered.OPEN):
        held.state, held.answered_at = Offered.CANCELLED, now
        held.save(update_fields=["state", "answered_at"])
        settled(held, done)
        note(held, Act.CANCEL, done)
        free(held, max(held.starts_on, done.today), done)


def _lock_child(application: Application, done: Done) -> Child:
    """The child an application is about, held until the offer stands. Raises CannotChangePlace."""
    read = filed(application)
    subject = (read.document.applicant.subject or "").partition(".")[0]
    person = read.answers.get(subject)
    if not isinstance(person, dict) or not person.get("birth_date"):
        raise CannotChangePlace(Refusal(Reason.NO_CHILD, Act.OFFER))
    child = children.know(
        resident=application.resident,
        name=full_name(person),
        kana=full_kana(person),
        birth_date=date.fromisoformat(person["birth_date"]),
        by=done.by,
        now=done.now,
    )
    return Child.objects.select_for_update(no_key=True).get(pk=child.pk)


def _held(child: Child, year: int) -> list[Held]:
    offers = Offer.objects.filter(child=child, year=year, state=Offered.OPEN)
    held = Enrolment.objects.filter(child=child, year=year, state__in=LIVING)
    return [
        *(Held(is_offer=True) for _ in offers),
        *(Held(is_offer=False, leaves_on=each.leaves_on) for each in held),
    ]


def _reply_by(source: Source, starts_on: date, done: Done) -> date:
    return enrolment.reply_by(
        offered_on=done.today,
        starts_on=starts_on,
        days=QUEUE_DAYS if source is Source.QUEUE else settings.OFFER_REPLY_DAYS,
        closed_days=office.closed_days(done.today.year),
    )

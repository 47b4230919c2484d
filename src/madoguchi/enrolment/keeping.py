"""What every act about a place does: history, record, who is told, who belongs where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from madoguchi.applications.actions.progress import release_limits
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.queries import is_waiting
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base.announce import announce
from madoguchi.enrolment.announcements import EnrolmentChanged, PlaceFreed
from madoguchi.enrolment.models import Enrolment, Offer, PlaceEvent
from madoguchi.messaging import actions as messaging
from madoguchi.places.actions import belonging
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, enrolment
from madoguchi.rules.enrolment import Act, Refusal
from madoguchi.rules.messages import Closing


class CannotChangePlace(Exception):
    """The rules of a place do not allow it; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Who did it, and when."""

    by: Actor
    now: datetime

    @property
    def today(self) -> date:
        """The day in the city."""
        return calendar.local_day(self.now)


def note(offer: Offer, act: Act, done: Done, **facts: str) -> None:
    """A line in the history and one in the record, under the number of the application."""
    PlaceEvent.objects.create(
        offer=offer, at=done.now, act=act, by_kind=done.by.kind, by_ref=done.by.ref, facts=facts
    )
    audit.record(
        verb=f"place.{act.value}",
        about=("application", offer.application.reference),
        by=done.by,
        now=done.now,
        details={"offer": str(offer.pk), **facts},
    )


def changed(held: Enrolment, act: Act, done: Done, *, is_told: bool = True, **facts: str) -> None:
    """History, record, a message to the family, and news to the other rooms."""
    note(held.offer, act, done, **facts)
    if is_told:
        let_know(held.offer, "place_changed", done)
    announce(
        EnrolmentChanged(enrolment=held.pk, place=held.place_id, year=held.year, act=act.value, at=done.now)
    )


def let_know(offer: Offer, template: str, done: Done, **values: Any) -> None:
    """Promise to tell the family. The message names neither child nor place: those stand on my page."""
    application = offer.application
    tell(
        application=application,
        document=document_of(application.version_id),
        template=template,
        key=f"{offer.pk}:{done.now.isoformat()}",
        now=done.now,
        **values,
    )


def settled(offer: Offer, done: Done) -> None:
    """Whoever was to be telephoned or written to about the offer need not be any more."""
    about = ("application", offer.application.reference)
    messaging.close_by_hand(about=about, why=Closing.ANSWERED, by=done.by, now=done.now)


def free(offer: Offer, free_on: date, done: Done) -> None:
    """Say that a seat is nobody's from that day; in a year that is over, nobody wants it.

    Unless its family still waits for other clubs, it may apply again.
    """
    if not is_waiting(offer.application):
        release_limits(application=offer.application, by=done.by, now=done.now)
    if free_on < enrolment.year_ends(offer.year):
        announce(PlaceFreed(place=offer.place_id, year=offer.year, free_on=free_on, at=done.now))


def belong(held: Enrolment, done: Done) -> None:
    """Write down to which place the child belongs, and until when."""
    belonging.belong(
        child=held.child,
        place=held.place_id,
        grade=calendar.school_grade(held.child.birth_date, held.year),
        starts_on=held.starts_on,
        ends_on=held.leaves_on or enrolment.year_ends(held.year),
        source="enrolment",
        by=done.by,
        now=done.now,
    )


def day_after(day: date) -> date:
    """The first day on which something is over."""
    return day + timedelta(days=1)

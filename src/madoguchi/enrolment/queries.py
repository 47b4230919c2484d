"""Reading places: a family's own, a club's roster, what the calendar asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from madoguchi.base import office
from madoguchi.enrolment import waiting
from madoguchi.enrolment.models import Enrolment, Offer, PlaceEvent
from madoguchi.people.models import Child, Resident
from madoguchi.rules import calendar, enrolment
from madoguchi.rules.enrolment import ATTENDING, LIVING, Offered, Standing, State

REMINDED_BEFORE: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A child on the roster of a club."""

    enrolment: Enrolment

    @property
    def grade(self) -> int:
        """The school grade in the year of the place."""
        return calendar.school_grade(self.enrolment.child.birth_date, self.enrolment.year)

    @property
    def last_day(self) -> date:
        """Of the place."""
        ends_on = self.enrolment.leaves_on or enrolment.year_ends(self.enrolment.year)
        return ends_on - timedelta(days=1)

    @property
    def pause_ends(self) -> date | None:
        """The last day of the pause, if there is one."""
        returns_on = self.enrolment.returns_on
        return returns_on - timedelta(days=1) if returns_on else None

    @property
    def is_protected(self) -> bool:
        """Whether address, school and telephone are shown to nobody who has not opened them."""
        return self.enrolment.application.is_protected


def list_roster(*, place_codes: Collection[str], on: date) -> list[Seated]:
    """The children who have a place there on that day, paused ones too, by grade from the lowest, by reading.

    One query.
    """
    there = _places().filter(place__in=place_codes, starts_on__lte=on, year=calendar.fiscal_year(on))
    living = there.filter(Q(leaves_on=None) | Q(leaves_on__gt=on), state__in=LIVING)
    seated = [Seated(enrolment=each) for each in living.order_by("pk")]
    return sorted(seated, key=_by_grade)


def list_of_resident(*, resident: Resident, on: date) -> list[Seated]:
    """The places of a resident's children, of this school year and the next, the latest first."""
    own = _places().filter(application__resident=resident, year__gte=calendar.fiscal_year(on))
    return [Seated(enrolment=each) for each in own.order_by("-starts_on", "pk")]


def list_open_offers(*, resident: Resident) -> list[Offer]:
    """What this resident has to answer, the most pressing first."""
    return list(_offers().filter(application__resident=resident, state=Offered.OPEN).order_by("reply_by"))


def access_own_offer(*, offer_id: UUID, resident: Resident) -> Offer:
    """An offer to a child of this resident; 404 for anybody else."""
    found = _offers().filter(pk=offer_id, application__resident=resident).first()
    if found is None:
        raise Http404
    return found


def access_own(*, enrolment_id: UUID, resident: Resident) -> Seated:
    """The place of a child of this resident; 404 for anybody else."""
    found = _places().filter(pk=enrolment_id, application__resident=resident).first()
    if found is None:
        raise Http404
    return Seated(enrolment=found)


def list_events(*, offer: Offer) -> list[PlaceEvent]:
    """What happened, the oldest first."""
    return list(offer.events.order_by("id"))


def free_seats(*, place: str, year: int, on: date) -> int | None:
    """How many seats nobody holds and nobody is offered on that day; None where nobody counts them."""
    seats = waiting.seats_of(place=place, year=year)
    if seats is None:
        return None
    open_ones = Offer.objects.filter(place=place, year=year, state=Offered.OPEN).count()
    held = Enrolment.objects.filter(place=place, year=year, state__in=LIVING)
    return seats - open_ones - held.exclude(leaves_on__lte=on).count()


def standing(held: Enrolment) -> Standing:
    """The days of a place, for the rules."""
    return Standing(
        state=State(held.state),
        year=held.year,
        starts_on=held.starts_on,
        leaves_on=held.leaves_on,
        pauses_on=held.pauses_on,
        returns_on=held.returns_on,
    )


def list_to_follow(now: datetime) -> list[UUID]:
    """The places to which the calendar may ask something today."""
    today = calendar.local_day(now)
    begins = Q(state=State.ACCEPTED, starts_on__lte=today)
    is_over = Q(leaves_on__lte=today) | Q(year__lt=calendar.fiscal_year(today))
    away = Q(pauses_on__lte=today, state=State.ENROLLED, returns_on__gt=today)
    back = Q(returns_on__lte=today, state=State.PAUSED)
    found = Enrolment.objects.filter(begins | Q(is_over, state__in=ATTENDING) | away | back)
    return list(found.order_by("place_id", "pk").values_list("pk", flat=True))


def list_to_lapse(now: datetime) -> list[UUID]:
    """The offers nobody answered, past the day on which one can still telephone."""
    today = calendar.local_day(now)
    closed = office.closed_days(today.year)
    unanswered = Offer.objects.filter(state=Offered.OPEN, reply_by__lt=today).order_by("reply_by", "pk")
    return [pk for pk, day in _days(unanswered) if enrolment.lapses_on(day, closed) <= today]


def list_to_remind(now: datetime) -> list[UUID]:
    """The offers to be answered within days, of which nobody was reminded."""
    today = calendar.local_day(now)
    near = Offer.objects.filter(
        state=Offered.OPEN, reminded_at=None, reply_by__range=(today, today + REMINDED_BEFORE)
    )
    long_enough = near.filter(offered_at__lt=now - REMINDED_BEFORE)
    return [pk for pk, _ in _days(long_enough)]


def list_forgotten() -> list[Child]:
    """The children whose offers and places were removed with their applications."""
    return list(Child.objects.filter(offers=None, enrolments=None)[:1000])


def _by_grade(seated: Seated) -> tuple[str, int, str]:
    held = seated.enrolment
    return held.place_id, seated.grade, held.child.kana_order


def _days(offers: QuerySet[Offer]) -> Iterable[tuple[UUID, date]]:
    return offers.values_list("pk", "reply_by")


def _places() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("child", "place", "application", "offer")


def _offers() -> QuerySet[Offer]:
    return Offer.objects.select_related("child", "place", "application", "enrolment")

"""Reading places: a family's own, a club's roster, what the calendar asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed
from madoguchi.base import crypto, office
from madoguchi.enrolment import waiting
from madoguchi.enrolment.models import Arrangement, Enrolment, Leftover, Offer, PlaceEvent, SpotDay
from madoguchi.enrolment.wording import KINDS
from madoguchi.people.models import Child, Resident
from madoguchi.places.models import Kind, Place
from madoguchi.places.rolls import FAMILY, SCHOOL
from madoguchi.procedures import queries as procedures
from madoguchi.rules import calendar, enrolment, lifecycle, spots
from madoguchi.rules.documents import Document
from madoguchi.rules.enrolment import ATTENDING, LIVING, Offered, Standing, State
from madoguchi.rules.questions.people import full_kana

REMINDED_BEFORE: Final = timedelta(days=3)
LAST_MONTH: Final = 3  # of a school year

Kept = TypeVar("Kept", Enrolment, Offer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """One thing that is arranged for a place."""

    kind: str  # a word of rules.documents.procedure.Arranged
    starts_on: date
    value: Any
    words: Mapping[str, str]  # by language


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A child on the roster of a club. `arranged`: what is in force, by kind."""

    enrolment: Enrolment
    arranged: Mapping[str, Arranged] = field(default_factory=dict)

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


def list_roster(
    *, place_codes: Collection[str], on: date, kinds: Collection[str] = tuple(KINDS)
) -> list[Seated]:
    """The children who have a place there on that day, paused ones too, by grade from the lowest, by reading.

    With what is arranged that day of these kinds; what is sensitive is opened, so name none of it to whoever
    may not see it. Two queries.
    """
    there = _places().filter(place__in=place_codes, starts_on__lte=on, year=calendar.fiscal_year(on))
    living = there.filter(Q(leaves_on=None) | Q(leaves_on__gt=on), state__in=LIVING)
    held = list(living.order_by("pk"))
    arranged = _arranged(held, on, kinds)
    return sorted(
        (Seated(enrolment=each, arranged=arranged.get(each.pk, {})) for each in held), key=_by_grade
    )


def list_there(*, place: str, day: date) -> list[Enrolment]:
    """The children who may have come to a club on a day, those who left since too. One query."""
    begun = _places().filter(place=place, starts_on__lte=day, year=calendar.fiscal_year(day))
    there = [Seated(enrolment=each) for each in begun if spots.is_there(standing(each), day)]
    return [each.enrolment for each in sorted(there, key=_by_grade)]


def ticked_on(*, held: Collection[Enrolment], day: date) -> set[tuple[UUID, str]]:
    """Who stayed longer that day, and how long: place and band."""
    return set(SpotDay.objects.filter(enrolment__in=held, day=day).values_list("enrolment", "band"))


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


def access_own(*, enrolment_id: UUID, resident: Resident) -> Enrolment:
    """The place of a child of this resident; 404 for anybody else."""
    found = _places().filter(pk=enrolment_id, application__resident=resident).first()
    if found is None:
        raise Http404
    return found


def arranged_for(held: Enrolment, on: date) -> Seated:
    """A place that was already permitted, with what is arranged on that day or is to be."""
    return Seated(enrolment=held, arranged=_arranged([held], max(on, held.starts_on)).get(held.pk, {}))


def place_of_child(read: Filed, place: str | None) -> Enrolment | None:
    """The living place at that club of the child of an application; None unless there is exactly one."""
    held = Enrolment.objects.filter(_same_child(read), place=place, state__in=LIVING)
    return _only(list(held.order_by("starts_on")[:2]), read)


def offer_of_child(read: Filed, place: str | None) -> Offer | None:
    """The open offer of that club to the child an application is about; None unless there is exactly one."""
    open_ones = Offer.objects.filter(_same_child(read), place=place, state=Offered.OPEN)
    return _only(list(open_ones.order_by("starts_on")[:2]), read)


def _same_child(read: Filed) -> Q:
    person = read.answers.get((read.document.applicant.subject or "").partition(".")[0])
    if not isinstance(person, dict) or not person.get("birth_date"):
        return Q(pk=None)
    return Q(child__kana=full_kana(person), child__birth_date=person["birth_date"])


def _only(found: list[Kept], read: Filed) -> Kept | None:
    """The one found; of several the one of the same account."""
    own = [each for each in found if each.application.resident_id == read.application.resident_id]
    best = own or found
    return best[0] if len(best) == 1 else None


def access_at_desk(*, enrolment_id: UUID, sections: Collection[str]) -> Enrolment:
    """A place of an application of these sections; 404 for any other."""
    found = _places().filter(pk=enrolment_id, application__section__in=sections).first()
    if found is None:
        raise Http404
    return found


def access_offer_at_desk(*, offer_id: UUID, sections: Collection[str]) -> Offer:
    """An offer of an application of these sections; 404 for any other."""
    found = _offers().filter(pk=offer_id, application__section__in=sections).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class ClubLine:
    """A club in a school year: its seats, how many are offered, and how many are held, begun or not."""

    place: Place
    seats: int | None
    offered: int
    held: int
    to_begin: int
    paused: int
    leaving: int

    @property
    def free(self) -> int | None:
        """The seats nobody holds and nobody is offered."""
        return None if self.seats is None else self.seats - self.held - self.offered


_COUNTED: Final = ("held", "to_begin", "paused", "leaving")


def list_clubs(*, sections: Collection[str], year: int, on: date) -> list[ClubLine]:
    """Every open club these sections are in charge of, or nobody by name, by reading. Four queries."""
    theirs = Q(section=None) | Q(section__in=sections)  # of others neither children nor free seats are told
    clubs = list(Place.objects.filter(theirs, kind=Kind.CLUB, closed_on=None).order_by("kana", "code"))
    seats = waiting.seats_of(places=[each.pk for each in clubs], year=year)
    mine = {"year": year, "application__section__in": sections}
    living = Enrolment.objects.filter(Q(leaves_on=None) | Q(leaves_on__gt=on), state__in=LIVING, **mine)
    states = living.values("place").annotate(
        held=Count("pk"),
        to_begin=Count("pk", filter=Q(state=State.ACCEPTED)),
        paused=Count("pk", filter=Q(state=State.PAUSED)),
        leaving=Count("pk", filter=Q(leaves_on__isnull=False)),
    )
    counted = {row[0]: row[1:] for row in states.values_list("place", *_COUNTED)}
    open_ones = Offer.objects.filter(state=Offered.OPEN, **mine)
    offered: dict[str, int] = dict(open_ones.values_list("place").annotate(Count("pk")))
    return [
        ClubLine(
            each, seats.get(each.pk), offered.get(each.pk, 0), *counted.get(each.pk, (0,) * len(_COUNTED))
        )
        for each in clubs
    ]


def list_club(*, place: str, sections: Collection[str], year: int, on: date) -> list[Seated]:
    """The children who hold a seat of a club in a school year, begun or not. Two queries."""
    mine = _places().filter(place=place, year=year, application__section__in=sections, state__in=LIVING)
    held = list(mine.order_by("pk"))
    arranged = _arranged(held, on, ("extension",))
    return sorted(
        (Seated(enrolment=each, arranged=arranged.get(each.pk, {})) for each in held), key=_by_grade
    )


def access_leftover(*, application: Application) -> Leftover:
    """What is left over of an application that was already permitted; 404 where nothing is."""
    found = Leftover.objects.filter(application=application).select_related("application").first()
    if found is None:
        raise Http404
    return found


def list_offers_of_club(*, place: str, sections: Collection[str], year: int) -> list[Offer]:
    """The offers of a club that wait for an answer, the most pressing first."""
    mine = _offers().filter(place=place, year=year, application__section__in=sections)
    return list(mine.filter(state=Offered.OPEN).order_by("reply_by", "pk"))


def list_overdue_offers(*, sections: Collection[str], on: date) -> list[Offer]:
    """期限を過ぎた案内: unanswered after their day; whoever telephones before they lapse is heard."""
    late = _offers().filter(state=Offered.OPEN, reply_by__lt=on, application__section__in=sections)
    return list(late.order_by("reply_by", "pk"))


def list_unconfirmed(*, sections: Collection[str], on: date) -> list[Enrolment]:
    """The places that began more than a week ago and whose child the club has not said to have seen."""
    begun = _places().filter(state=State.ENROLLED, confirmed_at=None, application__section__in=sections)
    return list(begun.filter(starts_on__lt=on - enrolment.UNCONFIRMED_AFTER).order_by("starts_on", "pk"))


def list_leftovers(*, sections: Collection[str]) -> list[Leftover]:
    """What an officer of these sections has to see to by hand, the oldest first."""
    open_ones = Leftover.objects.filter(settled_at=None, application__section__in=sections)
    kept = open_ones.exclude(application__state=lifecycle.State.WITHDRAWN)
    return list(kept.select_related("application__version").order_by("at"))


def list_events(*, offer: Offer) -> list[PlaceEvent]:
    """What happened, the oldest first."""
    return list(offer.events.order_by("id"))


def free_seats(*, place: str, year: int, on: date) -> int | None:
    """How many seats nobody holds and nobody is offered on that day; None where nobody counts them."""
    seats = waiting.seats_of(places=[place], year=year).get(place)
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


def list_to_tell_of_end(now: datetime) -> list[UUID]:
    """The places of the year that ends this month whose families are to hear of it, and have not yet."""
    today = calendar.local_day(now)
    if today.month != LAST_MONTH:
        return []
    telling = [each.slug for each in procedures.list_offers(now) if _tells_of_end(each.document)]
    there = Enrolment.objects.filter(year=calendar.fiscal_year(today), state__in=LIVING, leaves_on=None)
    untold = there.filter(told_of_end_at=None, application__version__procedure__in=telling)
    return list(untold.order_by("place_id", "pk").values_list("pk", flat=True))


def goes_on(held: Enrolment) -> bool:
    """Whether the child has a place in the next school year."""
    return Enrolment.objects.filter(child=held.child_id, year=held.year + 1, state__in=LIVING).exists()


def _tells_of_end(document: Document) -> bool:
    return document.enrolment is not None and document.enrolment.tells_of_end


def list_forgotten() -> list[Child]:
    """The children whose offers and places were removed with their applications, and who come nowhere."""
    told = Q(belongings__source__in=(SCHOOL, FAMILY))  # they go to a school, whoever else knows them
    known = Child.objects.filter(offers=None, enrolments=None, families=None)
    return list(known.exclude(told)[:1000])


def _arranged(
    held: Collection[Enrolment], on: date, kinds: Collection[str] = tuple(KINDS)
) -> dict[UUID, dict[str, Arranged]]:
    """Of each place and kind the latest that has begun; what was ended is not there."""
    found: defaultdict[UUID, dict[str, Arranged]] = defaultdict(dict)
    begun = Arrangement.objects.filter(enrolment__in=held, starts_on__lte=on, kind__in=kinds)
    for row in begun.order_by("starts_on", "pk"):
        told = _opened(row)
        found[row.enrolment_id][row.kind] = told
    return {pk: {kind: told for kind, told in kinds.items() if told.value} for pk, kinds in found.items()}


def _opened(row: Arrangement) -> Arranged:
    told = crypto.unseal(row.sealed) if row.sealed else {"value": row.value, "words": row.words}
    return Arranged(kind=row.kind, starts_on=row.starts_on, **told)


def _by_grade(seated: Seated) -> tuple[str, int, str]:
    held = seated.enrolment
    return held.place_id, seated.grade, held.child.kana_order


def _days(offers: QuerySet[Offer]) -> Iterable[tuple[UUID, date]]:
    return offers.values_list("pk", "reply_by")


def _places() -> QuerySet[Enrolment]:
    return Enrolment.objects.select_related("child", "place", "application", "offer")


def _offers() -> QuerySet[Offer]:
    return Offer.objects.select_related("child", "place", "application", "enrolment")

"""今日のお迎え・お休み: what families say of a day at a club, without anybody deciding anything first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, PlacesOf, filed_together
from madoguchi.enrolment.models import Enrolment
from madoguchi.enrolment.queries import list_roster
from madoguchi.places.queries import places_of
from madoguchi.procedures import queries as procedures
from madoguchi.rules import arranging
from madoguchi.rules.arranging import Said, Wanted
from madoguchi.rules.documents.procedure import Enrolling
from madoguchi.rules.journey import journey
from madoguchi.rules.lifecycle import State
from madoguchi.rules.questions.people import full_kana


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is different for a child on a day."""

    held: Enrolment
    application: Application
    is_own: bool  # from the account that applied for the place; anybody else is asked back
    starts: date
    ends: date
    says: tuple[Said, ...]
    keeps: Mapping[str, Said]  # who comes, which way home

    @property
    def seen_at(self) -> datetime | None:
        """When the club said that it has seen it."""
        seen = getattr(self.application, "notice_seen", None)
        return seen.at if seen else None

    @property
    def is_protected(self) -> bool:
        """Whether the household is."""
        return self.held.application.is_protected or self.application.is_protected


def mark(*, place: str, on: date, now: datetime) -> str:
    """Changes when anything does that `list_notices` would tell. Nothing is opened for it."""
    told = [
        f"{each.pk}|{each.answer_count}|{each.is_protected}|{hasattr(each, 'notice_seen')}"
        for each in _about(place, (on, on), now)
    ]
    return hashlib.sha256("\n".join([on.isoformat(), place, *told]).encode()).hexdigest()[:16]


def list_notices(
    *, place: str, on: date, now: datetime, days: tuple[date, date] | None = None
) -> list[Notice]:
    """What is different at a club on a day, by grade and reading. Of children who have a place there.

    `days`: what is different for these children from the first of them to the last.
    """
    reads = filed_together(_about(place, days or (on, on), now))
    if not reads:
        return []
    said: dict[tuple[str, str], list[Filed]] = {}
    for read in reads:
        said.setdefault(_child(read), []).append(read)
    roster, known = list_roster(place_codes=[place], on=on, kinds=()), cache(places_of)
    return [
        notice
        for each in roster
        for notice in _notices(each.enrolment, said.get(_named(each.enrolment), ()), known)
    ]


def access_notice(*, reference: str, place: str, on: date, now: datetime) -> Notice:
    """One of them; 404 for any other."""
    found = list_notices(place=place, on=on, now=now)
    notice = next((each for each in found if each.application.reference == reference), None)
    if notice is None:
        raise Http404
    return notice


def is_heard(read: Filed, found: Wanted) -> bool:
    """Whether the club reads it: the child has a place there on the first day it is about."""
    if found.place is None or found.starts is None:
        return False
    roster = list_roster(place_codes=[found.place], on=found.starts, kinds=())
    return _child(read) in {_named(each.enrolment) for each in roster}


def _notices(held: Enrolment, reads: Iterable[Filed], known: PlacesOf) -> Iterator[Notice]:
    for read in reads:
        facts = read.facts(known)
        found = arranging.wanted(read.document, journey(read.document, read.answers, facts), facts)
        if found and found.place == held.place_id and found.starts:
            yield Notice(
                held=held,
                application=read.application,
                is_own=read.application.resident_id == held.application.resident_id,
                starts=found.starts,
                ends=found.ends or found.starts,
                says=found.says,
                keeps=found.keeps,
            )


def _about(place: str, days: tuple[date, date], now: datetime) -> QuerySet[Application]:
    """What was filed about these days at that club. A protected household lists none: it is read anyway."""
    asked = Q(pk=None)
    for offer in procedures.list_offers(now):
        enrolling = offer.document.enrolment
        if enrolling and enrolling.act == "notice":
            asked |= Q(version__procedure=offer.slug) & _there(enrolling, place) & _then(enrolling, days)
    found = Application.objects.filter(asked).exclude(state=State.WITHDRAWN)
    return found.select_related("version", "notice_seen").order_by("arrived_at", "pk")


def _there(enrolling: Enrolling, place: str) -> Q:
    here = Application.objects.filter(listed__question=enrolling.at, listed__text=place)
    return Q(pk__in=here.values("pk")) | Q(is_protected=True)


def _then(enrolling: Enrolling, days: tuple[date, date]) -> Q:
    """It begins on one of these days, or before them and is not over."""
    begun = Application.objects.filter(listed__question=enrolling.starts, listed__day__lt=days[0])
    still = Application.objects.filter(listed__question=enrolling.ends, listed__day__gte=days[0])
    begins = Application.objects.filter(listed__question=enrolling.starts, listed__day__range=days)
    return Q(pk__in=begins.values("pk")) | Q(pk__in=begun.values("pk")) & Q(pk__in=still.values("pk"))


def _child(read: Filed) -> tuple[str, str]:
    person = read.answers.get((read.document.applicant.subject or "").partition(".")[0])
    given = person if isinstance(person, dict) else {}
    return (full_kana(given), str(given.get("birth_date"))) if given else ("", "")


def _named(held: Enrolment) -> tuple[str, str]:
    return held.child.kana, held.child.birth_date.isoformat()

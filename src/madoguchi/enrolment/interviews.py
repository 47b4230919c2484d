"""Reading interviews: what a family can book, what a club has before it, what the section may read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404

from madoguchi.base import crypto
from madoguchi.enrolment.models import Enrolment, Interview, InterviewNote
from madoguchi.rules import reminders
from madoguchi.rules.enrolment import LIVING
from madoguchi.rules.interviews import NOTICE, Topic

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a club noted on one topic."""

    topic: Topic
    words: str
    is_shared: bool
    at: datetime


def list_free(*, held: Enrolment, now: datetime) -> list[Interview]:
    """The times a family can still book at its club, the earliest first."""
    free = Interview.objects.filter(place=held.place_id, enrolment=None, begins_at__gt=now + NOTICE)
    return list(free.order_by("begins_at")[:MOST_SHOWN])


def list_near(now: datetime) -> list[Interview]:
    """The booked times of today and tomorrow."""
    soon = (now, now + timedelta(days=2))
    booked = Interview.objects.filter(enrolment__state__in=LIVING, begins_at__range=soon)
    return [
        each
        for each in booked.select_related("enrolment__application__resident__account").order_by("begins_at")
        if each.booked_at
        and reminders.is_talk_near(begins_at=each.begins_at, booked_at=each.booked_at, now=now)
    ]


def booked_by(*, held: Enrolment) -> Interview | None:
    """The time a family has."""
    return Interview.objects.filter(enrolment=held).first()


def list_of_clubs(*, place_codes: Collection[str], since: datetime) -> list[Interview]:
    """The times of these clubs from an instant on, with who comes."""
    there = Interview.objects.filter(place__in=place_codes, begins_at__gte=since)
    return list(
        there.select_related("place", "enrolment__child", "enrolment__application").order_by("begins_at")
    )


def access_of_clubs(*, interview_id: UUID, place_codes: Collection[str]) -> Interview:
    """A time of one of these clubs; 404 for any other."""
    found = Interview.objects.select_related("enrolment__child", "enrolment__application", "place")
    interview = found.filter(pk=interview_id, place__in=place_codes).first()
    if interview is None:
        raise Http404
    return interview


def list_notes(*, held: Enrolment, only_shared: bool) -> list[Note]:
    """What was noted about a child; the section reads what its club shares, the club all."""
    notes = InterviewNote.objects.filter(enrolment=held).order_by("at", "pk")
    return [
        Note(
            topic=Topic(each.topic),
            words=crypto.unseal(each.sealed)["words"],
            is_shared=each.is_shared,
            at=each.at,
        )
        for each in (notes.filter(is_shared=True) if only_shared else notes)
    ]

"""Talks between clubs and families (面談): the club that can be tried has opened times, some are booked."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from madoguchi.base import office
from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, rounds, visitors
from madoguchi.demo.households import dice
from madoguchi.enrolment.actions import interviewing
from madoguchi.enrolment.interviews import list_of_clubs
from madoguchi.enrolment.models import Enrolment
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.places.models import Kind
from madoguchi.places.queries import places_of
from madoguchi.rules import calendar, interviews
from madoguchi.rules.enrolment import LIVING

OPENED: Final = 2  # working days ago
AHEAD: Final = (4, 5)  # working days from now, with times on each
FROM, UNTIL, MINUTES = time(15), time(17), 30
BOOKED: Final = 2  # families


def live(now: datetime) -> None:
    """Open times at each club that somebody can be tried at, unless it has some."""
    clubs = places_of(Kind.CLUB)
    for row in city.table("people.members"):
        if row["key"] not in visitors.MEMBERS or row["place"] not in clubs:
            continue
        if not list_of_clubs(place_codes=[row["place"]], since=now):
            _open(row["login"], row["place"], now)
            _book(row["place"], now)


def _open(number: str, place: str, now: datetime) -> None:
    member = people.member_by_number(number)
    if member is None:
        raise LookupError(number)
    opened = rounds.at(rounds.working_days_before(now, OPENED), FROM)
    today = calendar.local_day(now)
    days = [calendar.business_days_after(today, each, office.closed_days(today.year)) for each in AHEAD]
    for day in days:
        begins = interviews.times(day=day, opens=FROM, closes=UNTIL, minutes=MINUTES, now=opened)
        if isinstance(begins, list):
            by = actor_of(member, Entrance.PARTNER)
            interviewing.open_times(place=place, begins=begins, minutes=MINUTES, by=by, now=opened)


def _book(place: str, now: datetime) -> None:
    """Some families of the club have taken a time, the evening after."""
    free = [each.pk for each in list_of_clubs(place_codes=[place], since=now)]
    held = Enrolment.objects.filter(place=place, state__in=LIVING).exclude(application__resident=None)
    families = held.select_related("application__resident").order_by("application__reference")
    for time_, each in zip(free[1::2], families[:BOOKED], strict=False):
        resident = each.application.resident
        at = rounds.evening(rounds.at(rounds.working_days_before(now, OPENED), FROM), 0, dice(place, each.pk))
        if resident is not None:
            by = actor_of(resident, Entrance.PORTAL)
            interviewing.book(interview_id=time_, enrolment_id=each.pk, by=by, now=min(at, now))

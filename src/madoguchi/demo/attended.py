"""A course of last Saturday with its list: who came, who did not, who had not reserved before."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit.actions import SYSTEM
from madoguchi.booking.actions import booking, changing, opening
from madoguchi.booking.making import Wish
from madoguchi.booking.models import Offering, Reservation, Session
from madoguchi.booking.queries import terms_of
from madoguchi.checkin.actions import attending
from madoguchi.checkin.models import Point
from madoguchi.demo import booked, rounds
from madoguchi.demo.households import dice
from madoguchi.people.queries import access_section, list_officers
from madoguchi.places.queries import access_place
from madoguchi.rules.calendar import TOKYO, local_day
from madoguchi.rules.doors import Medium
from madoguchi.rules.slots import Act
from madoguchi.rules.visits import Use

OFFERING: Final = "kokogaku"
PLACE: Final = "civic-hall"
SATURDAY: Final = 5
FAMILIES: Final = 7
MISSED: Final = 2
FIRST: Final = 500  # callers before are those of the weeks ahead


@transaction.atomic
def live(now: datetime) -> None:
    """The course, once."""
    if Point.objects.filter(profile__use=Use.LECTURE).exists():
        return
    offering, starts_at = Offering.objects.get(pk=OFFERING), _last_saturday(now)
    place, section = access_place(code=PLACE), access_section(code=offering.section)
    opened_at = starts_at - timedelta(days=14)
    opening.open_sessions(offering=offering, place=place, starts=[starts_at], by=SYSTEM, now=opened_at)
    point = attending.open_door(section=section, place=place, by=SYSTEM, now=opened_at)
    session = Session.objects.get(offering=offering, starts_at=starts_at)
    called_on = rounds.working_days_before(starts_at, 3)
    calls = [rounds.at(called_on, time(9 + each)) for each in range(FAMILIES)]
    held = [_book(session, number, Medium.PHONE, at) for number, at in enumerate(calls)]
    held.append(_book(session, FAMILIES, Medium.COUNTER, starts_at))
    for number, each in enumerate(held[MISSED:]):
        key, at = UUID(int=dice("attended", number).getrandbits(128)), starts_at + timedelta(minutes=number)
        attending.attend(point=point, reservation=each, scan_id=key, by=SYSTEM, now=at)
    for each in held[:MISSED]:
        changing.settle(reservation_id=each.pk, act=Act.MISS, by=SYSTEM, now=session.ends_at)


def _book(session: Session, number: int, medium: Medium, at: datetime) -> Reservation:
    """A grown-up with a child, through an officer."""
    terms = terms_of(session.offering)
    officer = list_officers(section=session.offering.section, on=local_day(at))[0]
    who = replace(booked.caller(officer, FIRST + number, terms), medium=medium)
    wish = Wish(who=who, party=booked.party(terms, 1), key=f"demo:attended:{number}")
    [made] = booking.book(sessions=[session.pk], wish=wish, by=SYSTEM, now=at)
    return made


def _last_saturday(now: datetime) -> datetime:
    today = local_day(now)
    back = (today.weekday() - SATURDAY) % 7 or 7
    return datetime.combine(today - timedelta(days=back), time(10), TOKYO)

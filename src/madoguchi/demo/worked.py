"""Hours of work at one centre: four who come and go by their cards, and one day that has to be put right."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction

from madoguchi.audit.actions import SYSTEM
from madoguchi.checkin.actions import shifts
from madoguchi.checkin.actions.scanning import Heard
from madoguchi.checkin.models import Point, Worker
from madoguchi.demo import city
from madoguchi.demo.households import dice
from madoguchi.people.queries import access_section
from madoguchi.places.queries import access_place
from madoguchi.rules import calendar
from madoguchi.rules.visits import Direction, Source, Use

CENTRE: Final = "haoto-centre"
PEOPLE: Final = 4
DAYS: Final = 14
BEGINS: Final = time(8, 45)
HOURS: Final = timedelta(hours=7)


@transaction.atomic
def live(now: datetime) -> None:
    """Two weeks until now, once."""
    if Point.objects.filter(profile__use=Use.STAFF).exists():
        return
    begun, place = now - timedelta(days=DAYS), access_place(code=CENTRE)
    section = access_section(code=place.section_id or "")
    door = shifts.open_staff_door(section=section, place=place, by=SYSTEM, now=begun)
    today = calendar.local_day(now)
    for number in range(PEOPLE):
        worker = _somebody(door, number, begun)
        for before in range(DAYS, -1, -1):
            _work(door, worker, number, today - timedelta(days=before), now)
    shifts.close_shifts(now=now)


def _somebody(door: Point, number: int, now: datetime) -> Worker:
    chance = dice("worker", number)
    surname = chance.choice(city.table("names.surnames"))
    given = chance.choice(city.table("names.given_names")["guardians"])
    name, kana = (f"{surname[part]}　{given[part]}" for part in ("name", "kana"))
    staff_number = f"C-{number + 11}"
    worker = shifts.register_worker(
        place=door.place, name=name, kana=kana, number=staff_number, by=SYSTEM, now=now
    )
    shifts.make_worker_card(worker=worker, by=SYSTEM, now=now)
    return worker


def _work(door: Point, worker: Worker, number: int, day: date, now: datetime) -> None:
    """A day of theirs, as far as it has come; now and then one of them forgets to say goodbye."""
    chance = dice("worked", number, day)
    if not calendar.is_working_day(day) or chance.random() < 0.2:
        return
    came = datetime.combine(day, BEGINS, calendar.TOKYO) - timedelta(minutes=chance.randrange(20))
    went = came + HOURS + timedelta(minutes=chance.randrange(90))
    told = [(Direction.IN, came), (Direction.OUT, went)]
    if chance.random() < 0.03:
        told.pop()
    for direction, at in told:
        if at < now:
            heard = Heard.by_server(direction=direction, members=(), now=at)
            shifts.hear_worker(
                point=door, worker=worker, heard=heard, source=Source.TABLET, by=SYSTEM, now=at
            )

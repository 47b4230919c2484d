"""What the section for children told many: one broadcast that arrived, and one that is still written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import jobs
from madoguchi.base.entrances import Entrance
from madoguchi.booking.actions import booking, changing, opening
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.models import Session
from madoguchi.booking.queries import access_public
from madoguchi.demo import city, post, rounds
from madoguchi.outreach import keeping
from madoguchi.outreach.actions import broadcasts, segments, waves
from madoguchi.outreach.actions.broadcasts import Written
from madoguchi.outreach.models import Broadcast, Recipient, Segment, Wave
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Officer
from madoguchi.places.queries import access_place
from madoguchi.rules.broadcasting import Plan
from madoguchi.rules.calendar import local_day
from madoguchi.rules.slots import Act

WRITTEN_AT: Final = time(10)
BEGINS_AT: Final = time(14)  # in the morning others are there
INVITED_BEFORE: Final = 4  # working days
PARTY: Final = {"children": 1, "grown_ups": 1}
SECTION: Final = "kosodate"


def live(now: datetime) -> None:
    """Tell them, once."""
    if Broadcast.objects.exists():
        return
    told_of = city.file("broadcasts")
    officer = people.officer_by_number(told_of["by"])
    if officer is None:
        raise LookupError(told_of["by"])
    at = rounds.at(rounds.working_days_before(now, 1), WRITTEN_AT)
    _tell(told_of, officer, at, now)
    _write(told_of["draft"], None, officer, at + timedelta(hours=2))
    _invite(told_of["invited"], officer, now)


def _invite(told_of: Mapping[str, Any], officer: Officer, now: datetime) -> None:
    """To a course that is over by now: told, reserved, and come to."""
    course, by = access_public(code=told_of["offering"]), actor_of(officer, Entrance.DESK)
    held = rounds.at(
        local_day(now) - timedelta(days=local_day(now).weekday() + 2), BEGINS_AT
    )  # last Saturday
    at = rounds.at(rounds.working_days_before(held, INVITED_BEFORE), WRITTEN_AT)
    place = access_place(code=told_of["place"])
    opening.open_sessions(offering=course, place=place, starts=[held], by=by, now=at)
    session = Session.objects.get(offering=course, place=place, starts_at=held)
    segment, until = Segment.objects.get(name=told_of["segment"]), now + timedelta(hours=12)
    row = _write(told_of, segment, officer, at, until=until)
    wave = _release(row, officer, at)
    if wave is None:
        return
    for hour, count in enumerate(told_of["openings"]):
        for _ in range(count):
            waves.count_opening(wave=wave, button=1, now=wave.leaves_at + timedelta(hours=hour))
    told = Recipient.objects.filter(broadcast=row, told_at__isnull=False).exclude(resident=None)
    at = wave.leaves_at + timedelta(hours=1)
    for number, each in enumerate(told.select_related("resident").order_by("resident")[: told_of["booked"]]):
        _reserve(each.resident, session, came=number < told_of["came"], at=at)
    keeping.refresh_moved(at)


def _reserve(resident: Any, session: Session, *, came: bool, at: datetime) -> None:
    wish = Wish(who=Who(resident=resident), party=PARTY, key=f"invited:{resident.pk}")
    with jobs.by_hand():
        (made,) = booking.book(
            sessions=[session.pk], wish=wish, by=actor_of(resident, Entrance.PORTAL), now=at
        )
    act = Act.ATTEND if came else Act.MISS
    changing.settle(reservation_id=made.pk, act=act, by=SYSTEM, now=session.ends_at)
    post.send_about("reservation", made.code)


def _tell(told_of: Mapping[str, Any], officer: Officer, at: datetime, now: datetime) -> None:
    meant = told_of["segment"]
    segment = segments.keep(
        section=SECTION,
        name=meant["name"],
        condition={"any": [{"contains": [{"answer": "applied"}, meant["applied"]]}]},
        officer=officer,
        by=actor_of(officer, Entrance.DESK),
        now=at,
    )
    row = _write(told_of["told"], segment, officer, at, until=now + timedelta(hours=12))
    wave = _release(row, officer, at)
    if wave is None:
        return
    opened = (hour for hour, count in enumerate(told_of["told"]["openings"]) for _ in range(count))
    for hour in islice(opened, wave.people // 2):
        waves.count_opening(wave=wave, button=1, now=wave.leaves_at + timedelta(hours=hour))


def _release(row: Broadcast, officer: Officer, at: datetime) -> Wave | None:
    """Let it go and tell. None: so many that a second person has to look, and it waits for them."""
    row = broadcasts.release(
        broadcast=row.pk,
        officer=officer,
        seen=row.revision,
        is_all_meant=True,
        by=actor_of(officer, Entrance.DESK),
        now=at,
    )
    wave = row.waves.first()
    if wave is not None:
        waves.begin(wave=wave.pk, now=wave.leaves_at)
    return wave


def _write(
    said: Mapping[str, Any], segment: Segment | None, officer: Officer, at: datetime, *, until: Any = None
) -> Broadcast:
    written = Written(
        section=SECTION,
        name=said["name"],
        segment=segment,
        words=said["words"],
        targets=[said["target"]],
        plan=Plan(is_emergency=False, asked_at=None, expires_at=until),
    )
    return broadcasts.write(written=written, officer=officer, by=actor_of(officer, Entrance.DESK), now=at)

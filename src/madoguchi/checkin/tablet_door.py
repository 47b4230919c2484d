"""What the tablet at a door says for somebody: at once, or what it kept while there was no network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.http import QueryDict
from pydantic import BaseModel, ConfigDict, Field

from madoguchi.audit.actions import Actor
from madoguchi.base import crypto, letterbox
from madoguchi.base.entrances import Entrance
from madoguchi.checkin import forms, later, queries, shelter_forms, shelters, shifts
from madoguchi.checkin.actions import scanning, sheltering
from madoguchi.checkin.actions import shifts as working
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.rules import calendar
from madoguchi.rules import visits as rules
from madoguchi.rules.visits import Direction, Refusal, Source, Use

if TYPE_CHECKING:
    from madoguchi.checkin.models import Family, Scan, Tablet, Worker

MOST: Final = 100  # at once


class Kept(BaseModel):
    """What a tablet kept of one form: when by its own clock, and the fields shut for the city."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    at: str = Field(max_length=30)
    shut: str = Field(pattern="^[0-9a-f]+$", max_length=12_000)
    signature: str = Field(pattern="^[0-9a-f]{128}$")

    @property
    def signed(self) -> bytes:
        """What the key signs, to the letter."""
        return f"{self.id}|{self.at}|{self.shut}".encode()


class Log(BaseModel):
    """What a tablet kept, with the time of sending by the same clock."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sent_at: str = Field(max_length=30)
    scans: tuple[Kept, ...] = Field(max_length=MOST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """When something was said and when it was sent, by the device's clock."""

    device_time: datetime
    sent_at: datetime


def acting(tablet: Tablet) -> Actor:
    """As the record names it."""
    return Actor(kind="tablet", ref=str(tablet.pk), entrance=Entrance.PORTAL)


def take_in(tablet: Tablet, log: Log, now: datetime) -> Mapping[UUID, str]:
    """What became of each: "" where it counts. Sent again, in whatever order, it is the same."""
    sent_at, opens = later.instant(log.sent_at), str(crypto.unseal(tablet.opens))
    by_time = sorted(log.scans, key=lambda each: each.at)
    return {each.id: _taken(tablet, each, sent_at, opens, now) for each in by_time}


def hear(
    tablet: Tablet, family: Family | None, data: QueryDict, scan_id: UUID, clocks: Clocks, now: datetime
) -> Scan:
    """Somebody comes or goes. Raises CannotScan."""
    direction = Direction.OUT if data.get("direction") == Direction.OUT else Direction.IN
    if tablet.point.profile.use == Use.SHELTER and direction is Direction.IN:
        return _come_to_shelter(tablet, family, data, scan_id, clocks, now)
    if family is None:
        raise CannotScan(Refusal.NOBODY)
    heard = Heard(
        id=scan_id, direction=direction, members=_members(family, data, direction),
        adults=forms.read_scan(data).adults, device_time=clocks.device_time, sent_at=clocks.sent_at,
    )  # fmt: skip
    return scanning.scan(
        point=tablet.point, family=family, heard=heard, source=Source.TABLET, by=acting(tablet), now=now
    )


def _taken(tablet: Tablet, each: Kept, sent_at: datetime | None, opens: str, now: datetime) -> str:
    at = later.instant(each.at)
    told = letterbox.take_out(opens, each.shut) if at and sent_at else None
    if told is None or at is None or sent_at is None or not tablet.signs:
        return Refusal.FORGED
    if not later.is_signed(each.signed, each.signature, tablet.signs):
        return Refusal.FORGED
    data = QueryDict(told)
    true = rules.timed(device_time=at, sent_at=sent_at, received_at=now).at
    card = data.get("card", "")
    is_staffs = tablet.point.profile.use == Use.STAFF
    family = queries.family_by_card_then(card, true) if card and not is_staffs else None
    if card and family is None:
        return _work(tablet, data, each.id, Clocks(device_time=at, sent_at=sent_at), now)
    try:
        scan = hear(tablet, family, data, each.id, Clocks(device_time=at, sent_at=sent_at), now)
    except CannotScan as cannot:
        return cannot.refusal
    return scan.refusal


def hear_worker(
    tablet: Tablet, worker: Worker, data: QueryDict, scan_id: UUID, clocks: Clocks, now: datetime
) -> Scan:
    """Somebody comes to work or goes, at the door for that of the same place. Raises CannotScan."""
    door = shifts.door_at(tablet.point.place)
    if door is None:
        raise CannotScan(Refusal.CLOSED)
    heard = Heard(
        id=scan_id, direction=forms.read_scan(data).direction,
        device_time=clocks.device_time, sent_at=clocks.sent_at,
    )  # fmt: skip
    return working.hear_worker(
        point=door, worker=worker, heard=heard, source=Source.TABLET, by=acting(tablet), now=now
    )


def family_with(tablet: Tablet, card: str) -> Family | None:
    """Whose card is shown, at doors where families come."""
    is_staffs = tablet.point.profile.use == Use.STAFF
    return None if is_staffs or not card else queries.family_by_card(card)


def worker_with(tablet: Tablet, card: str) -> Worker | None:
    """Who works at the place of this tablet and shows a card, where hours of work are written down."""
    worker = shifts.worker_by_card(card, tablet.point.place)
    return worker if worker and shifts.door_at(tablet.point.place) else None


def _work(tablet: Tablet, data: QueryDict, scan_id: UUID, clocks: Clocks, now: datetime) -> str:
    worker = worker_with(tablet, data.get("card", ""))
    if worker is None:
        return Refusal.NOBODY
    try:
        return hear_worker(tablet, worker, data, scan_id, clocks, now).refusal
    except CannotScan as cannot:
        return cannot.refusal


def _members(family: Family, data: QueryDict, direction: Direction) -> set[int]:
    """Who was chosen; without network nobody could choose, so those who came last time."""
    if direction is Direction.IN and "chosen" in data:
        return set(forms.read_scan(data).members)
    children = queries.children_of(family)
    last = queries.last_visit(family) if direction is Direction.IN else None
    return queries.usual_members(children, last)


def _come_to_shelter(
    tablet: Tablet, family: Family | None, data: QueryDict, scan_id: UUID, clocks: Clocks, now: datetime
) -> Scan:
    """With what the household says; a card alone, without network, says what it said the last time."""
    point, today = tablet.point, calendar.local_day(now)
    asked = shelters.asked_of(family, today)
    if family is not None and "chosen" not in data:
        _, told = shelter_forms.judged(shelters.known(asked, point, today))
    else:
        _, told = shelter_forms.read(data, asked)
    if told is None:
        raise CannotScan(Refusal.NOBODY)
    heard = Heard(
        id=scan_id, direction=Direction.IN, members=told.members,
        adults=told.household.people - len(told.members),
        device_time=clocks.device_time, sent_at=clocks.sent_at,
    )  # fmt: skip
    by = acting(tablet)
    return sheltering.arrive(
        point=point, family=family, told=told, heard=heard, source=Source.TABLET, by=by, now=now
    )

"""Hours of work: a door for those who work at a place, their cards, what they say there, and corrections."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import append_only, crypto
from madoguchi.checkin import queries, shifts
from madoguchi.checkin.actions import points
from madoguchi.checkin.actions.scanning import CannotCorrect, CannotScan, Heard
from madoguchi.checkin.models import Correction, Point, PointProfile, Scan, Shift, Worker
from madoguchi.people.models import Section
from madoguchi.places.models import Place
from madoguchi.rules import calendar, retention
from madoguchi.rules import visits as rules
from madoguchi.rules.names import kana_order
from madoguchi.rules.references import CARD, card_code
from madoguchi.rules.visits import Close, Direction, Mode, Profile, Refusal, Source, Use

NAMES: Final = {"ja": "出退勤", "ja-easy": "[仕事|しごと]の [時間|じかん]", "en": "Hours of work"}
CLOSES_AT: Final = time(22)  # who forgot to say that they leave, left then at the latest


@transaction.atomic
def open_staff_door(*, section: Section, place: Place, by: Actor, now: datetime) -> Point:
    """Hours of work are written down at a place from now on."""
    terms = Profile(mode=Mode.SHIFT, closes_at=CLOSES_AT)
    return points.open_own(
        section=section, place=place, use=Use.STAFF, names=NAMES, rules=terms, by=by, now=now
    )


@transaction.atomic
def register_worker(*, place: Place, name: str, kana: str, number: str, by: Actor, now: datetime) -> Worker:
    """Somebody works at a place from now on."""
    worker = Worker.objects.create(
        place=place, name=name, kana=kana, kana_order=kana_order(kana), number=number, registered_at=now
    )
    _record("registered", worker, by, now)
    return worker


@transaction.atomic
def make_worker_card(*, worker: Worker, by: Actor, now: datetime) -> str:
    """A card, after which an older one and the phones it was typed into are of no use; what it says."""
    code = card_code(secrets.token_bytes(CARD))
    worker.card_hash = crypto.salted_hash("worker", code)
    worker.save(update_fields=["card_hash"])
    _record("card_made", worker, by, now)
    return code


@transaction.atomic
def end_worker(*, worker: Worker, by: Actor, now: datetime) -> None:
    """Somebody works there no more: the card is of no use, the hours stay."""
    worker.card_hash, worker.ended_on = None, calendar.local_day(now)
    worker.save(update_fields=["card_hash", "ended_on"])
    _record("ended", worker, by, now)


@transaction.atomic
def hear_worker(
    *, point: Point, worker: Worker, heard: Heard, source: Source, by: Actor, now: datetime
) -> Scan:
    """Somebody comes to work or goes; twice the same is once. Raises CannotScan."""
    _lock(worker)
    known = Scan.objects.filter(pk=heard.id).first()
    if known is not None and known.worker_id != worker.pk:
        raise CannotScan(Refusal.FORGED)
    if known is not None:
        return known
    at = rules.timed(device_time=heard.device_time, sent_at=heard.sent_at, received_at=now)
    refusal = rules.refuse(people=1, at=at.at, received_at=now)
    scan = Scan.objects.create(
        id=heard.id, point=point, worker=worker, direction=heard.direction.value, at=at.at,
        device_time=heard.device_time, received_at=now, is_skewed=at.is_skewed, source=source.value,
        refusal=refusal.value if refusal else "", actor_kind=by.kind, actor_ref=by.ref,
    )  # fmt: skip
    _rebuild(worker, point.profile, calendar.local_day(at.at), now)
    _record("scanned", worker, by, now)
    return scan


@transaction.atomic
def correct_shift(
    *,
    shift: Shift,
    times: tuple[datetime, datetime | None] | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """Write when somebody came and went by hand, or that they did not work then. Raises CannotCorrect.

    What the door heard stays, and counts no more.
    """
    _lock(shift.worker)
    struck = queries.scans_within(shift, worker=shift.worker_id)
    if not struck or not Shift.objects.filter(pk=shift.pk).exists():
        raise CannotCorrect
    before = (shift.opened_at, shift.closed_at)
    _correct(shift.worker, shift.point, struck, before, times or (), reason, by, now)


@transaction.atomic
def write_shift(
    *,
    worker: Worker,
    point: Point,
    opened_at: datetime,
    closed_at: datetime | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    """A day on which nobody said anything at the door, written by hand with a reason."""
    _lock(worker)
    _correct(worker, point, [], [], [opened_at, closed_at], reason, by, now)


def close_shifts(*, now: datetime, most: int = 1000) -> int:
    """End what people forgot to end on days that are over; how many were ended, each marked."""
    due = Shift.objects.filter(closed_at=None, day__lt=calendar.local_day(now))
    found = due.select_related("worker", "point__profile").order_by("day")
    return sum(_close(each, now) for each in list(found[:most]))


def remove_workers(*, now: datetime, most: int = 200) -> int:
    """Remove who left five years ago, with everything they said at the door; how many went."""
    kept_since = retention.workers_kept_since(calendar.local_day(now))
    due = Worker.objects.filter(ended_on__lt=kept_since).order_by("ended_on", "pk")
    return sum(_remove(each, now) for each in list(due[:most]))


@transaction.atomic
def _close(shift: Shift, now: datetime) -> int:
    _lock(shift.worker)
    _rebuild(shift.worker, shift.point.profile, shift.day, now)
    _record("ended_at_night", shift.worker, SYSTEM, now)
    return int(Shift.objects.filter(pk=shift.pk, close=Close.AUTO).exists())


@transaction.atomic
def _remove(worker: Worker, now: datetime) -> int:
    _record("removed", worker, SYSTEM, now)
    append_only.years_are_over()
    worker.delete()
    return 1


def _lock(worker: Worker) -> None:
    """One at a time for each person."""
    Worker.objects.select_for_update(no_key=True, of=("self",)).get(pk=worker.pk)


def _rebuild(worker: Worker, profile: PointProfile, day: date, now: datetime) -> None:
    """The shifts of a day as they follow from all its scans."""
    found = rules.visits(shifts.scans_of(worker, profile, day), profile.rules, now=now)
    own = Shift.objects.filter(worker=worker, point__profile=profile, day=day)
    own.exclude(pk__in=[each.key for each in found]).delete()
    for each in found:
        row = {"worker": worker, "point_id": UUID(each.point), "day": day, "is_skewed": each.is_skewed}
        times = {"opened_at": each.opened_at, "closed_at": each.closed_at}
        close = {"close": each.close.value if each.close else ""}
        Shift.objects.update_or_create(pk=UUID(each.key), defaults={**row, **times, **close})


def _correct(
    worker: Worker, point: Point, struck: Sequence[UUID], before: Sequence[datetime | None],
    after: Sequence[datetime | None], reason: str, by: Actor, now: datetime,
) -> None:  # fmt: skip
    ways = zip((Direction.IN, Direction.OUT), after, strict=False)
    added = [_by_hand(worker, point, way, at, by, now) for way, at in ways if at is not None]
    row = Correction.objects.create(
        worker=worker, struck=list(struck), added=[each.pk for each in added], reason=reason,
        before=Correction.kept(*before), after=Correction.kept(*after),
        by_kind=by.kind, by_ref=by.ref, at=now,
    )  # fmt: skip
    times = [*before, *after]
    for day in sorted({calendar.local_day(each) for each in times if each is not None}):
        _rebuild(worker, point.profile, day, now)
    about = ("worker", str(worker.pk))
    audit.record(verb="worker.corrected", about=about, by=by, now=now, details={"correction": str(row.pk)})


def _by_hand(
    worker: Worker, point: Point, direction: Direction, at: datetime, by: Actor, now: datetime
) -> Scan:
    return Scan.objects.create(
        id=uuid4(), point=point, worker=worker, direction=direction.value, at=at, device_time=now,
        received_at=now, source=Source.CORRECTION.value, actor_kind=by.kind, actor_ref=by.ref,
    )  # fmt: skip


def _record(verb: str, worker: Worker, by: Actor, now: datetime) -> None:
    audit.record(verb=f"worker.{verb}", about=("worker", str(worker.pk)), by=by, now=now)

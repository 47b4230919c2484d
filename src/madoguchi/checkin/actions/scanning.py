"""What a door hears is kept, and the visits of that family and day are made anew from all of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import rows
from madoguchi.base.prepared import Prepared
from madoguchi.checkin import queries
from madoguchi.checkin.models import Correction, Family, Point, PointProfile, Scan, Visit
from madoguchi.people.models import Child
from madoguchi.rules import calendar
from madoguchi.rules import visits as rules
from madoguchi.rules.visits import Close, Direction, Refusal, Source, Use

# What a visit says is that of its scans; the rest of it is frozen when it begins.
FOLLOWS: Final = (
    "point_id", "opened_at", "closed_at", "close", "members", "ages", "adults", "is_skewed", "is_conflict",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a device says happened at a door."""

    id: UUID  # made by the device: said again, it is the same
    direction: Direction
    members: Collection[int] = ()
    adults: int = 1
    device_time: datetime
    sent_at: datetime

    @classmethod
    def by_server(
        cls, *, direction: Direction, members: Collection[int], adults: int = 1, now: datetime,
        id: UUID | None = None,
    ) -> Heard:  # fmt: skip
        """What is said to the server itself, whose clock is the one that counts."""
        times = {"device_time": now, "sent_at": now}
        return cls(id=id or uuid4(), direction=direction, members=members, adults=adults, **times)


class CannotScan(Exception):
    """It is no visit; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


class CannotCorrect(Exception):
    """The visit has changed meanwhile, or what was said makes no sense."""


def scan(*, point: Point, family: Family, heard: Heard, source: Source, by: Actor, now: datetime) -> Scan:
    """Take in one scan, twice the same only once. Raises CannotScan."""
    try:
        return _take(point, family, heard, source, by, now)
    except (CannotScan, IntegrityError):
        known = queries.scan_of(heard.id)  # nobody looks before: an id that is there lets no second row in
        if known is None:
            raise
        return _again(known, family)


@transaction.atomic
def take_in(
    *, family: Family, log: Sequence[tuple[Point, Heard]], by: Actor, now: datetime
) -> Mapping[UUID, Refusal | None]:
    """Take in what a phone kept while it had no network: in any order, and again as often as it likes."""
    _lock(family.pk)
    known = dict(Scan.objects.filter(pk__in=[heard.id for _, heard in log]).values_list("pk", "family"))
    fresh = {heard.id: (point, heard) for point, heard in log if heard.id not in known}
    own = {child.pk for child in queries.children_of(family)}
    told = [_row(point, family, heard, own, by, now) for point, heard in fresh.values()]
    told = [row for row in told if row.refusal != Refusal.NOBODY]
    Scan.objects.bulk_create(told)
    counted = [row for row in told if not row.refusal]
    profiles = {row.point.profile_id: row.point.profile for row in counted}
    for key, day in sorted({(row.point.profile_id, calendar.local_day(row.at)) for row in counted}):
        _rebuild(family, profiles[key], day, now)
    details = {"sent": len(log), "new": len(told)}
    audit.record(verb="family.sent_later", about=("family", str(family.pk)), by=by, now=now, details=details)
    refused = {row.pk: Refusal(row.refusal) for row in told if row.refusal}
    refused |= {pk: Refusal.FORGED for pk, owner in known.items() if owner != family.pk}
    taken = {*known, *(row.pk for row in told)}
    return {heard.id: refused.get(heard.id) if heard.id in taken else Refusal.NOBODY for _, heard in log}


@transaction.atomic
def correct(
    *, visit: Visit, opened_at: datetime, closed_at: datetime | None, reason: str, by: Actor, now: datetime
) -> None:
    """Write the times of a visit by hand, with a reason. Raises CannotCorrect."""
    _lock(visit.family_id)
    if closed_at is not None and closed_at < opened_at:
        raise CannotCorrect
    struck = queries.scans_within(visit, family=visit.family_id)
    added = [_by_hand(visit, Direction.IN, opened_at, by, now)]
    if closed_at is not None:
        added.append(_by_hand(visit, Direction.OUT, closed_at, by, now))
    _correct(visit, struck, added, reason, by, now)


@transaction.atomic
def strike(*, visit: Visit, reason: str, by: Actor, now: datetime) -> None:
    """Say that a visit was none; what the door heard stays, and counts no more. Raises CannotCorrect."""
    _lock(visit.family_id)
    _correct(visit, queries.scans_within(visit, family=visit.family_id), [], reason, by, now)


@transaction.atomic
def undo(*, scan: Scan, by: Actor, now: datetime) -> bool:
    """Take back what was just said, while it is that fresh; whether it was."""
    if scan.family is None or now - scan.received_at > rules.UNDO:
        return False
    _lock(scan.family.pk)
    row = Correction.objects.create(
        family=scan.family, struck=[scan.pk], by_kind=by.kind, by_ref=by.ref, at=now
    )
    _rebuild(scan.family, scan.point.profile, calendar.local_day(scan.at), now)
    audit.record(verb="scan.undone", about=("family", str(row.family_id)), by=by, now=now)
    return True


def close_night(*, now: datetime, most: int = 1000) -> int:
    """End the visits of days that are over whose families forgot to say so; how many were ended."""
    due = Visit.objects.filter(closed_at=None, day__lt=calendar.local_day(now))
    there = due.exclude(point__profile__closes_at=None) | due.exclude(point__profile__longest_hours=None)
    keys = there.values_list("family_id", "point__profile_id", "day").distinct()
    return sum(_close(*key, now) for key in list(keys[:most]))


@transaction.atomic
def rebuild_day(*, profile: PointProfile, day: date, by: Actor, now: datetime) -> int:
    """Make all visits of a day anew from what doors heard; how many families that concerned."""
    begin, end = queries.day_span(day)
    heard = Scan.objects.filter(point__profile=profile, at__gte=begin, at__lt=end)
    families = Family.objects.filter(pk__in=heard.exclude(family=None).values("family"))
    found = list(families.select_related("district").prefetch_related("children"))
    for family in found:
        _rebuild(family, profile, day, now)
    audit.record(verb="visits.rebuilt", about=("point_profile", profile.pk), by=by, now=now)
    return len(found)


def _lock(family_id: UUID) -> None:
    """One at a time for each family."""
    _LOCKED.first(family_id)


_LOCKED: Final = Prepared(
    lambda key: Family.objects.select_for_update(no_key=True, of=("self",)).filter(pk=key).only("pk"),
    blank=UUID(int=0),
)


@transaction.atomic
def _take(point: Point, family: Family, heard: Heard, source: Source, by: Actor, now: datetime) -> Scan:
    _lock(family.pk)
    children = queries.children_of(family)
    own = {child.pk for child in children}
    row = _row(point, family, heard, own, by, now, source=source)
    if row.refusal == Refusal.NOBODY:
        raise CannotScan(Refusal.NOBODY)
    details = {"direction": heard.direction.value, "source": source.value}
    with rows.together():
        rows.add(row)
        _rebuild(family, point.profile, calendar.local_day(row.at), now, heard=[row], children=children)
        audit.record(verb="family.scanned", about=("family", str(family.pk)), by=by, now=now, details=details)
    return row


def _row(
    point: Point, family: Family, heard: Heard, own: Collection[int], by: Actor, now: datetime,
    source: Source = Source.OFFLINE,
) -> Scan:  # fmt: skip
    """What is kept of a scan, with its true time, and whether it counts."""
    at = rules.timed(device_time=heard.device_time, sent_at=heard.sent_at, received_at=now)
    members = sorted(set(own) & set(heard.members))
    counts_children = bool(own) and point.profile.use == Use.CENTRE
    people = len(members) if counts_children else family.guests or 1
    refusal = rules.refuse(people=people, at=at.at, received_at=now)
    return Scan(
        id=heard.id, point=point, family=family, direction=heard.direction.value, at=at.at,
        device_time=heard.device_time, received_at=now, offset_seconds=_seconds(at.offset),
        is_skewed=at.is_skewed, members=members, adults=heard.adults, source=source.value,
        refusal=refusal.value if refusal else "", actor_kind=by.kind, actor_ref=by.ref,
    )  # fmt: skip


def _again(known: Scan, family: Family) -> Scan:
    """The same id a second time is the same scan; another family's is nobody's."""
    if known.family_id != family.pk:
        raise CannotScan(Refusal.FORGED)
    return known


def _rebuild(
    family: Family,
    profile: PointProfile,
    day: date,
    now: datetime,
    *,
    heard: Iterable[Scan] = (),
    children: Iterable[Child] | None = None,
) -> None:
    """The visits as they follow from the scans; what was frozen on a visit stays on it.

    `heard` is what is only written together with them.
    """
    new = [queries.as_rule(each) for each in heard if not each.refusal]
    found = rules.visits([*queries.scans_of(family, profile, day), *new], profile.rules, now=now)
    there = {each.pk: each for each in queries.visits_on(family, profile, day)}
    known_children = queries.children_of(family) if children is None else children
    born = {child.pk: child.birth_date for child in known_children}
    frozen = next(iter(there.values()), None)
    made, changed = list[Visit](), list[Visit]()
    for visit in found:
        known = there.pop(UUID(visit.key), None)
        if known is None:
            frozen = _begun(family, visit, frozen)
            made.append(_written(frozen, visit, born))
        elif _is_changed(known, visit):
            changed.append(_written(known, visit, born))
    if there:
        Visit.objects.filter(pk__in=list(there)).delete()
    with rows.together():
        rows.add(*made)
        for each in changed:
            rows.change(each, **{name: getattr(each, name) for name in FOLLOWS})


def _begun(family: Family, visit: rules.Visit, frozen: Visit | None) -> Visit:
    """A visit with what was true on its day and never changes: district, and whether the family was new."""
    at = visit.opened_at or visit.closed_at
    if at is None:
        raise ValueError(visit)
    day, pk = calendar.local_day(at), UUID(visit.key)
    if frozen is not None and frozen.day == day:
        return Visit(id=pk, family=family, day=day, district=frozen.district, is_first=frozen.is_first)
    is_first = not queries.came_before(family, day)
    if is_first:  # the one that was thought to be, arrived before this one
        Visit.objects.filter(family=family, is_first=True, day__gt=day).update(is_first=False)
    return Visit(id=pk, family=family, day=day, district=family.district_id or "", is_first=is_first)


def _is_changed(row: Visit, visit: rules.Visit) -> bool:
    held = (row.opened_at, row.closed_at, row.close, row.members, row.adults, row.is_skewed, row.is_conflict)
    close = visit.close.value if visit.close else ""
    says = (visit.opened_at, visit.closed_at, close, sorted(visit.members), visit.adults)
    return held != (*says, visit.is_skewed, visit.is_conflict)


def _written(row: Visit, visit: rules.Visit, born: Mapping[int, date]) -> Visit:
    """The row with what the scans say of it by now."""
    row.point_id = UUID(visit.point)
    row.opened_at, row.closed_at = visit.opened_at, visit.closed_at
    row.close = visit.close.value if visit.close else ""
    if row.members != sorted(visit.members):
        row.members = sorted(visit.members)
        row.ages = [calendar.legal_age(born[pk], row.day) for pk in row.members if pk in born]
    row.adults, row.is_skewed, row.is_conflict = visit.adults, visit.is_skewed, visit.is_conflict
    return row


def _by_hand(visit: Visit, direction: Direction, at: datetime, by: Actor, now: datetime) -> Scan:
    return Scan.objects.create(
        id=uuid4(), point_id=visit.point_id, family_id=visit.family_id, direction=direction.value, at=at,
        device_time=now, received_at=now, members=visit.members, adults=visit.adults,
        source=Source.CORRECTION.value, actor_kind=by.kind, actor_ref=by.ref,
    )  # fmt: skip


def _correct(
    visit: Visit, struck: Sequence[UUID], added: Sequence[Scan], reason: str, by: Actor, now: datetime
) -> None:
    if not struck or not Visit.objects.filter(pk=visit.pk).exists():
        raise CannotCorrect
    days = {visit.day, *(calendar.local_day(each.at) for each in added)}
    row = Correction.objects.create(
        family_id=visit.family_id, struck=list(struck), added=[each.pk for each in added], reason=reason,
        before=Correction.kept(visit.opened_at, visit.closed_at),
        after=Correction.kept(*(each.at for each in added)), by_kind=by.kind, by_ref=by.ref, at=now,
    )  # fmt: skip
    for day in sorted(days):
        _rebuild(visit.family, visit.point.profile, day, now)
    about = ("family", str(visit.family_id))
    audit.record(verb="visit.corrected", about=about, by=by, now=now, details={"correction": str(row.pk)})


@transaction.atomic
def _close(family_id: UUID, profile_id: str, day: date, now: datetime) -> int:
    _lock(family_id)
    family, profile = Family.objects.get(pk=family_id), PointProfile.objects.get(pk=profile_id)
    _rebuild(family, profile, day, now)
    there = queries.visits_on(family, profile, day)
    ended = sum(each.day == day and each.close == Close.AUTO for each in there)
    audit.record(verb="visit.ended_at_night", about=("family", str(family_id)), by=SYSTEM, now=now)
    return ended


def _seconds(offset: timedelta) -> int:
    """As the column takes it: a clock that is decades off is off, however much."""
    return max(-(2**31), min(2**31 - 1, round(offset.total_seconds())))

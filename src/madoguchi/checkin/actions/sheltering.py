"""Shelters: opened, households let in with one step and let out, closed when the last may go home."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.checkin import queries
from madoguchi.checkin.actions import points, registering, scanning
from madoguchi.checkin.actions.scanning import CannotScan, Heard
from madoguchi.checkin.models import Family, Point, PointProfile, Scan, ShelterCard
from madoguchi.places.models import Place
from madoguchi.rules.shelters import Household
from madoguchi.rules.visits import Direction, Refusal, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a household says as it comes. `kana`: of those whom nobody knows yet."""

    household: Household
    members: Collection[int] = ()  # children who are known
    kana: str = ""
    may_be_named: bool = False


@transaction.atomic
def open_shelter(*, profile: PointProfile, place: Place, by: Actor, now: datetime) -> Point:
    """Let people in from now on; where they are let in already, that shelter."""
    return points.open_point(profile=profile, place=place, by=by, now=now)


@transaction.atomic
def arrive(
    *, point: Point, family: Family | None, told: Told, heard: Heard, source: Source, by: Actor, now: datetime
) -> Scan:
    """Let a household in, or write anew what it says of itself. Raises CannotScan.

    The same scan a second time is the same household, though nobody knew it before the first.
    """
    _one_at_a_time(heard)
    known = Scan.objects.filter(pk=heard.id, point=point).select_related("family", "point__place").first()
    if known is not None and family in (None, known.family):
        return known
    subject = family or registering.welcome_guest(kana=told.kana, guests=0, care="", by=by, now=now)
    scan = scanning.scan(point=point, family=subject, heard=heard, source=source, by=by, now=now)
    if queries.is_ended(point):
        raise CannotScan(Refusal.CLOSED)
    _write(subject, told, by, now, at=scan.at)
    return scan


@transaction.atomic
def leave(*, point: Point, family: Family, source: Source, by: Actor, now: datetime) -> Scan:
    """The whole household leaves the shelter."""
    members = [child.pk for child in queries.children_of(family)]
    heard = Heard.by_server(direction=Direction.OUT, members=members, now=now)
    return scanning.scan(point=point, family=family, heard=heard, source=source, by=by, now=now)


@transaction.atomic
def close_shelter(*, point: Point, by: Actor, now: datetime) -> int:
    """Nobody is let in any more, and who is still there leaves now; how many households that were."""
    locked = Point.objects.select_for_update(of=("self",)).filter(pk=point.pk, ended_at=None).first()
    if locked is None:
        return 0
    there = queries.families_at(point)
    for family in there:
        leave(point=point, family=family, source=Source.STAFF, by=by, now=now)
    points.end(point=locked, by=by, now=now)
    return len(there)


def _write(family: Family, told: Told, by: Actor, now: datetime, *, at: datetime) -> None:
    """What was kept without network does not write over what the household has said since."""
    if ShelterCard.objects.filter(family=family, told_at__gt=at).exists():
        return
    card = {
        "sealed": crypto.seal(told.household.kept()),
        "may_be_named": told.may_be_named,
        "told_at": at,
    }
    ShelterCard.objects.update_or_create(family=family, defaults=card)
    audit.record(verb="family.shelter_card_told", about=("family", str(family.pk)), by=by, now=now)


def _one_at_a_time(heard: Heard) -> None:
    """Two taps of a phone that nobody knows yet must not become two households."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(heard.id)])

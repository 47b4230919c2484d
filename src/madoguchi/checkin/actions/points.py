"""Doors: opened for a place, their poster made anew, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.checkin.models import Point, PointProfile
from madoguchi.people.models import Section
from madoguchi.places.models import Place
from madoguchi.rules.visits import Profile, Use

HOUR: Final = timedelta(hours=1)


@transaction.atomic
def lay_down(
    *,
    code: str,
    section: Section,
    names: Mapping[str, str],
    use: Use = Use.CENTRE,
    rules: Profile,
    by: Actor,
    now: datetime,
) -> PointProfile:
    """Say how the doors of one kind are used."""
    profile = PointProfile.objects.create(
        code=code,
        section=section,
        names=dict(names),
        use=use.value,
        mode=rules.mode.value,
        is_exclusive=rules.is_exclusive,
        closes_at=rules.closes_at,
        longest_hours=rules.longest // HOUR if rules.longest else None,
    )
    audit.record(verb="point_profile.laid_down", about=("point_profile", code), by=by, now=now)
    return profile


@transaction.atomic
def open_point(*, profile: PointProfile, place: Place, by: Actor, now: datetime) -> Point:
    """Read scans at a place from now on; where they are read already, that door."""
    point, is_new = Point.objects.get_or_create(
        profile=profile, place=place, ended_at=None, defaults={"turned_at": now}
    )
    if is_new:
        _record("opened", point, by, now)
    return point


@transaction.atomic
def open_own(
    *,
    section: Section,
    place: Place,
    use: Use,
    names: Mapping[str, str],
    rules: Profile,
    by: Actor,
    now: datetime,
) -> Point:
    """A section's door at a place for one use; its first one says how such doors are used."""
    code = f"{use.value}-{section.code}"
    profile = PointProfile.objects.filter(pk=code).first() or lay_down(
        code=code, section=section, names=names, use=use, rules=rules, by=by, now=now
    )
    return open_point(profile=profile, place=place, by=by, now=now)


@transaction.atomic
def turn(*, point: Point, by: Actor, now: datetime) -> Point:
    """A new poster; the one before is read for a week, photographs of older ones no more."""
    locked = Point.objects.select_for_update(of=("self",)).select_related("profile", "place").get(pk=point.pk)
    locked.turn += 1
    locked.turned_at = now
    locked.save(update_fields=["turn", "turned_at"])
    _record("turned", locked, by, now)
    return locked


@transaction.atomic
def end(*, point: Point, by: Actor, now: datetime) -> None:
    """Read scans at this door no more; what was heard stays."""
    point.ended_at = now
    point.save(update_fields=["ended_at"])
    _record("ended", point, by, now)


def _record(verb: str, point: Point, by: Actor, now: datetime) -> None:
    details = {"place": point.place_id, "turn": point.turn}
    audit.record(verb=f"point.{verb}", about=("point", str(point.pk)), by=by, now=now, details=details)

"""What the section for children told many: one broadcast that arrived, and one that is still written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Any, Final

from madoguchi.base.entrances import Entrance
from madoguchi.demo import city, rounds
from madoguchi.outreach.actions import broadcasts, segments, waves
from madoguchi.outreach.actions.broadcasts import Written
from madoguchi.outreach.models import Broadcast, Segment
from madoguchi.people import queries as people
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Officer
from madoguchi.rules.broadcasting import Plan

WRITTEN_AT: Final = time(10)
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
    row = broadcasts.release(
        broadcast=row.pk,
        officer=officer,
        seen=row.revision,
        is_all_meant=True,
        by=actor_of(officer, Entrance.DESK),
        now=at,
    )
    wave = row.waves.first()
    if wave is None:  # so many that a second person has to look: it waits for them
        return
    waves.begin(wave=wave.pk, now=wave.leaves_at)
    opened = (hour for hour, count in enumerate(told_of["told"]["openings"]) for _ in range(count))
    for hour in islice(opened, row.people // 2):
        waves.count_opening(wave=wave, button=1, now=wave.leaves_at + timedelta(hours=hour))


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

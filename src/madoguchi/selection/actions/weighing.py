"""あと何点: what the children of a proposed run lacked, worked out in chunks before families see anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.rules.plain.again import Again
from madoguchi.rules.shortfalls import shortfalls
from madoguchi.selection.models import Confirmation, Placement, Run, Shortfall
from madoguchi.selection.outcomes import allocated

CHUNK: Final = 50  # so many are left out together by the second engine, and tried one by one


@transaction.atomic
def continue_weighing(*, confirmation_id: int, by: Actor = SYSTEM, now: datetime) -> bool:
    """Work out the next chunk; True when something is left. What the engines differ on is only noted."""
    waiting = Confirmation.objects.select_for_update(of=("self",), skip_locked=True)
    proposed = waiting.select_related("run").filter(proposal__isnull=False, weighed_at=None)
    held = proposed.filter(pk=confirmation_id, run__round__tells_shortfalls=True).first()
    if held is None:
        return False
    left = held.run.placements.filter(pk__gt=held.weighed).exclude(choices=[]).order_by("pk")
    chunk = list(left.select_related("application")[:CHUNK])
    if chunk:
        held.unproven += _weigh(held, chunk)
        held.weighed = chunk[-1].pk
        jobs.defer("selection.weigh", confirmation=str(held.pk))
    else:
        held.weighed_at = now
        _record(held, by, now)
    held.save(update_fields=["weighed", "weighed_at", "unproven"])
    return bool(chunk)


def _weigh(held: Confirmation, chunk: Sequence[Placement]) -> list[dict[str, Any]]:
    """Keep what is certain; the receipt numbers and places of what is not."""
    run: Run = held.run
    found, references = allocated(run), [each.application.reference for each in chunk]
    again = Again(json.loads(run.problem), references)
    told = [(each, shortfalls(found, each.application.reference, prove=again.place)) for each in chunk]
    Shortfall.objects.bulk_create(
        Shortfall(
            confirmation=held, placement=placement, place_id=each.place, added=each.added, at_id=each.at
        )
        for placement, some in told
        for each in some.certain
    )
    return [
        {"reference": placement.application.reference, "place": place}
        for placement, some in told
        for place in some.unproven
    ]


def _record(held: Confirmation, by: Actor, now: datetime) -> None:
    details = {"told": held.shortfalls.count(), "unproven": len(held.unproven)}
    audit.record(verb="run.weighed", about=("run", str(held.run_id)), by=by, now=now, details=details)

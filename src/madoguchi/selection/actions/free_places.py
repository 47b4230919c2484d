"""Free places of a second or monthly round: shown to everybody from an instant on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.rules.free_places import CannotShow, refuse
from madoguchi.selection.models import Round


@transaction.atomic
def show_from(*, round: Round, at: datetime, by: Actor, now: datetime) -> Round:
    """Show everybody the seats of a round as its free places, from `at` on. Raises CannotShow."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    seats = list(held.seats.values_list("signed_at", flat=True))
    refusal = refuse(
        at=at,
        now=now,
        is_first=held.kind == Round.Kind.FIRST,
        places=len(seats),
        unsigned=seats.count(None),
        is_preparing=held.state == Round.State.PREPARING,
    )
    if refusal:
        raise CannotShow(refusal)
    held.free_places_from = at
    held.save(update_fields=["free_places_from"])
    details = {"from": at.isoformat()}
    audit.record(verb="free_places.shown", about=("round", str(held.pk)), by=by, now=now, details=details)
    return held

"""The lottery of a round: promised before the closing by a hash, revealed after it."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.rules import allocation, calendar, drawing
from madoguchi.rules.drawing import Refusal
from madoguchi.selection.models import Round


class CannotDraw(Exception):
    """Nothing was written; `reason` says why."""

    def __init__(self, reason: Refusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@transaction.atomic
def commit(*, round: Round, by: Actor, now: datetime) -> Round:
    """Draw a seed nobody sees, and keep the hash that is published. Raises CannotDraw."""
    held = _lock(round)
    if refusal := drawing.refuse_commitment(
        is_preparing=held.state == Round.State.PREPARING, is_committed=bool(held.lottery_commitment)
    ):
        raise CannotDraw(refusal)
    seed = secrets.token_hex(32)
    held.lottery_sealed, held.lottery_commitment = crypto.seal(seed), allocation.commitment(seed)
    held.lottery_committed_at = now
    held.save(update_fields=["lottery_sealed", "lottery_commitment", "lottery_committed_at"])
    _record("lottery.committed", held, by=by, now=now)
    return held


@transaction.atomic
def reveal(*, round: Round, by: Actor, now: datetime) -> Round:
    """Show the seed to everybody: from now on each number can be drawn again. Raises CannotDraw."""
    held = _lock(round)
    if refusal := drawing.refuse_reveal(
        is_committed=bool(held.lottery_commitment),
        is_revealed=bool(held.lottery_revealed),
        arrived_until=held.arrived_until,
        today=calendar.local_day(now),
    ):
        raise CannotDraw(refusal)
    held.lottery_revealed, held.lottery_revealed_at = crypto.unseal(held.lottery_sealed), now
    held.save(update_fields=["lottery_revealed", "lottery_revealed_at"])
    _record("lottery.revealed", held, by=by, now=now)
    return held


def _lock(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round.pk)


def _record(verb: str, round: Round, *, by: Actor, now: datetime) -> None:
    details = {"commitment": round.lottery_commitment}
    audit.record(verb=verb, about=("round", str(round.pk)), by=by, now=now, details=details)

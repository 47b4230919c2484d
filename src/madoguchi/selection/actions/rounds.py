"""Opening a round, and changing what it says until its places are given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.people.models import Officer
from madoguchi.procedures.models import Procedure
from madoguchi.rules import recruiting
from madoguchi.rules.recruiting import Plan, Reason
from madoguchi.selection.models import CriteriaEdition, Round

_KEPT = (
    "title", "fiscal_year", "kind", "basis_on", "starts_on", "arrived_from", "arrived_until",
    "replace_by", "second_check", "second_check_percent", "tells_shortfalls",
)  # fmt: skip


class CannotOpen(Exception):
    """The round stays as it was; `reasons` says everything that is wrong with it."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reasons))
        self.reasons: Sequence[Reason] = reasons


@transaction.atomic
def open_round(
    *,
    section: str,
    plan: Plan,
    criteria: CriteriaEdition | None = None,
    follows: Round | None = None,
    officer: Officer,
    by: Actor,
    now: datetime,
) -> Round:
    """Open a round of a section. Raises CannotOpen."""
    _refuse(section, plan)
    made = Round(section=section, criteria=criteria, follows=follows, opened_by=officer, opened_at=now)
    return _write(made, plan, verb="round.opened", by=by, now=now)


@transaction.atomic
def change_round(
    *,
    round: Round,
    plan: Plan,
    criteria: CriteriaEdition | None = None,
    follows: Round | None = None,
    by: Actor,
    now: datetime,
) -> Round:
    """Say anew what a round is, as long as no place of it is given. Raises CannotOpen."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if held.state != Round.State.PREPARING:
        raise CannotOpen(Reason.ALREADY_PLACED)
    _refuse(held.section, plan, but=held)
    held.criteria, held.follows = criteria, follows
    return _write(held, plan, verb="round.changed", by=by, now=now)


@transaction.atomic
def note_released(*, reference: str, by: Actor = SYSTEM, now: datetime) -> None:
    """A result of a round is known to its family: places are no longer being decided."""
    placed = Round.objects.filter(
        state=Round.State.PLACED,
        runs__confirmation__isnull=False,
        runs__placements__application__reference=reference,
    )
    for round_id in list(placed.values_list("pk", flat=True).distinct()):
        if Round.objects.filter(pk=round_id, state=Round.State.PLACED).update(state=Round.State.RELEASED):
            audit.record(verb="round.released", about=("round", str(round_id)), by=by, now=now)


def _refuse(section: str, plan: Plan, *, but: Round | None = None) -> None:
    others = Round.objects.filter(section=section, fiscal_year=plan.fiscal_year)
    others = others.exclude(pk=but.pk) if but else others
    if reasons := recruiting.refusals(plan, taken=set(others.values_list("title", flat=True))):
        raise CannotOpen(*reasons)


def _write(round: Round, plan: Plan, *, verb: str, by: Actor, now: datetime) -> Round:
    said: dict[str, Any] = {name: getattr(plan, name) for name in _KEPT}
    for name, value in {**said, "title": plan.title.strip()}.items():
        setattr(round, name, value)
    round.save()
    round.procedures.set(Procedure.objects.filter(slug__in=plan.procedures, section=round.section))
    edition = str(round.criteria_id) if round.criteria_id else ""
    details = {
        "kind": round.kind,
        "fiscal_year": round.fiscal_year,
        "criteria": edition,
        "tells_shortfalls": round.tells_shortfalls,
    }
    audit.record(verb=verb, about=("round", str(round.pk)), by=by, now=now, details=details)
    return round

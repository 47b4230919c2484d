"""Runs: started by one officer at a time, calculated by both engines, kept as they came out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.people.models import Officer
from madoguchi.rules import running as rules
from madoguchi.rules.rounds import Lack
from madoguchi.rules.running import Ran, Refusal
from madoguchi.selection import gathering
from madoguchi.selection.models import CriteriaEdition, Placement, Round, Run


class CannotRun(Exception):
    """No run was started; `refusals` says everything that is in its way."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(", ".join(each.reason for each in refusals))
        self.refusals: Sequence[Refusal] = refusals


@transaction.atomic
def start(*, round: Round, officer: Officer, by: Actor, now: datetime) -> Run:
    """Start the run by which places may be given. Raises CannotRun."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).select_related("criteria")
    row = held.get(pk=round.pk)
    if other := _other_run(row):
        raise CannotRun(other)
    if refusals := gathering.refusals(row, now=now):
        raise CannotRun(*refusals)
    return _start(Run(round=row, kind=Run.Kind.REAL, criteria=row.criteria), officer, by, now)


@transaction.atomic
def rehearse(
    *,
    round: Round,
    title: str,
    edition: CriteriaEdition | None,
    seats: Mapping[str, int],
    officer: Officer,
    by: Actor,
    now: datetime,
) -> Run:
    """Try other criteria or seats on what is confirmed by now, or was: nothing comes of it. Raises CannotRun.

    Whose points cannot be worked out yet is left out.
    """
    tried = edition or round.criteria
    if refusals := gathering.trial_refusals(round, has_criteria=tried is not None):
        other = _other_run(round)
        raise CannotRun(*(other if other and each.reason is Lack.ANOTHER_RUN else each for each in refusals))
    made = Run(
        round=round,
        kind=Run.Kind.REHEARSAL,
        title=title.strip()[:200],
        criteria=tried,
        changes={"seats": dict(seats)},
    )
    return _start(made, officer, by, now)


@transaction.atomic
def calculate(*, run_id: UUID, now: datetime) -> Run | None:
    """Calculate a run that was started; None where it is done, or another worker is at it.

    Stopped at any point, nothing of it is written, and the sweeper begins it anew.
    """
    waiting = Run.objects.select_for_update(of=("self",), skip_locked=True)
    related = waiting.select_related("round__criteria", "criteria")
    run = related.filter(pk=run_id, state=Run.State.CALCULATING).first()
    if run is None:
        return None
    taking_part = gathering.taking_part(run.round)
    run.left_out = sorted({*run.began_with} - {each.reference for each in taking_part})
    found = _run(run, taking_part, now)
    run.finished_at = now
    if isinstance(found, Ran):
        run.state, run.problem, run.result = Run.State.DONE, found.problem, found.result
        run.save()
        _write(run, found, taking_part)
    else:
        run.state, run.refusals = Run.State.REFUSED, [each.written() for each in found]
        run.save()
    _record("run.calculated", run, by=SYSTEM, now=now, state=run.state, inputs=run.inputs)
    return run


def _run(run: Run, taking_part: Sequence[Application], now: datetime) -> Ran | tuple[Refusal, ...]:
    """What comes out; what became undone since the start is in the way of a real run."""
    if run.is_real and (refusals := gathering.refusals(run.round, now=now, but=run)):
        return refusals
    given = gathering.given_to(run, taking_part)
    if not run.is_real:
        given, without = rules.scorable(given)
        run.changes = {**run.changes, "without": list(without)}
    run.inputs, run.seed = given.digest(), given.seed or ""
    found = rules.run(given)
    return found if isinstance(found, Ran) else (found,)


def _write(run: Run, found: Ran, taking_part: Sequence[Application]) -> None:
    took_part = [each for each in taking_part if each.reference in found.children]
    children = [(application, found.children[application.reference]) for application in took_part]
    Placement.objects.bulk_create(
        (
            Placement(
                run=run,
                application=application,
                outcome=child.outcome,
                place_id=child.place,
                rank=child.rank,
                choices=child.choices,
                sheet=child.sheet,
            )
            for application, child in children
        ),
        batch_size=500,
    )


def _other_run(round: Round) -> Refusal | None:
    other = Run.objects.filter(round=round, kind=Run.Kind.REAL, state=Run.State.CALCULATING)
    found = other.select_related("operator").first()
    if found is None:
        return None
    return Refusal(reason=Lack.ANOTHER_RUN, facts={"name": found.operator.name, "run": str(found.pk)})


def _start(run: Run, officer: Officer, by: Actor, now: datetime) -> Run:
    run.operator, run.started_at = officer, now
    run.began_with = [each.reference for each in gathering.taking_part(run.round)]
    run.save()
    _record("run.started", run, by=by, now=now)
    jobs.defer("selection.calculate", run=str(run.pk))
    return run


def _record(verb: str, run: Run, *, by: Actor, now: datetime, **details: Any) -> None:
    told = {"round": str(run.round_id), "kind": run.kind, **details}
    audit.record(verb=verb, about=("run", str(run.pk)), by=by, now=now, details=told)

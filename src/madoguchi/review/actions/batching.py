"""Many at once: accepted, proposed, decided or approved in chunks, each in its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.http import Http404

from madoguchi.applications.actions.progress import CannotMove
from madoguchi.applications.models import Application
from madoguchi.applications.queries import of_sections
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.people.models import Officer
from madoguchi.people.queries import sections_of
from madoguchi.review.actions import deciding, noting, proposing
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.models import Batch, BatchItem, Proposal
from madoguchi.review.queries import Reviewer, reviewer
from madoguchi.rules import calendar
from madoguchi.rules.proposals import Standing

CHUNK: Final = 200
NOT_FOUND: Final = "not_found"


class Bulk(StrEnum):
    """What can be done to many at once."""

    ACCEPT = "accept"
    DRAFT = "draft"
    PROPOSE = "propose"
    DECIDE = "decide"
    APPROVE = "approve"


def _accept(batch: Batch, **given: Any) -> object:
    return noting.accept(**given)


def _draft(batch: Batch, **given: Any) -> object:
    return deciding.draft(outcome=batch.outcome, reason=batch.reason, **given)


def _propose(batch: Batch, **given: Any) -> object:
    if batch.proposal is None:
        return deciding.propose(outcome=batch.outcome, reason=batch.reason, **given)
    return deciding.add(proposal=batch.proposal, outcome=batch.outcome, reason=batch.reason, **given)


def _decide(batch: Batch, **given: Any) -> object:
    return deciding.decide(outcome=batch.outcome, reason=batch.reason, **given)


def _approve(batch: Batch, **given: Any) -> object:
    return deciding.approve(**given)


ACTS: Final[Mapping[Bulk, Callable[..., object]]] = {
    Bulk.ACCEPT: _accept,
    Bulk.DRAFT: _draft,
    Bulk.PROPOSE: _propose,
    Bulk.DECIDE: _decide,
    Bulk.APPROVE: _approve,
}


@transaction.atomic
def start_batch(
    *,
    references: Sequence[str],
    act: Bulk,
    outcome: str,
    reason: str,
    officer: Officer,
    proposal: Proposal | None = None,
    by: Actor,
    now: datetime,
) -> Batch:
    """Begin to do `act` to the applications named; what the officer may not reach is left out.

    With a `proposal` they are proposed together, and it is sent round when all are in it.
    """
    sections = sections_of(officer=officer, on=calendar.local_day(now))
    found = of_sections(sections).filter(reference__in=references).order_by("due_on", "arrived_at", "pk")
    batch = Batch.objects.create(
        officer=officer,
        act=act,
        outcome=outcome,
        reason=reason.strip(),
        proposal=proposal,
        started_at=now,
    )
    BatchItem.objects.bulk_create(BatchItem(batch=batch, application=application) for application in found)
    audit.record(
        verb=f"batch.{act}",
        about=("batch", str(batch.pk)),
        by=by,
        now=now,
        details={"references": [application.reference for application in found], "outcome": outcome},
    )
    jobs.defer("review.continue_batch", batch=str(batch.pk))
    return batch


def continue_batch(*, batch_id: UUID, now: datetime) -> bool:
    """Do the next chunk; True when something is left. Stopped at any point, it goes on where it was."""
    left = BatchItem.objects.filter(batch=batch_id, done_at=None).order_by("pk")
    for item in list(left.values_list("pk", flat=True)[:CHUNK]):
        _do(item, now)
    if left.exists():
        jobs.defer("review.continue_batch", batch=str(batch_id))
        return True
    _finish(batch_id, now)
    return False


@transaction.atomic
def _finish(batch_id: UUID, now: datetime) -> None:
    batch = (
        Batch.objects.select_for_update(of=("self",)).select_related("officer", "proposal").get(pk=batch_id)
    )
    if batch.finished_at is not None:
        return
    batch.finished_at = now
    batch.save(update_fields=["finished_at"])
    audit.record(verb="batch.finished", about=("batch", str(batch_id)), by=SYSTEM, now=now)
    if batch.proposal is not None and batch.proposal.standing == Standing.GATHERING:
        _send_round(batch, batch.proposal, now)


def _send_round(batch: Batch, proposal: Proposal, now: datetime) -> None:
    """Everything is in the proposal; one that stayed empty is given up."""
    if not proposal.decisions.exists():
        Proposal.objects.filter(pk=proposal.pk).update(standing=Standing.TAKEN_BACK)
        return
    proposing.circulate(proposal=proposal, by=_by(batch, proposal.section, now), now=now)


def _by(batch: Batch, section: str, now: datetime) -> Reviewer:
    actor = Actor(kind="officer", ref=batch.officer.number, entrance="desk")
    return reviewer(officer=batch.officer, section=section, actor=actor, on=calendar.local_day(now))


@transaction.atomic
def _do(item_id: int, now: datetime) -> None:
    waiting = BatchItem.objects.select_for_update(of=("self",), skip_locked=True)
    item = (
        waiting.select_related("batch__officer", "batch__proposal", "application")
        .filter(pk=item_id, done_at=None)
        .first()
    )
    if item is None:  # another worker has it
        return
    item.refusal = _refusal(item.batch, item.application, now)
    item.done_at = now
    item.save(update_fields=["refusal", "done_at"])


def _refusal(batch: Batch, application: Application, now: datetime) -> str:
    """Why it could not be done; empty when it was."""
    try:
        with transaction.atomic():
            by = _by(batch, application.section, now)
            ACTS[Bulk(batch.act)](batch, application=application, by=by, now=now)
    except Http404:
        return NOT_FOUND
    except (CannotMove, CannotDecide, CannotPropose) as cannot:
        return cannot.refusal.reason.value
    return ""

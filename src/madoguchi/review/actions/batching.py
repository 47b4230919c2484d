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
from madoguchi.review.actions import deciding, noting
from madoguchi.review.actions.deciding import CannotDecide
from madoguchi.review.models import Batch, BatchItem
from madoguchi.review.queries import reviewer
from madoguchi.rules import calendar

CHUNK: Final = 200
NOT_FOUND: Final = "not_found"


class Bulk(StrEnum):
    """What can be done to many at once."""

    ACCEPT = "accept"
    PROPOSE = "propose"
    DECIDE = "decide"
    APPROVE = "approve"


def _accept(batch: Batch, **given: Any) -> object:
    return noting.accept(**given)


def _propose(batch: Batch, **given: Any) -> object:
    return deciding.propose(outcome=batch.outcome, reason=batch.reason, **given)


def _decide(batch: Batch, **given: Any) -> object:
    return deciding.decide(outcome=batch.outcome, reason=batch.reason, **given)


def _approve(batch: Batch, **given: Any) -> object:
    return deciding.approve(**given)


ACTS: Final[Mapping[Bulk, Callable[..., object]]] = {
    Bulk.ACCEPT: _accept,
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
    by: Actor,
    now: datetime,
) -> Batch:
    """Begin to do `act` to the applications named; what the officer may not reach is left out."""
    sections = sections_of(officer=officer, on=calendar.local_day(now))
    found = of_sections(sections).filter(reference__in=references).order_by("due_on", "arrived_at", "pk")
    batch = Batch.objects.create(
        officer=officer, act=act, outcome=outcome, reason=reason.strip(), started_at=now
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
    if Batch.objects.filter(pk=batch_id, finished_at=None).update(finished_at=now):
        audit.record(verb="batch.finished", about=("batch", str(batch_id)), by=SYSTEM, now=now)


@transaction.atomic
def _do(item_id: int, now: datetime) -> None:
    waiting = BatchItem.objects.select_for_update(of=("self",), skip_locked=True)
    item = waiting.select_related("batch__officer", "application").filter(pk=item_id, done_at=None).first()
    if item is None:  # another worker has it
        return
    item.refusal = _refusal(item.batch, item.application, now)
    item.done_at = now
    item.save(update_fields=["refusal", "done_at"])


def _refusal(batch: Batch, application: Application, now: datetime) -> str:
    """Why it could not be done; empty when it was."""
    officer = batch.officer
    actor = Actor(kind="officer", ref=officer.number, entrance="desk")
    try:
        with transaction.atomic():
            by = reviewer(
                officer=officer, section=application.section, actor=actor, on=calendar.local_day(now)
            )
            ACTS[Bulk(batch.act)](batch, application=application, by=by, now=now)
    except Http404:
        return NOT_FOUND
    except CannotMove as cannot:
        return cannot.refusal.reason.value
    except CannotDecide as cannot:
        return cannot.refusal.reason.value
    return ""

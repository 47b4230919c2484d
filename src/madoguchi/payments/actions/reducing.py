"""Reductions (減免): granted for some months, ended early."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.payments import queries
from madoguchi.payments.models import Reduction
from madoguchi.people.models import Officer
from madoguchi.rules.fees import FeeTable


class Refusal(StrEnum):
    """Why no reduction was granted."""

    UNKNOWN_CLASS = "unknown_class"
    NO_PERIOD = "no_period"
    NO_REASON = "no_reason"
    OVERLAPS = "overlaps"


class CannotReduce(Exception):
    """It was not granted; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@transaction.atomic
def grant_reduction(
    *,
    table: FeeTable,
    about: tuple[str, str],
    class_id: str,
    months: tuple[date, date],
    reason: str,
    officer: Officer,
    by: Actor,
    now: datetime,
) -> Reduction:
    """Let somebody pay less from one month to another, both counted. Raises CannotReduce.

    `about` is (kind, reference) of what is paid for. Charges not handed over yet follow at the next run.
    """
    before = Reduction.objects.select_for_update().filter(fee=table.id, kind=about[0], ref=about[1])
    if refusal := _refused(table, class_id, months, reason, list(before)):
        raise CannotReduce(refusal)
    granted = Reduction.objects.create(
        fee=table.id,
        kind=about[0],
        ref=about[1],
        sealed=crypto.seal({"class": class_id, "reason": reason.strip()}),
        since=months[0],
        until=months[1],
        officer=officer,
        decided_at=now,
    )
    _record(granted, "reduction.granted", by, now)
    return granted


@transaction.atomic
def end_reduction(*, reduction: Reduction, until: date, by: Actor, now: datetime) -> None:
    """Let a reduction end with an earlier month; before its first one it is taken back altogether."""
    held = Reduction.objects.select_for_update().get(pk=reduction.pk)
    if until >= held.until:
        return
    _record(held, "reduction.ended", by, now)
    if until < held.since:
        held.delete()
    else:
        held.until = until
        held.save(update_fields=["until"])


def _refused(
    table: FeeTable, class_id: str, months: tuple[date, date], reason: str, before: list[Reduction]
) -> Refusal | None:
    if table.reduction(class_id) is None:
        return Refusal.UNKNOWN_CLASS
    if months[0] > months[1]:
        return Refusal.NO_PERIOD
    if not reason.strip():
        return Refusal.NO_REASON
    same = [each for each in before if queries.class_of(each) == class_id]
    if any(each.since <= months[1] and months[0] <= each.until for each in same):
        return Refusal.OVERLAPS
    return None


def _record(reduction: Reduction, verb: str, by: Actor, now: datetime) -> None:
    details = {"since": f"{reduction.since:%Y-%m}", "until": f"{reduction.until:%Y-%m}"}
    audit.record(verb=verb, about=(reduction.kind, reduction.ref), by=by, now=now, details=details)

"""The monthly file for the city's 収納 system: what it would hold, made once, taken along on the record."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.payments import lists, queries
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun
from madoguchi.people.models import Officer


class Refusal(StrEnum):
    """Why no file was made."""

    UNFINISHED = "unfinished"
    NOTHING = "nothing"
    CHANGED = "changed"


class CannotFile(Exception):
    """No file was made; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


@transaction.atomic
def produce_file(
    *, run: ChargeRun, count: int, total: int, officer: Officer, by: Actor, now: datetime
) -> ChargeFile:
    """Hand over the charges of a month that were not yet: `count` and `total` as the officer saw them.

    Raises CannotFile.
    """
    held = ChargeRun.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.pk)
    waiting = list(queries.list_unfiled(held))
    if refusal := _refused(held, waiting, count, total):
        raise CannotFile(refusal)
    number = held.files.count() + 1
    content = lists.packed(held, waiting, number)
    made = ChargeFile.objects.create(
        run=held,
        number=number,
        count=count,
        total=total,
        sha256=hashlib.sha256(content).hexdigest(),
        content=crypto.seal_bytes(content),
        officer=officer,
        made_at=now,
    )
    Charge.objects.filter(pk__in=[each.pk for each in waiting]).update(file=made)
    details = {"sha256": made.sha256, "total": total, "references": [each.number for each in waiting]}
    audit.record(verb="charges.filed", about=("charges", str(run.pk)), by=by, now=now, details=details)
    return made


@transaction.atomic
def take_along(*, file: ChargeFile, by: Actor, now: datetime) -> bytes:
    """The file as it was made, for the officer who fetches it."""
    details = {"sha256": file.sha256, "count": file.count}
    audit.record(
        verb="charges.exported", about=("charges", str(file.run_id)), by=by, now=now, details=details
    )
    return crypto.unseal_bytes(file.content)


def _refused(run: ChargeRun, waiting: Sequence[Charge], count: int, total: int) -> Refusal | None:
    if run.finished_at is None:
        return Refusal.UNFINISHED
    if not waiting:
        return Refusal.NOTHING
    return Refusal.CHANGED if (count, total) != (len(waiting), queries.total_of(waiting)) else None

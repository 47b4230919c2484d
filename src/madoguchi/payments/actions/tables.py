"""Putting a table of fees in force."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.payments.models import ChargeRun, FeeEdition
from madoguchi.people.models import Officer
from madoguchi.rules import fees
from madoguchi.rules.fees import FeeTable
from madoguchi.rules.problems import Fault, Problems

OTHERS: Final = "expected a section of yours"
CHARGED: Final = "charges for {month} were worked out by the table before; expected a later month"
THERE: Final = "a table from {day} is there already; expected another first day"
ANOTHERS: Final = "the table '{fee}' belongs to another section"


@transaction.atomic
def take_table(
    *, document: str, sections: Collection[str], officer: Officer | None, by: Actor, now: datetime
) -> FeeEdition | Problems:
    """Put a table in force from its first month, or say everything that is wrong with it."""
    table = fees.parse(document)
    if isinstance(table, Problems):
        return table
    if faults := _refused(table, sections):
        return Problems(faults)
    edition = FeeEdition.objects.create(
        fee=table.id,
        section=table.section,
        starts_on=date.fromisoformat(table.starts_on),
        document=document,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        officer=officer,
        taken_at=now,
    )
    details = {"starts_on": table.starts_on, "sha256": edition.sha256}
    audit.record(verb="fees.taken", about=("fees", table.id), by=by, now=now, details=details)
    return edition


def _refused(table: FeeTable, sections: Collection[str]) -> list[Fault]:
    if table.section not in sections:
        return [Fault("section", OTHERS)]
    others = FeeEdition.objects.select_for_update().filter(fee=table.id)
    if any(each.section != table.section for each in others):
        return [Fault("id", ANOTHERS.format(fee=table.id))]
    if others.filter(starts_on=table.starts_on).exists():
        return [Fault("starts_on", THERE.format(day=table.starts_on))]
    last = ChargeRun.objects.filter(fee=table.id, month__gte=table.starts_on).order_by("-month").first()
    return [Fault("starts_on", CHARGED.format(month=f"{last.month:%Y-%m}"))] if last else []

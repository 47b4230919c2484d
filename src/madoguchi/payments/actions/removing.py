"""Letting go of a month of charges once its years are over."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.payments.models import Charge, ChargeFile, ChargeRun, Reduction, ResultFile


@transaction.atomic
def remove_month(*, run: ChargeRun, by: Actor, now: datetime) -> None:
    """Remove the charges of a month, its files, and what was told of them; that it was charged stays."""
    held = ChargeRun.objects.select_for_update().get(pk=run.pk)
    Charge.objects.filter(run=held).delete()
    ChargeFile.objects.filter(run=held).delete()
    held.faults = []
    held.save(update_fields=["faults"])
    audit.record(verb="charges.removed", about=("charges", str(held.pk)), by=by, now=now)


@transaction.atomic
def remove_papers(*, before: date, by: Actor, now: datetime) -> None:
    """Remove reductions that ended, and files of results that came, before a day."""
    Reduction.objects.filter(until__lt=before).delete()
    ResultFile.objects.filter(taken_at__date__lt=before, results=None).delete()
    audit.record(verb="payments.removed", about=("payments", f"{before}"), by=by, now=now)

"""Charging a month: everybody once, in chunks, and again whenever something was put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import office
from madoguchi.payments import queries
from madoguchi.payments.models import Charge, ChargeRun
from madoguchi.payments.reading import sealed, table_of
from madoguchi.payments.sources import Chargeable
from madoguchi.people.models import Officer
from madoguchi.people.queries import residents_by_reference
from madoguchi.rules import charges, fees
from madoguchi.rules.charges import State
from madoguchi.rules.fees import Charged, sibling_ranks
from madoguchi.rules.references import charge_number

CHUNK: Final = 200
CHANGED_AFTERWARDS: Final = "changed_afterwards"


class CannotCharge(Exception):
    """No table of fees is in force for that month."""


def charge_month(
    *,
    fee: str,
    month: date,
    chargeable: Sequence[Chargeable],
    officer: Officer | None,
    by: Actor,
    now: datetime,
) -> ChargeRun:
    """Charge everything of `chargeable` for a month, nothing twice. Raises CannotCharge.

    Done again it goes on where it stopped, adds who is new, works out anew what was not handed over yet, and
    lists what has changed since it was.
    """
    run = _begin(fee, month, officer, by, now)
    ranks = sibling_ranks((f"{each.kind}:{each.ref}", each.household, each.born) for each in chargeable)
    waiting = iter(chargeable)
    while them := list(islice(waiting, CHUNK)):
        _charge_chunk(run.pk, [_ranked(each, ranks) for each in them], by, now)
    return _finish(run.pk, {(each.kind, each.ref) for each in chargeable}, by, now)


@transaction.atomic
def _begin(fee: str, month: date, officer: Officer | None, by: Actor, now: datetime) -> ChargeRun:
    edition = queries.edition_for(fee, month)
    if edition is None:
        raise CannotCharge
    due = charges.due_on(month, table_of(edition).due_day, office.closed_days(month.year))
    given = {"edition": edition, "section": edition.section, "due_on": due, "started_at": now}
    run, _ = ChargeRun.objects.get_or_create(fee=fee, month=month, defaults={**given, "officer": officer})
    ChargeRun.objects.filter(pk=run.pk).update(faults=[], finished_at=None)
    audit.record(verb="charges.begun", about=("charges", str(run.pk)), by=by, now=now)
    return run


@transaction.atomic
def _charge_chunk(run_id: UUID, them: Sequence[Chargeable], by: Actor, now: datetime) -> None:
    run = ChargeRun.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run_id)
    table = table_of(run.edition)
    classes = queries.classes_in(run.fee, run.month, [each.ref for each in them])
    there = {
        (each.kind, each.ref): each
        for each in Charge.objects.filter(run=run, ref__in=[each.ref for each in them])
    }
    payers = residents_by_reference({each.payer for each in them if each.payer})
    found = [(each, _worked_out(table, each, classes)) for each in them]
    run.faults += [fault for each, charged in found for fault in _faults(each, charged, there)]
    new = [pair for pair in found if pair[1].lines and (pair[0].kind, pair[0].ref) not in there]
    made = [_made(run, each, charged, payers, now) for each, charged in new]
    Charge.objects.bulk_create(made)
    moved = [
        _moved(there[each.kind, each.ref], charged)
        for each, charged in found
        if (each.kind, each.ref) in there
    ]
    Charge.objects.bulk_update([each for each in moved if each is not None], ["amount", "sealed"])
    run.save(update_fields=["serial", "faults"])
    details = {"references": [each.number for each in made]}
    audit.record(verb="charges.charged", about=("charges", str(run_id)), by=by, now=now, details=details)


@transaction.atomic
def _finish(run_id: UUID, wanted: set[tuple[str, str]], by: Actor, now: datetime) -> ChargeRun:
    """Take back what was never handed over and is not wanted any more."""
    run = ChargeRun.objects.select_for_update().get(pk=run_id)
    open_ones = Charge.objects.filter(run=run, file=None).values_list("pk", "kind", "ref")
    Charge.objects.filter(pk__in=[pk for pk, kind, ref in open_ones if (kind, ref) not in wanted]).delete()
    run.finished_at = now
    run.save(update_fields=["finished_at"])
    details = {"faults": len(run.faults)}
    audit.record(verb="charges.finished", about=("charges", str(run_id)), by=by, now=now, details=details)
    return run


def _ranked(each: Chargeable, ranks: Mapping[str, int]) -> Chargeable:
    return replace(each, use=replace(each.use, sibling_rank=ranks[f"{each.kind}:{each.ref}"]))


def _worked_out(
    table: fees.FeeTable, each: Chargeable, classes: Mapping[tuple[str, str], list[str]]
) -> Charged:
    return fees.charged(table, replace(each.use, reductions=classes.get((each.kind, each.ref), [])))


def _faults(
    each: Chargeable, charged: Charged, there: Mapping[tuple[str, str], Charge]
) -> list[dict[str, Any]]:
    """Who cannot be charged, or was charged otherwise and the file is gone."""
    about = {"kind": each.kind, "ref": each.ref}
    before = there.get((each.kind, each.ref))
    if before is not None and before.file_id and before.amount != charged.total:
        return [{**about, "path": before.number, "code": CHANGED_AFTERWARDS}]
    return [{**about, "path": error.path, "code": error.code} for error in charged.errors]


def _made(
    run: ChargeRun, each: Chargeable, charged: Charged, payers: Mapping[UUID, Any], now: datetime
) -> Charge:
    run.serial += 1
    return Charge(
        number=charge_number(run.month, table_of(run.edition).number, run.serial),
        run=run,
        kind=each.kind,
        ref=each.ref,
        payer=payers.get(each.payer) if each.payer else None,
        payer_name=each.payer_name,
        payer_kana=each.payer_kana,
        subject=each.subject,
        amount=charged.total,
        sealed=sealed(charged),
        charged_at=now,
    )


def _moved(charge: Charge, charged: Charged) -> Charge | None:
    """What was not handed over yet, worked out anew; None for what stays."""
    if charge.file_id or charge.state != State.OPEN or not charged.lines:
        return None
    charge.amount, charge.sealed = charged.total, sealed(charged)
    return charge

"""What the 収納 system tells of charges: taken in whole, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.payments.models import Charge, ChargeResult, ResultFile
from madoguchi.people.models import Officer
from madoguchi.rules import charges
from madoguchi.rules.charges import Known, Matched, State


class AlreadyTaken(Exception):
    """The same file was taken in before."""


@transaction.atomic
def take_results(*, content: bytes, section: str, officer: Officer, by: Actor, now: datetime) -> ResultFile:
    """Take in a file of results. Raises CannotRead where a line is broken, AlreadyTaken the second time.

    Lines that fit no charge of the section are left out and listed.
    """
    told = charges.read_results(content)
    sha256 = hashlib.sha256(content).hexdigest()
    if ResultFile.objects.filter(section=section, sha256=sha256).exists():
        raise AlreadyTaken
    named = Charge.objects.filter(run__section=section, number__in=[each.number for each in told])
    them = {each.number: each for each in named.exclude(file=None).select_for_update().order_by("pk")}
    found = charges.match(told, {number: _known(each) for number, each in them.items()})
    taken = ResultFile.objects.create(
        section=section,
        sha256=sha256,
        taken=len(found.taken),
        left=[{"line": each.line, "number": each.number, "why": why} for each, why in found.left],
        officer=officer,
        taken_at=now,
    )
    _note(taken, found, them)
    details = {"sha256": sha256, "left": len(found.left), "references": [each.number for each in found.taken]}
    audit.record(verb="charges.settled", about=("section", section), by=by, now=now, details=details)
    return taken


def _known(charge: Charge) -> Known:
    return Known(state=State(charge.state), amount=charge.amount)


def _note(taken: ResultFile, found: Matched, them: Mapping[str, Charge]) -> None:
    moved = []
    for told in found.taken:
        charge = them[told.number]
        charge.state = told.state
        moved.append(charge)
    Charge.objects.bulk_update(moved, ["state"], batch_size=500)
    ChargeResult.objects.bulk_create(
        ChargeResult(charge=them[each.number], file=taken, state=each.state, day=each.day)
        for each in found.taken
    )

"""Packs: handing one in, taking it in as a draft, giving one away. Writing the officers' manual."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import packs
from madoguchi.rules.packs import Choice
from madoguchi.rules.packs.pack import sha256
from madoguchi.rules.problems import Fault, Problems
from madoguchi.studio.actions.importing import SECTION_FAULTS
from madoguchi.studio.models import ArrivedPack, Manual
from madoguchi.studio.queries import packing
from madoguchi.studio.queries.packing import Plan

WAITS: Final = timedelta(days=30)
"""How long a pack waits that nobody takes in."""


class Reason(StrEnum):
    """Why nothing is taken in, or written."""

    OLDER = "older"  # a newer version of the pack was taken in before
    UNDECIDED = "undecided"
    CHANGED_MEANWHILE = "changed_meanwhile"
    FAULTY = "faulty"  # what would come of it is no sound document
    OTHER_SECTION = "other_section"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A pack that became a draft."""

    slug: str
    version: int
    kept: int  # differences in which what stood here stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was taken in: why, what the merging would do, and the faults of what would come of it."""

    reason: Reason
    plan: Plan | None
    faults: tuple[Fault, ...] = ()


@transaction.atomic
def receive(*, content: bytes, by: Actor, now: datetime) -> ArrivedPack | Problems:
    """Keep a pack that is sound until it is taken in; or tell all its faults, and keep nothing."""
    pack = packs.read(content)
    if isinstance(pack, Problems):
        return pack
    said = pack.manifest
    arrived, _ = ArrivedPack.objects.get_or_create(
        sha256=sha256(content),
        by=by.ref,
        procedure=None,
        defaults={
            "content": content,
            "pack_id": said.id,
            "made_by": said.made_by,
            "version": said.version,
            "title": said.title.root,
            "at": now,
        },
    )
    details = {"version": said.version, "sha256": arrived.sha256}
    audit.record(verb="pack.received", about=("pack", said.id), by=by, now=now, details=details)
    return arrived


@transaction.atomic
def take(
    *,
    pack_id: UUID,
    values: Mapping[str, Any],
    choices: Mapping[str, Choice],
    seen: str,
    sections: Collection[str] | None,
    by: Actor,
    now: datetime,
) -> Taken | Refused:
    """Make a pack the draft of its procedure, merged with what stands here.

    `values` fill its slots, `choices` decide differences by path, `seen` is the fingerprint of what stood
    here when they were made. `sections`: whose procedures may be written; None for whoever runs the machine.
    """
    arrived = ArrivedPack.objects.select_for_update().get(pk=pack_id, procedure=None)
    Procedure.objects.select_for_update().filter(slug=values["id"]).first()
    plan = packing.plan(arrived, values, choices, sections)
    if plan is None:
        return Refused(reason=Reason.OTHER_SECTION, plan=None)
    if reason := _refusal(plan, arrived, seen):
        return Refused(reason=reason, plan=plan)
    if isinstance(plan.document, Problems):
        return Refused(reason=Reason.FAULTY, plan=plan, faults=plan.document)
    try:
        procedure = procedures.save_draft_document(document=plan.document, by=by, now=now)
    except procedures.CannotChangeProcedure as cannot:
        said = SECTION_FAULTS[cannot.refusal.reason].format(section=plan.document.section, id=plan.slug)
        return Refused(reason=Reason.FAULTY, plan=plan, faults=(Fault("section", said),))
    _keep_manual(procedure, plan.manual, by, now)
    _settle(arrived, procedure, values, by, now)
    kept = sum(choices.get(each.path, each.choices[0]) is Choice.OURS for each in plan.differences)
    return Taken(slug=procedure.slug, version=arrived.version, kept=kept)


@transaction.atomic
def record_pack(*, slug: str, content: bytes, by: Actor, now: datetime) -> None:
    """Note that a procedure was given away as a pack."""
    details = {"sha256": sha256(content)}
    audit.record(verb="pack.exported", about=("procedure", slug), by=by, now=now, details=details)


@transaction.atomic
def discard(*, pack_id: UUID, by: Actor, now: datetime) -> None:
    """Throw away a pack that was handed in and not taken in."""
    arrived = ArrivedPack.objects.select_for_update().get(pk=pack_id, procedure=None)
    arrived.delete()
    audit.record(verb="pack.discarded", about=("pack", arrived.pack_id), by=by, now=now)


@transaction.atomic
def forget_packs(*, now: datetime) -> int:
    """Throw away what waited too long; how many."""
    count, _ = ArrivedPack.objects.filter(procedure=None, at__lt=now - WAITS).delete()
    if count:
        audit.record(verb="pack.forgotten", about=("pack", ""), by=SYSTEM, now=now, details={"count": count})
    return count


@transaction.atomic
def write_manual(*, slug: str, text: str, seen: int, by: Actor, now: datetime) -> Manual | None:
    """Write the manual anew. None, and nothing is written, where somebody wrote after number `seen`."""
    procedure = Procedure.objects.select_for_update().get(slug=slug)
    latest = packing.latest_manual(slug)
    if (latest.number if latest else 0) != seen:
        return None
    return _keep_manual(procedure, text, by, now)


def _refusal(plan: Plan, arrived: ArrivedPack, seen: str) -> Reason | None:
    if plan.base is not None and plan.base.version > arrived.version:
        return Reason.OLDER
    if not plan.is_first and plan.seen != seen:
        return Reason.CHANGED_MEANWHILE
    return Reason.UNDECIDED if plan.undecided else None


def _keep_manual(procedure: Procedure, text: str, by: Actor, now: datetime) -> Manual | None:
    latest = packing.latest_manual(procedure.slug)
    if text == (latest.text if latest else ""):
        return latest
    number = latest.number + 1 if latest else 1
    audit.record(
        verb="manual.written", about=("procedure", procedure.slug), by=by, now=now, details={"number": number}
    )
    return Manual.objects.create(procedure=procedure, number=number, text=text, by=by.ref, at=now)


def _settle(
    arrived: ArrivedPack, procedure: Procedure, values: Mapping[str, Any], by: Actor, now: datetime
) -> None:
    arrived.procedure = procedure
    arrived.slots = dict(values)
    arrived.taken_by = by.ref
    arrived.taken_at = now
    arrived.save()
    audit.record(
        verb="pack.taken",
        about=("procedure", procedure.slug),
        by=by,
        now=now,
        details={"pack": arrived.pack_id, "version": arrived.version, "sha256": arrived.sha256},
    )

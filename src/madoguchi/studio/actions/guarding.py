"""Having a draft looked at, letting a finding be, and publishing what is green."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import jobs
from madoguchi.messaging import actions as messaging
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import BY_DEFAULT, CannotChangeProcedure
from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.procedures.queries import parsed
from madoguchi.rules import calendar, documents, guarding, publishing
from madoguchi.rules.guarding import WAIVABLE, Finding, Matter, Reason
from madoguchi.rules.messages import Template
from madoguchi.rules.rebasing import Following
from madoguchi.studio import inspecting
from madoguchi.studio.models import Inspection, Waiver
from madoguchi.studio.queries.guarding import facts_of, latest_inspection, mail_key, stored
from madoguchi.studio.strangers import Ask

KEPT: Final = 5  # inspections of a procedure
EXAMPLE: Final = "0000-000000-0"  # stands in a test mail as the receipt number


@transaction.atomic
def inspect(*, slug: str, mail_to: str, by: Actor, now: datetime) -> Inspection:
    """Ask for a look at the draft from outside, and send the receipt message to the officer's own address.

    Raises CannotChangeProcedure where there is no draft.
    """
    procedure = _lock(slug)
    if not procedure.draft_text:
        raise CannotChangeProcedure(publishing.Refusal(publishing.Reason.NO_DRAFT))
    inspection = Inspection.objects.create(
        procedure=procedure,
        digest=documents.digest(procedure.draft_text),
        mail_to=mail_to,
        asked_by=by.ref or "",
        asked_at=now,
        total=len(parsed(procedure.draft_text).steps) + 2,
    )
    _forget_old(procedure, now)
    _send_receipt(inspection, now)
    jobs.defer("studio.inspect", key=f"inspect:{inspection.pk}", inspection=str(inspection.pk))
    audit.record(
        verb="procedure.inspected",
        about=("procedure", slug),
        by=by,
        now=now,
        details={"sha256": inspection.digest, "inspection": str(inspection.pk)},
    )
    return inspection


def carry_out(*, inspection_id: UUID, ask: Ask, now: datetime) -> Inspection | None:
    """Look at the draft, piece by piece; None where somebody else has done it, or the draft has changed.

    What is drawn and visited takes seconds: no lock is held meanwhile.
    """
    inspection = Inspection.objects.select_related("procedure").get(pk=inspection_id)
    procedure = inspection.procedure
    if inspection.finished_at or documents.digest(procedure.draft_text or "{}") != inspection.digest:
        return None
    document, pages = parsed(procedure.draft_text), list[Finding]()
    for step in document.steps:
        pages += inspecting.flaws_of_step(document, step.id, now)
        _note_progress(inspection)
    flawed, open_ = inspecting.rehearse(procedure, inspection.digest, now)
    _note_progress(inspection)
    visited = inspecting.visit(procedure, ask)
    return _finish(inspection, {Matter.PAGES: [*pages, *flawed], Matter.STRANGER: [*visited, *open_]}, now)


@transaction.atomic
def waive(*, slug: str, findings: Sequence[Finding], why: str, by: Actor, now: datetime) -> None:
    """Answer for findings as they are. Those that have to be mended are left alone."""
    procedure = _lock(slug)
    for found in findings:
        if found.reason in WAIVABLE:
            Waiver.objects.update_or_create(
                procedure=procedure,
                reason=found.reason,
                subject=found.subject,
                defaults={"why": why, "by": by.ref or "", "at": now},
            )
    details = {"waived": sorted(f"{found.reason} {found.subject}" for found in findings)}
    audit.record(verb="procedure.finding_waived", about=("procedure", slug), by=by, now=now, details=details)


@transaction.atomic
def take_back(*, slug: str, reason: Reason, subject: str, by: Actor, now: datetime) -> None:
    """Let a finding be no longer."""
    _lock(slug)
    Waiver.objects.filter(procedure=slug, reason=reason, subject=subject).delete()
    details = {"taken_back": f"{reason} {subject}"}
    audit.record(verb="procedure.waiver_ended", about=("procedure", slug), by=by, now=now, details=details)


@transaction.atomic
def publish(
    *, slug: str, seen: str, by: Actor, now: datetime, following: Following = BY_DEFAULT
) -> ProcedureVersion:
    """Put the draft in force if the guard is green for it. `seen`: the digest of the draft looked at.

    Raises CannotChangeProcedure.
    """
    procedure = _lock(slug)
    if procedure.draft_text and documents.digest(procedure.draft_text) == seen:
        facts = facts_of(procedure, latest_inspection(procedure), now)
        if not guarding.is_green(guarding.weigh(facts)):
            raise CannotChangeProcedure(publishing.Refusal(publishing.Reason.GUARDED))
    return procedures.publish(slug=slug, seen=seen, by=by, now=now, following=following)


def _lock(slug: str) -> Procedure:
    """What it points to is read after the lock: joined to it, it would be as it was before the wait."""
    return Procedure.objects.select_for_update().get(slug=slug)


def _send_receipt(inspection: Inspection, now: datetime) -> None:
    """The message that residents get, by the same way."""
    document = parsed(inspection.procedure.draft_text)
    messaging.tell(
        resident_ref=None,
        contact_kind="email",
        contact=inspection.mail_to,
        language="ja",
        template=Template.RECEIVED,
        values={
            "title": document.title,
            "reference": EXAMPLE,
            "arrived_at": now,
            "accepted_on": calendar.local_day(now),
        },
        about=("inspection", str(inspection.pk)),
        dedupe_key=mail_key(inspection),
        now=now,
        expires_at=now + guarding.ARRIVES_WITHIN,
    )


def _forget_old(procedure: Procedure, now: datetime) -> None:
    for each in Inspection.objects.filter(procedure=procedure).order_by("-asked_at")[KEPT:]:
        messaging.forget(about=("inspection", str(each.pk)), now=now)
        each.delete()


def _note_progress(inspection: Inspection) -> None:
    Inspection.objects.filter(pk=inspection.pk).update(done=F("done") + 1)


@transaction.atomic
def _finish(inspection: Inspection, found: dict[Matter, list[Finding]], now: datetime) -> Inspection:
    inspection.looked = {
        matter.value: [stored(each) for each in dict.fromkeys(findings)] for matter, findings in found.items()
    }
    inspection.finished_at, inspection.done = now, inspection.total
    inspection.save()
    audit.record(
        verb="procedure.inspection_finished",
        about=("procedure", inspection.procedure_id),
        by=SYSTEM,
        now=now,
        details={matter.value: len(findings) for matter, findings in found.items()},
    )
    return inspection

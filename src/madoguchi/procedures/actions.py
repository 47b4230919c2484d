"""Keeping a draft document, putting it in force, taking it back; moving its closing."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base.announce import announce
from madoguchi.people.models import Officer, Section
from madoguchi.people.queries import list_at_work, section_in_charge
from madoguchi.procedures.announcements import (
    ClosingExtended,
    DraftSaved,
    ProcedurePublished,
    ProcedureWithdrawn,
)
from madoguchi.procedures.models import Extension, Procedure, ProcedureVersion
from madoguchi.procedures.queries import extended, extending_facts, list_orphans, parsed
from madoguchi.rules import calendar, documents, extending, owning, publishing
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document
from madoguchi.rules.publishing import Reason, Refusal
from madoguchi.rules.rebasing import Following

BY_DEFAULT: Final = Following()


class CannotChangeProcedure(Exception):
    """The draft is not taken, not published, or the procedure is not withdrawn."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


class CannotExtend(Exception):
    """The closing is not moved; `reasons` say why."""

    def __init__(self, reasons: tuple[extending.Reason, ...]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


class CannotEntrust(Exception):
    """These two do not answer for the procedure; `reasons` say why."""

    def __init__(self, reasons: tuple[owning.Reason, ...]) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@transaction.atomic
def save_draft_document(*, document: Document, by: Actor, now: datetime, is_first: bool = False) -> Procedure:
    """Keep a document as the draft of its procedure, a new one if need be. Raises CannotChangeProcedure.

    `is_first`: only where there is no procedure of that id yet.
    """
    if not Section.objects.filter(code=document.section).exists():
        raise CannotChangeProcedure(Refusal(Reason.UNKNOWN_SECTION))
    procedure, is_new = Procedure.objects.select_for_update().get_or_create(
        slug=document.id, defaults={"section_id": document.section}
    )
    if is_first and not is_new:
        raise CannotChangeProcedure(Refusal(Reason.ID_TAKEN))
    if procedure.section_id != document.section:
        _hand_to(procedure, document.section, now)
    before, text = _text_before(procedure), documents.canonical(document)
    _keep(procedure, text, by, now)
    announce(DraftSaved(slug=procedure.slug, before=before, after=text, by=by, at=now))
    verb = "procedure.created" if is_new else "procedure.draft_saved"
    _record(verb, procedure, by, now, documents.digest(text))
    return procedure


@transaction.atomic
def publish(
    *, slug: str, seen: str, by: Actor, now: datetime, following: Following = BY_DEFAULT
) -> ProcedureVersion:
    """Put the draft in force as a new version. `seen` is the digest of the draft the officer looked at.

    `following`: what becomes of drafts and applications of earlier versions. Raises CannotChangeProcedure.
    """
    procedure = _lock(slug)
    previous = procedure.current
    text = procedure.draft_text
    refusal = publishing.refuse(
        publishing.Facts(
            draft=documents.digest(text) if text else None,
            seen=seen,
            current=previous.sha256 if previous else None,
            faults=analyse(parsed(text)) if text else (),
            breaks_promise=bool(text) and _breaks_promise(procedure, parsed(text), now),
        )
    )
    if refusal:
        raise CannotChangeProcedure(refusal)
    version = ProcedureVersion.objects.create(
        procedure=procedure,
        number=procedure.versions.count() + 1,
        text=text,
        sha256=seen,
        document=json.loads(text),
        published_at=now,
        published_by=by.ref,
        for_drafts=following.drafts,
        for_applications=following.applications,
    )
    procedure.current = version
    procedure.draft_text = ""
    procedure.save()
    _record("procedure.published", procedure, by, now, seen, version=version.number)
    announce(
        ProcedurePublished(
            slug=slug, version_id=version.pk, previous_id=previous.pk if previous else None, by=by, at=now
        )
    )
    return version


@transaction.atomic
def withdraw(*, slug: str, by: Actor, now: datetime) -> Procedure:
    """Offer the procedure no more. Its last text becomes the draft, unless one is being worked on."""
    procedure = _lock(slug)
    version = procedure.current
    if version is None:
        raise CannotChangeProcedure(Refusal(Reason.NOT_OFFERED))
    procedure.current = None
    if procedure.draft_text:
        procedure.save()
    else:
        _keep(procedure, version.text, by, now)
    _record("procedure.withdrawn", procedure, by, now, version.sha256, version=version.number)
    announce(ProcedureWithdrawn(slug=slug, version_id=version.pk, by=by, at=now))
    return procedure


@transaction.atomic
def entrust(
    *, slug: str, owner: Officer | None, deputy: Officer | None, by: Actor, now: datetime
) -> Procedure:
    """Name who answers for the procedure, and who does when they are away. Raises CannotEntrust."""
    procedure = _lock(slug)
    there = list_at_work(section=procedure.section_id, on=calendar.local_day(now))
    owner_number = owner.number if owner else None
    deputy_number = deputy.number if deputy else None
    if reasons := owning.refuse(owner_number, deputy_number, {each.number for each in there}):
        raise CannotEntrust(reasons)
    procedure.owner, procedure.deputy = owner, deputy
    procedure.save(update_fields=["owner", "deputy"])
    audit.record(
        verb="procedure.entrusted",
        about=("procedure", slug),
        by=by,
        now=now,
        details={"owner": owner_number, "deputy": deputy_number},
    )
    return procedure


@transaction.atomic
def report_orphans(*, now: datetime) -> int:
    """Put into the record, once a day, which procedures nobody answers for; how many there are."""
    orphans = list_orphans(on=calendar.local_day(now))
    for orphan in orphans:
        audit.record(
            verb="procedure.orphaned",
            about=("procedure", orphan.slug),
            by=SYSTEM,
            now=now,
            details={"reason": orphan.reason.value},
        )
    return len(orphans)


def _hand_to(procedure: Procedure, section: str, now: datetime) -> None:
    """A procedure changes hands only from a section that ended to the one that took over."""
    in_charge = section_in_charge(code=procedure.section_id, on=calendar.local_day(now))
    if in_charge.pk != section:
        raise CannotChangeProcedure(Refusal(Reason.OTHER_SECTION))
    procedure.section = in_charge


@transaction.atomic
def extend(
    *, slug: str, plan: extending.Plan, seen: datetime, reason: str, by: Actor, now: datetime
) -> Extension:
    """Promise a later closing after an outage. `seen` is the closing the officer looked at.

    Raises CannotExtend.
    """
    procedure = _lock(slug)
    if reasons := extending.refuse(extending_facts(procedure, plan, seen, now)):
        raise CannotExtend(reasons)
    extension = Extension.objects.create(
        procedure=procedure, moved_from=seen, reason=reason, by=by.ref, at=now, **asdict(plan)
    )
    procedure.extension = extension
    procedure.save(update_fields=["extension"])
    details = {"moved_from": str(seen), **{name: str(instant) for name, instant in asdict(plan).items()}}
    audit.record(verb="procedure.extended", about=("procedure", slug), by=by, now=now, details=details)
    announce(ClosingExtended(slug=slug, at=now))
    return extension


def _text_before(procedure: Procedure) -> str:
    return procedure.draft_text or (procedure.current.text if procedure.current else "")


def _lock(slug: str) -> Procedure:
    """What it points to is read after the lock: joined to it, it would be as it was before the wait."""
    return Procedure.objects.select_for_update().get(slug=slug)


def _breaks_promise(procedure: Procedure, draft: Document, now: datetime) -> bool:
    return extending.breaks_promise(opens_at=draft.period.opens_at, promised=extended(procedure), now=now)


def _keep(procedure: Procedure, text: str, by: Actor, now: datetime) -> None:
    procedure.draft_text = text
    procedure.draft_by = by.ref
    procedure.draft_at = now
    procedure.save()


def _record(
    verb: str, procedure: Procedure, by: Actor, now: datetime, sha256: str, version: int | None = None
) -> None:
    details = {"sha256": sha256, **({"version": version} if version else {})}
    audit.record(verb=verb, about=("procedure", procedure.slug), by=by, now=now, details=details)

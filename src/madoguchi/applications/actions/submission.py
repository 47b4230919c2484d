"""Filing: a draft becomes an application the city must answer, once, in one transaction."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.expressions import RawSQL

from madoguchi.applications.actions.drafts import AlreadyFiled
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.announcements import ApplicationSubmitted, CorrectionSubmitted
from madoguchi.applications.models import (
    AnswerIndex,
    AnswerSet,
    Application,
    Attachment,
    Claimed,
    Draft,
    DraftKind,
    Event,
    SealedAnswer,
)
from madoguchi.applications.queries import facts, writing
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import counters, crypto, office
from madoguchi.base.announce import announce
from madoguchi.procedures.queries import opening_of
from madoguchi.rules import calendar, care, lifecycle, names, questions, references, submission, traits
from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.naming import naming
from madoguchi.rules.submission import Reason, Refusal


class CannotSubmit(Exception):
    """The draft may not be filed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the applicant is handed: the application, and the code to follow it without an account."""

    application: Application
    inquiry_code: str  # empty where an account follows it


def submit(*, draft_id: UUID, by: Actor, now: datetime) -> Receipt:
    """File a draft: exactly once, however often it is asked.

    Raises CannotSubmit, or AlreadyFiled with the application it became before.
    """
    try:
        return _submit(draft_id=draft_id, by=by, now=now)
    except IntegrityError as clash:
        if "applications_claimed" in str(clash):
            raise CannotSubmit(Refusal(Reason.ALREADY_APPLIED)) from clash
        raise


@transaction.atomic
def _submit(*, draft_id: UUID, by: Actor, now: datetime) -> Receipt:
    draft = _lock(draft_id)
    written = writing(draft)
    document = written.document
    filed = journey(document, written.answers, facts(document, now))
    contact = submission.contact_of(document, filed.answers, account_email=_account_email(draft))

    refusal = submission.refuse(
        submission.Facts(
            opening=opening_of(draft.version, now=now),
            is_current=draft.version.procedure.current_id == draft.version_id,
            journey=filed,
            is_reachable=contact is not None,
        )
    )
    if refusal or contact is None:
        raise CannotSubmit(refusal or Refusal(Reason.UNREACHABLE))

    code = "" if draft.resident_id else references.inquiry_code(os.urandom(16))
    application = _application(draft, document, filed, contact=contact, code=code, now=now)
    application.save(force_insert=True)
    _seal(application, document, filed, number=1, version_id=draft.version_id, now=now)
    _keep_papers(draft, application, document)
    _claim_limits(application, document, filed)
    _close(draft, application, now)
    _happened(application, Act.SUBMIT, by=by, now=now)
    audit.record(verb="application.submitted", about=("application", application.reference), by=by, now=now)
    tell(
        application=application,
        document=document,
        template="received",
        key="first",
        now=now,
        arrived_at=now,
        accepted_on=application.accepted_on,
    )
    announce(ApplicationSubmitted(reference=application.reference, at=now))
    _claim_capacity(document)
    return Receipt(application=application, inquiry_code=code)


@transaction.atomic
def submit_correction(*, draft_id: UUID, by: Actor, now: datetime) -> Application:
    """Send back what was marked: a new sealed set beside the first; the arrival stays what it was."""
    draft = _lock(draft_id)
    application = Application.objects.select_for_update(of=("self",)).get(drafts=draft)
    written = writing(draft)
    filed = journey(written.document, written.answers, facts(written.document, application.arrived_at))
    moved = lifecycle.next_state(state=State(application.state), act=Act.CORRECT, role=Role.APPLICANT)
    if isinstance(moved, lifecycle.Refusal):
        raise CannotSubmit(Refusal(Reason.CLOSED))
    if not filed.complete:
        raise CannotSubmit(Refusal(Reason.INCOMPLETE, filed.next))

    application.state = moved
    application.answer_count += 1
    _name(application, written.document, filed)
    application.save()
    _seal(
        application,
        written.document,
        filed,
        number=application.answer_count,
        version_id=draft.version_id,
        now=now,
    )
    _keep_papers(draft, application, written.document)
    _close(draft, application, now)
    _happened(application, Act.CORRECT, by=by, now=now)
    audit.record(verb="application.corrected", about=("application", application.reference), by=by, now=now)
    tell(
        application=application,
        document=written.document,
        template="corrected_received",
        key=str(application.answer_count),
        now=now,
        arrived_at=now,
    )
    announce(CorrectionSubmitted(reference=application.reference, at=now))
    return application


def _lock(draft_id: UUID) -> Draft:
    draft = (
        Draft.objects.select_for_update(of=("self",))
        .select_related("version__procedure", "resident__account", "application")
        .defer("version__text", "version__document", "version__procedure__draft_text")
        .annotate(serial=RawSQL("nextval('applications_receipt')", ()))
        .get(pk=draft_id)
    )
    if draft.submitted_at is not None and draft.application is not None:
        raise AlreadyFiled(draft.application)
    return draft


def _account_email(draft: Draft) -> str:
    return draft.resident.account.email if draft.resident and draft.resident.account else ""


def _application(
    draft: Draft, document: Document, filed: Journey, *, contact: submission.Contact, code: str, now: datetime
) -> Application:
    day = calendar.local_day(now)
    clock = submission.clock(
        arrived_on=day,
        standard_days=document.review.standard_days,
        closed_days=office.closed_days(day.year),
    )
    application = Application(
        reference=references.receipt_number(
            calendar.reiwa(calendar.fiscal_year(day)),
            document.number,
            draft.serial,  # type: ignore[attr-defined]  # annotated in _lock
        ),
        version=draft.version,
        section=draft.version.procedure.section_id,
        resident=draft.resident,
        state=State.ARRIVED,
        language=draft.language,
        arrived_at=now,
        accepted_on=clock.accepted_on,
        due_on=clock.due_on,
        contact_kind=contact.kind,
        contact=contact.address,
        inquiry_hash=crypto.salted_hash("inquiry", code) if code else "",
    )
    _name(application, document, filed)
    return application


def _name(application: Application, document: Document, filed: Journey) -> None:
    named = naming(document, filed.answers)
    application.applicant_name = named.name
    application.applicant_kana = named.kana
    application.search_key = named.key


def _seal(
    application: Application,
    document: Document,
    filed: Journey,
    *,
    number: int,
    version_id: int,
    now: datetime,
) -> None:
    plain, sensitive = care.part(document, filed.answers)
    parent = (
        AnswerSet.objects.filter(application=application, number=number - 1).first() if number > 1 else None
    )
    answers = AnswerSet.objects.create(
        application=application,
        number=number,
        version_id=version_id,
        parent=parent,
        answers=plain,
        sealed_at=now,
    )
    if sensitive:
        SealedAnswer.objects.create(answer_set=answers, token=crypto.seal(sensitive))
    if number > 1:
        application.listed.all().delete()
    AnswerIndex.objects.bulk_create(_listed(application, document, filed.answers))


def _listed(application: Application, document: Document, answers: Mapping[str, Any]) -> list[AnswerIndex]:
    rows = []
    for question in document.listed():
        if question.id in answers:
            text, number, day = questions.index_value(question, answers[question.id])
            rows.append(
                AnswerIndex(application=application, question=question.id, text=text, number=number, day=day)
            )
    return rows


def _keep_papers(draft: Draft, application: Application, document: Document) -> None:
    if not traits.asks_for_papers(document):
        return
    given = list(draft.attachments.filter(removed_at=None).only("id", "path", "draft"))
    if draft.kind == DraftKind.CORRECTION:
        replaced = {paper.path for paper in given}
        application.attachments.filter(path__in=replaced, removed_at=None).exclude(draft=draft).update(
            removed_at=draft.saved_at
        )
    if given:
        Attachment.objects.filter(pk__in=[paper.pk for paper in given]).update(application=application)


def _claim_limits(application: Application, document: Document, filed: Journey) -> None:
    if not document.limits.one_per:
        return
    held = [str(document.value_at(path, filed.answers) or "") for path in document.limits.one_per]
    key = crypto.salted_hash(
        "limit", document.id, str(document.target_year or ""), *(names.search_key(value) for value in held)
    )
    Claimed.objects.create(key=key, application=application)


def _claim_capacity(document: Document) -> None:
    limit = document.limits.capacity
    if limit is not None and not counters.claim(f"capacity:{document.id}", limit=limit):
        raise CannotSubmit(Refusal(Reason.FULL))


def _close(draft: Draft, application: Application, now: datetime) -> None:
    """The draft has done its work: only what leads to the application stays."""
    Draft.objects.filter(pk=draft.pk).update(
        application=application, submitted_at=now, answers={}, sealed="", resume_hash=""
    )


def _happened(application: Application, act: Act, *, by: Actor, now: datetime) -> None:
    Event.objects.create(
        application=application, at=now, act=act, state=application.state, by_kind=by.kind, by_ref=by.ref
    )

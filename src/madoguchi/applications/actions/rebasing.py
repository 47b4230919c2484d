"""版の切替: what is not decided goes on to a newer version, or is asked again; chunk by chunk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import DatabaseError, transaction

from madoguchi.applications import listing, passages
from madoguchi.applications.actions import drafts, progress
from madoguchi.applications.actions.progress import Under
from madoguchi.applications.announcements import AskedAgain
from madoguchi.applications.models import (
    AnswerSet,
    Application,
    Event,
    Rebase,
    RebaseItem,
    SealedAnswer,
)
from madoguchi.applications.queries import writing
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base import crypto, jobs, office
from madoguchi.base.announce import announce
from madoguchi.people.models import Officer
from madoguchi.procedures.models import ProcedureVersion
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, care, decisions, rebasing
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.rebasing import Policy, Rebased

CHUNK: Final = 200


@transaction.atomic
def start(*, version_id: int, by: Actor, now: datetime) -> Rebase | None:
    """Begin to take undecided applications on to this version, if whoever published it wished it so."""
    version = ProcedureVersion.objects.defer("text", "document").get(pk=version_id)
    officer = Officer.objects.filter(number=by.ref).first() if by.kind == "officer" else None
    if officer is None or version.for_applications == Policy.KEEP:
        return None
    run = Rebase.objects.create(version=version, officer=officer, started_at=now)
    audit.record(
        verb="procedure.rebase_started",
        about=("procedure", version.procedure_id),
        by=by,
        now=now,
        details={"version": version.number, "policy": version.for_applications},
    )
    jobs.defer("applications.continue_rebase", rebase=str(run.pk))
    return run


def continue_rebase(*, rebase_id: UUID, now: datetime) -> bool:
    """Take the next chunk on; True when something is left. Stopped at any point, it goes on where it was."""
    run = Rebase.objects.select_related("version", "officer").get(pk=rebase_id)
    for application_id in list(passages.left_of(run).order_by("pk").values_list("pk", flat=True)[:CHUNK]):
        _take_on(run, application_id, now)
    if passages.left_of(run).exists():
        jobs.defer("applications.continue_rebase", rebase=str(rebase_id))
        return True
    _finish(rebase_id, now)
    return False


@transaction.atomic
def _finish(rebase_id: UUID, now: datetime) -> None:
    if Rebase.objects.filter(pk=rebase_id, finished_at=None).update(finished_at=now):
        audit.record(verb="rebase.finished", about=("rebase", str(rebase_id)), by=SYSTEM, now=now)


@transaction.atomic
def _take_on(run: Rebase, application_id: int, now: datetime) -> None:
    """Decide by what stands under the lock; what ended or was taken on meanwhile is left alone."""
    application = _hold(application_id)
    if application is None or RebaseItem.objects.filter(rebase=run, application=application_id).exists():
        return
    newer = document_of(run.version_id)
    found = passages.of_open(application, newer, now)
    why = rebasing.stays(
        found,
        state=State(application.state),
        policy=Policy(run.version.for_applications),
        is_checked=not application.waits_for_check,
    )
    RebaseItem.objects.create(
        rebase=run,
        application=application,
        at=now,
        stays=why or "",
        asked=[] if why else [each.path for each in found.again],
    )
    if why is None:
        _go_on(run, application, found, now)


def _hold(application_id: int) -> Application | None:
    """The application and what is being corrected of it; None while its applicant is just sending that.

    A correction is sent with its draft held first. Waiting for it here would have both wait for ever.
    """
    held = Application.objects.select_for_update(of=("self",)).select_related("version", "resident__account")
    application = held.get(pk=application_id)
    try:
        with transaction.atomic():
            list(passages.open_corrections(application).select_for_update(nowait=True))
    except DatabaseError:
        return None
    return application


def _go_on(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    if application.state == State.RETURNED:
        _correct_under(run, application, found, now)
    elif found.again:
        _ask(run, application, found, now)
    else:
        _seal_under(run, application, found, now)


def _seal_under(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    """Nothing has to be asked: a sealed set beside the ones before, under the newer version."""
    newer = document_of(run.version_id)
    before = application.answer_sets.get(number=application.answer_count)
    application.answer_count += 1
    application.version_id = run.version_id
    listing.name(application, newer, found.after.answers)
    application.save()
    plain, sensitive = care.part(newer, found.after.answers)
    answers = AnswerSet.objects.create(
        application=application,
        number=application.answer_count,
        version_id=run.version_id,
        parent=before,
        answers=plain,
        sealed_at=now,
    )
    if sensitive:
        SealedAnswer.objects.create(answer_set=answers, token=crypto.seal(sensitive))
    application.listed.all().delete()
    listing.put(application, newer, found.after.answers)
    _move_corrections(run, application, now)
    _note(run, application, found, now)


def _ask(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    """It comes back with exactly what must be answered again; what was filed counts until that is done."""
    paths = [each.path for each in found.again]
    due_on = _due(now)
    progress.move(
        application=application,
        act=Act.RETURN,
        role=Role.APPROVER,
        by=_author(run),
        now=now,
        facts={"questions": paths, "due_on": due_on.isoformat(), "version": run.version.number},
    )
    progress.open_correction(
        application=application,
        paths=paths,
        by=_author(run),
        now=now,
        under=Under(version_id=run.version_id, answers=found.answers),
    )
    _tell(run, application, found, now)


def _correct_under(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    """It is being corrected: the correction goes on under the newer version, asking more where it must."""
    _move_corrections(run, application, now, open_too=[each.path for each in found.again])
    _note(run, application, found, now)
    if found.again:
        _tell(run, application, found, now)


def _move_corrections(
    run: Rebase, application: Application, now: datetime, *, open_too: list[str] | None = None
) -> None:
    newer = document_of(run.version_id)
    for draft in passages.open_corrections(application).exclude(version_id=run.version_id):
        found = passages.of_draft(writing(draft), newer, now)
        if draft.entered_by_id is None and open_too:
            draft.open_paths = list(dict.fromkeys([*draft.open_paths, *open_too]))
            draft.save(update_fields=["open_paths"])
        drafts.take_on(draft=draft, version_id=run.version_id, found=found, by=_author(run), now=now)


def _note(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    """The time line and the record say so, and name what nobody asks for any more."""
    by = _author(run)
    told = {
        "version": run.version.number,
        "questions": [each.path for each in found.again],
        "left_out": list(found.left_out),
    }
    Event.objects.create(
        application=application,
        at=now,
        act=Act.REBASE,
        state=application.state,
        by_kind=by.kind,
        by_ref=by.ref,
        facts=told,
    )
    audit.record(
        verb="application.rebased", about=("application", application.reference), by=by, now=now, details=told
    )


def _tell(run: Rebase, application: Application, found: Rebased, now: datetime) -> None:
    announce(
        AskedAgain(
            reference=application.reference,
            version_id=run.version_id,
            answers=application.answer_count,
            again=found.again,
            officer=run.officer,
            due_on=_due(now),
            at=now,
        )
    )


def _due(now: datetime) -> date:
    today = calendar.local_day(now)
    return decisions.due_to_correct(today, office.closed_days(today.year))


def _author(run: Rebase) -> Actor:
    return Actor(kind="officer", ref=run.officer.number, entrance="desk")

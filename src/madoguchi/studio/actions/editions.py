"""来年度版: beginning it, and ticking what is done."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.procedures.models import Procedure
from madoguchi.rules import documents, editions
from madoguchi.rules.editions import Home, Task
from madoguchi.rules.problems import Problems
from madoguchi.rules.publishing import Reason, Refusal
from madoguchi.studio.actions import packing
from madoguchi.studio.models import Edition, EditionTask
from madoguchi.studio.queries.editions import Proposal, named, propose
from madoguchi.studio.queries.packing import latest_manual


@transaction.atomic
def copy_manual(*, edition: Edition, by: Actor, now: datetime) -> None:
    """A procedure of its own begins with the manual of the one it was made of."""
    source = edition.of_version.procedure_id
    manual = latest_manual(source)
    if manual is not None and edition.procedure_id != source:
        packing.write_manual(slug=edition.procedure_id, text=manual.text, seen=0, by=by, now=now)


# What else goes along into the year after. Rounds, capacities and criteria are copied from here once a
# room below keeps them: each is told of the edition, in the same transaction.
COPIED_ALONG: Final[tuple[Callable[..., object], ...]] = (copy_manual,)


@transaction.atomic
def begin_edition(
    *,
    slug: str,
    postponed: Collection[str],
    reworded: Collection[str],
    officer: Officer,
    by: Actor,
    now: datetime,
) -> Edition | Problems:
    """Make the draft for the year after and its work list; once, however often it is asked.

    Raises CannotChangeProcedure where nothing is in force, or a draft would be written over.
    """
    procedure = Procedure.objects.select_for_update().get(slug=slug)
    if procedure.current_id is None:
        raise CannotChangeProcedure(Refusal(Reason.NOT_OFFERED))
    if begun := Edition.objects.filter(of_version=procedure.current_id).first():
        return begun
    proposal = propose(procedure, now)
    if proposal.waits_for_draft:
        raise CannotChangeProcedure(Refusal(Reason.CHANGED_MEANWHILE))
    kept = _keep(proposal, postponed, reworded, by, now)
    if isinstance(kept, Problems):
        return kept
    edition = Edition.objects.create(
        procedure=kept,
        of_version_id=proposal.version_id,
        year=proposal.edition.year,
        begun_by=officer,
        begun_at=now,
    )
    EditionTask.objects.bulk_create(
        EditionTask(edition=edition, task=task, facts=_facts(task, proposal, postponed))
        for task in editions.tasks(proposal.document, proposal.edition, postponed=postponed)
    )
    for copy in COPIED_ALONG:
        copy(edition=edition, by=by, now=now)
    audit.record(
        verb="procedure.edition_begun",
        about=("procedure", kept.slug),
        by=by,
        now=now,
        details={"of": slug, "year": edition.year},
    )
    return edition


@transaction.atomic
def tick_task(
    *, edition: Edition, task: str, is_done: bool, officer: Officer, by: Actor, now: datetime
) -> bool:
    """Note that something of the list is done, or is not after all. False where there is no such task."""
    mark = {"done_by": officer, "done_at": now} if is_done else {"done_by": None, "done_at": None}
    changed = EditionTask.objects.filter(edition=edition, task=task, done_at__isnull=is_done).update(**mark)
    if changed:
        audit.record(
            verb="procedure.task_ticked" if is_done else "procedure.task_reopened",
            about=("procedure", edition.procedure_id),
            by=by,
            now=now,
            details={"task": task, "year": edition.year},
        )
    return bool(changed)


def _keep(
    proposal: Proposal, postponed: Collection[str], reworded: Collection[str], by: Actor, now: datetime
) -> Procedure | Problems:
    """The draft: of the same procedure, or of a new one beside it."""
    written = editions.make(proposal.document, proposal.edition, postponed=postponed, reworded=reworded)
    is_copy = proposal.home is Home.COPY
    document = documents.parse(named(proposal, written) if is_copy else written)
    if isinstance(document, Problems):
        return document
    return procedures.save_draft_document(document=document, by=by, now=now, is_first=is_copy)


def _facts(task: Task, proposal: Proposal, postponed: Collection[str]) -> dict[str, Any]:
    edition = proposal.edition
    match task:
        case Task.WORDING:
            return {"count": sum(not each.is_law for each in edition.wording)}
        case Task.LAWS:
            return {"count": sum(each.is_law for each in edition.wording)}
        case Task.EXAMPLES:
            return {"count": edition.examples}
        case Task.CLOSED_DAYS:
            left = [each for each in edition.moved if each.proposed and each.path not in postponed]
            return {"count": len(left)}
        case Task.LETTERS:
            return {"count": len(proposal.document.letters)}
        case Task.CAPACITY:
            return {"count": proposal.document.limits.capacity or 0}
    return {}

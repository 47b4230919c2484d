"""Changing a draft piece by piece, undoing, doing again; saying that one is at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.procedures.queries import parsed
from madoguchi.rules import documents, editing
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import All, Operation, Refused
from madoguchi.rules.editing.changing import plain_of
from madoguchi.rules.problems import Fault
from madoguchi.studio.actions.importing import SECTION_FAULTS
from madoguchi.studio.models import Edit, Editing
from madoguchi.studio.queries.editing import current_edit, redoable, text_seen

FORGOTTEN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What the draft is now; `merged`: somebody else had changed another part of it meanwhile."""

    seen: str  # digest, for the next change
    document: Document
    merged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Somebody else wrote in the same place: nothing was kept, both stand here."""

    path: str
    mine: Any
    theirs: Any
    by: str  # who changed the draft last
    at: datetime
    seen: str  # digest of the draft as it is now


@transaction.atomic
def edit(
    *, slug: str, operation: Operation, seen: str, by: Actor, now: datetime
) -> Edited | Refused | Conflict:
    """Carry out one operation on the draft, or on what becomes the draft: the version in force.

    `seen` is the digest of the text its author looked at. Where somebody else has changed another part since,
    both changes stand.
    """
    procedure = _lock(slug)
    current = current_edit(procedure)
    if found := _conflict(current, operation, seen):
        return found
    plain = plain_of(current.text)
    changed = editing.change(plain, operation)
    if isinstance(changed, Refused):
        return changed
    if changed.text != current.text and (refused := _keep(procedure, changed.document, by, now)):
        return refused
    if changed.text != current.text:
        _note(procedure, current, changed.text, operation, by, now)
    return Edited(
        seen=documents.digest(changed.text), document=changed.document, merged=seen != current.sha256
    )


@transaction.atomic
def undo(*, slug: str, seen: str, by: Actor, now: datetime) -> Edited | Refused:
    """Make the draft what it was before the last change, whoever made that."""
    procedure = _lock(slug)
    current = current_edit(procedure)
    return _go(procedure, current, current.before if procedure.draft_text else None, seen, by, now)


@transaction.atomic
def redo(*, slug: str, seen: str, by: Actor, now: datetime) -> Edited | Refused:
    """Do again what was undone last."""
    procedure = _lock(slug)
    current = current_edit(procedure)
    return _go(procedure, current, redoable(current), seen, by, now)


@transaction.atomic
def show_presence(*, slug: str, place: str, by: Actor, now: datetime) -> None:
    """Let colleagues see that somebody works on this place of the draft."""
    Editing.objects.filter(procedure=slug, at__lt=now - FORGOTTEN).delete()
    Editing.objects.update_or_create(procedure_id=slug, officer=by.ref, defaults={"place": place, "at": now})


def _lock(slug: str) -> Procedure:
    """What it points to is read after the lock: joined to it, it would be as it was before the wait."""
    return Procedure.objects.select_for_update().get(slug=slug)


def _conflict(current: Edit, operation: Operation, seen: str) -> Conflict | None:
    if seen == current.sha256:
        return None
    before = text_seen(current.procedure_id, seen)
    found = editing.clash(operation, seen=plain_of(before) if before else None, now=plain_of(current.text))
    if found is None:
        return None
    return Conflict(
        path=found.path,
        mine=found.mine,
        theirs=found.theirs,
        by=current.by,
        at=current.at,
        seen=current.sha256,
    )


def _keep(procedure: Procedure, document: Document, by: Actor, now: datetime) -> Refused | None:
    try:
        procedures.save_draft_document(document=document, by=by, now=now)
    except procedures.CannotChangeProcedure as cannot:
        said = SECTION_FAULTS[cannot.refusal.reason].format(section=document.section, id=procedure.slug)
        return Refused((Fault("section", said),))
    return None


def _note(
    procedure: Procedure, current: Edit, text: str, operation: Operation, by: Actor, now: datetime
) -> None:
    """Remember what was done, so that it can be undone. What was never in force again is forgotten."""
    if not procedure.draft_text:
        procedure.edits.all().delete()
    if current.pk is None:
        _point_away(procedure)
        current.save()
    _point_away(procedure)
    verb, place = _told(operation)
    plain = plain_of(current.text)
    Edit.objects.create(
        procedure=procedure,
        before=current,
        text=text,
        sha256=documents.digest(text),
        verb=verb,
        place=place,
        title=editing.title_at(plain, place) or editing.title_at(plain_of(text), place) or {},
        by=by.ref,
        at=now,
        is_current=True,
    )


def _told(operation: Operation) -> tuple[str, str]:
    """What was done, in one word, and where."""
    if isinstance(operation, All):
        return _told(operation.operations[0])
    path = operation.to if isinstance(operation, editing.Add) else operation.path
    return type(operation).__name__.lower(), path


def _go(
    procedure: Procedure, current: Edit, to: Edit | None, seen: str, by: Actor, now: datetime
) -> Edited | Refused:
    if seen != current.sha256:
        return Refused((Fault("document", "somebody else has changed this meanwhile"),))
    if to is None:
        return Refused((Fault("document", "there is nothing to undo or do again"),))
    document = parsed(to.text)
    if refused := _keep(procedure, document, by, now):
        return refused
    _point_away(procedure)
    to.is_current = True
    to.save(update_fields=["is_current"])
    return Edited(seen=to.sha256, document=document)


def _point_away(procedure: Procedure) -> None:
    procedure.edits.filter(is_current=True).update(is_current=False)

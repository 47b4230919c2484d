"""Keeping what came out of a workbook, after somebody looked at the difference."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import Refused, rewritten
from madoguchi.rules.editing.changing import plain_of
from madoguchi.studio.actions.editing import Conflict, Edited, edit
from madoguchi.studio.actions.starting import start_procedure


@transaction.atomic
def keep_document(
    *, document: Document, before: str, by: Actor, now: datetime, sections: Collection[str]
) -> Edited | Refused | Conflict:
    """Make `document` the draft. `before` is the text it was compared with; empty: the procedure is new.

    One change of the draft, to be undone as one. Raises CannotChangeProcedure.
    """
    after = plain_of(documents.canonical(document))
    if not before:
        started = start_procedure(written=after, by=by, now=now, sections=sections)
        if isinstance(started, str):
            return Edited(seen=documents.digest(documents.canonical(document)), document=document)
        return Refused(tuple(started))
    operation = rewritten(plain_of(before), after)
    return edit(slug=document.id, operation=operation, seen=documents.digest(before), by=by, now=now)

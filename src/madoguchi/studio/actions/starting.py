"""Beginning a procedure that was not there before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from madoguchi.audit.actions import Actor
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.actions import CannotChangeProcedure
from madoguchi.rules import documents
from madoguchi.rules.problems import Problems
from madoguchi.rules.publishing import Reason, Refusal
from madoguchi.rules.starting import RESERVED, Plain


@transaction.atomic
def start_procedure(*, written: Plain, by: Actor, now: datetime, sections: Collection[str]) -> str | Problems:
    """Make `written` the draft of a new procedure of one of `sections`; its id, or all faults.

    Nobody's procedure is written over. Raises CannotChangeProcedure.
    """
    document = documents.parse(written)
    if isinstance(document, Problems):
        return document
    if document.section not in sections:
        raise CannotChangeProcedure(Refusal(Reason.OTHER_SECTION))
    if document.id in RESERVED:
        raise CannotChangeProcedure(Refusal(Reason.ID_TAKEN))
    return procedures.save_draft_document(document=document, by=by, now=now, is_first=True).slug

"""Taking in a document that somebody wrote, or that another city shared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.procedures import actions as procedures
from madoguchi.procedures.queries import document_of
from madoguchi.rules import documents
from madoguchi.rules.analysis import analyse
from madoguchi.rules.changes import Change, compare
from madoguchi.rules.problems import Fault, Problems
from madoguchi.rules.publishing import Reason
from madoguchi.studio.queries.names import faults_of_names

SECTION_FAULTS: Final = {
    Reason.UNKNOWN_SECTION: "there is no section '{section}' here; expected the code of a section",
    Reason.OTHER_SECTION: "'{id}' belongs to another section; expected that section's code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A document that became a draft, and what it would change in the version in force."""

    slug: str
    is_first: bool  # nothing is in force to compare it with
    changes: tuple[Change, ...]


@transaction.atomic
def import_document(
    *, text: str, by: Actor, now: datetime, sections: Collection[str] | None = None
) -> Imported | Problems:
    """Make `text` (YAML or JSON) the draft of its procedure; or tell all faults, and make nothing of it.

    `sections`: whose procedures the importer may write; None for whoever runs the machine.
    """
    document = documents.parse(documents.load(text))
    if isinstance(document, Problems):
        return document
    if faults := [*faults_of_names(document, sections), *analyse(document)]:
        return Problems(faults)
    try:
        procedure = procedures.save_draft_document(document=document, by=by, now=now)
    except procedures.CannotChangeProcedure as cannot:
        said = SECTION_FAULTS[cannot.refusal.reason].format(section=document.section, id=document.id)
        return Problems([Fault("section", said)])
    current = procedure.current_id
    changes = compare(document_of(current), document) if current else ()
    return Imported(slug=procedure.slug, is_first=current is None, changes=changes)


@transaction.atomic
def record_export(*, slug: str, version: int | None, by: Actor, now: datetime) -> None:
    """Note that a document was taken out; `version` None is the draft."""
    audit.record(
        verb="procedure.exported", about=("procedure", slug), by=by, now=now, details={"version": version}
    )

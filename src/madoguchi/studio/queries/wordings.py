"""All texts of a procedure on one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from madoguchi.procedures import queries as procedures
from madoguchi.rules.documents import Document
from madoguchi.rules.translations import Gaps, Wording, gaps, wordings
from madoguchi.studio import writing
from madoguchi.studio.queries.benches import Reach
from madoguchi.studio.queries.editing import current_edit
from madoguchi.studio.queries.translations import made_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wordings:
    """What is written in the draft, or in what is in force where no draft is begun."""

    slug: str
    document: Document
    plain: Any
    seen: str  # digest of the text
    texts: tuple[Wording, ...]
    gaps: Gaps
    may_edit: bool


def access_wordings(slug: str, reach: Reach) -> Wordings:
    """The texts of a procedure of the officer's sections."""
    procedure = procedures.access_procedure_row(slug, reach.reads)
    current = current_edit(procedure)
    document = procedures.parsed(current.text)
    plain = writing.plain(document)
    return Wordings(
        slug=slug,
        document=document,
        plain=plain,
        seen=current.sha256,
        texts=tuple(wordings(plain)),
        gaps=gaps(plain, made_of(slug)),
        may_edit=procedure.section_id in reach.publishes,
    )

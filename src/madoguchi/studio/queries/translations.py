"""The texts of a procedure in every language, and where one lags behind."""

from __future__ import annotations

from typing import Any

from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules.translations import Gaps, Made, gaps
from madoguchi.studio import writing
from madoguchi.studio.models import Translation


def list_language_gaps(slug: str) -> Gaps:
    """What residents' languages lack in the draft, or else in what is in force, and what is out of date."""
    return gaps(plain_draft(slug), made_of(slug))


def made_of(slug: str) -> list[Made]:
    """What is known of the translations of a procedure."""
    rows = Translation.objects.filter(procedure=slug)
    return [Made(key=row.key, language=row.language, words=row.words, japanese=row.japanese) for row in rows]


def plain_draft(slug: str) -> Any:
    """The draft as plain data, in the order of the document; what is in force where no draft is begun."""
    procedure = Procedure.objects.select_related("current").get(slug=slug)
    text = procedure.draft_text or (procedure.current.text if procedure.current else "")
    return writing.plain(procedures.parsed(text)) if text else {}

"""What editions of criteria ask of procedures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from madoguchi.rules.criteria import Criteria
from madoguchi.rules.documents import Document
from madoguchi.rules.usage import named_in
from madoguchi.selection.models import CriteriaEdition

LATEST: Final = 10  # editions looked at


def answers_scored(document: Document) -> frozenset[str]:
    """The paths of a procedure's answers from which the latest criteria of its section propose findings."""
    editions = CriteriaEdition.objects.filter(section=document.section).order_by(
        "-fiscal_year", "-drafted_at"
    )
    for edition in editions[:LATEST]:
        if found := frozenset(_asked(edition.criteria, document.id)):
            return found
    return frozenset()


def _asked(criteria: Criteria, procedure: str) -> Iterator[str]:
    asked = criteria.proposals
    if asked is None or asked.procedure != procedure:
        return
    yield asked.guardians
    yield from asked.certificate
    if asked.places is not None:
        yield asked.places
    for finding in criteria.findings:
        yield from named_in(finding.proposed)

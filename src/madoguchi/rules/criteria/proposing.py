"""What answers propose as findings (認定事項). An officer confirms them before they give points."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from madoguchi.rules.criteria.document import Criteria, Finding
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.documents import Document
from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.expressions.operators import OPERATORS
from madoguchi.rules.expressions.reading import Reader, Scope
from madoguchi.rules.expressions.types import NUMBERS, TEXT, WORDS, Kind
from madoguchi.rules.problems import Fault

_KINDS: Final = {
    "flag": frozenset({Kind.BOOL}),
    "number": NUMBERS,
    "choice": WORDS,
    "date": frozenset({Kind.DATE}),
    "time": frozenset({Kind.TIME}),
    "days": frozenset({Kind.INTEGER}),
}


def proposal_faults(criteria: Criteria, document: Document) -> tuple[Fault, ...]:
    """What is wrong with the `proposed` expressions over this procedure's answers."""
    faults: list[Fault] = []
    for finding in criteria.findings:
        if finding.proposed is not None:
            read_proposed(finding, criteria, document, faults)
    return tuple(faults)


def read_proposed(
    finding: Finding, criteria: Criteria, document: Document, faults: list[Fault]
) -> Expression:
    """The expression that proposes a finding, over the procedure's answers; Broken where it is faulty."""
    path = f"findings[{finding.id}].proposed"
    reader = Reader(_scope(finding, criteria, document), path, faults, OPERATORS)
    expression = reader.read(finding.proposed)
    reader.demand(expression, _KINDS[finding.type])
    return expression


def _scope(finding: Finding, criteria: Criteria, document: Document) -> Scope:
    scope = document.plan.scope
    if finding.scope == "guardian":
        return scope.in_rows_of(criteria.proposals.guardians if criteria.proposals else GUARDIANS)
    if finding.scope == "facility":
        return replace(scope, facts={**scope.facts, "facility": TEXT})
    return scope

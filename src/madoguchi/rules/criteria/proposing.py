"""What answers propose as findings (認定事項). An officer confirms them before they give points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from madoguchi.rules.criteria.document import Criteria, Finding
from madoguchi.rules.criteria.names import GUARDIANS
from madoguchi.rules.documents import Document
from madoguchi.rules.expressions.base import Expression, Scene, to_canonical
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Proposed values, placed as in a case. `guardians` stand in the order of the rows, with the row's id."""

    household: Mapping[str, Any] = field(default_factory=dict)
    guardians: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    facilities: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def proposal_faults(criteria: Criteria, document: Document) -> tuple[Fault, ...]:
    """What is wrong with the `proposed` expressions over this procedure's answers."""
    faults: list[Fault] = []
    for finding in criteria.findings:
        if finding.proposed is not None:
            read_proposed(finding, criteria, document, faults)
    return tuple(faults)


def propose(
    criteria: Criteria, document: Document, answers: Mapping[str, Any], facts: Mapping[str, Any]
) -> Proposed:
    """The findings that canonical answers to `document` propose; nothing where an answer is missing."""
    wanted = _expressions(criteria, document)
    proposals = criteria.proposals
    rows = answers.get(proposals.guardians) or [] if proposals else []
    places = answers.get(proposals.places) or [] if proposals and proposals.places else []
    computed = _computed(document, answers, facts)
    scene = Scene(answers, facts, computed)
    return Proposed(
        household=_values(wanted["household"], scene),
        guardians=tuple(
            (str(row.get("_id", "")), _values(wanted["guardian"], replace(scene, row=row))) for row in rows
        ),
        facilities={
            place: _values(wanted["facility"], replace(scene, facts={**facts, "facility": place}))
            for place in places
        },
    )


def _computed(document: Document, answers: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    computed: dict[str, Any] = {}
    for each in document.plan.computed:
        computed[each.computed.id] = each.value.compute(Scene(answers, facts, computed))
    return computed


def _expressions(
    criteria: Criteria, document: Document
) -> Mapping[str, Sequence[tuple[Finding, Expression]]]:
    found: dict[str, list[tuple[Finding, Expression]]] = {"household": [], "guardian": [], "facility": []}
    for finding in criteria.findings:
        if finding.proposed is not None:
            found[finding.scope].append((finding, read_proposed(finding, criteria, document, [])))
    return found


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


def _values(wanted: Sequence[tuple[Finding, Expression]], scene: Scene) -> dict[str, Any]:
    return dict(_fitting(wanted, scene))


def _fitting(wanted: Sequence[tuple[Finding, Expression]], scene: Scene) -> Iterator[tuple[str, Any]]:
    for finding, expression in wanted:
        value = to_canonical(expression.compute(scene))
        options = {option.id for option in finding.options}
        if value is not None and (not options or value in options):
            yield finding.id, value

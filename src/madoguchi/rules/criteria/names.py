"""What expressions in criteria may name: findings instead of answers, and the facts of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from madoguchi.rules.expressions.base import Expression
from madoguchi.rules.expressions.operators import OPERATORS
from madoguchi.rules.expressions.reading import Named, Readable, Reader, describe, suggest
from madoguchi.rules.expressions.references import Reference
from madoguchi.rules.expressions.types import DATE, INTEGER, TEXT, Type

GUARDIANS: Final = "guardians"
FACTS: Final[Mapping[str, Type]] = {"on": DATE, "target_year": INTEGER, "year_start": DATE}
"""`on` 基準日, the 年度 of the criteria and its first of April."""
FACILITY_FACTS: Final[Mapping[str, Type]] = {**FACTS, "facility": TEXT}


class FindingName:
    """`{finding: id}`: of this guardian, of the household, or of the facility in question."""

    @classmethod
    def read(cls, raw: Any, reader: Reader) -> Expression:
        if not isinstance(raw, str):
            return reader.fault(f"expected the id of a finding; found {describe(raw)}")
        named = reader.scope.answers.get(raw)
        if named is None:
            return reader.fault(f"there is no finding '{raw}' here{suggest(raw, reader.scope.answers)}")
        if named.group not in (None, reader.scope.group):
            return reader.fault(f"each guardian has a '{raw}' of its own; write rows: {GUARDIANS}")
        return _reference(named)


def _reference(named: Named) -> Reference:
    return Reference(named.id, named.type, named.group is not None, named)


_NOT_HERE: Final = ("answer", "row", "computed")
NAMED: Final[Mapping[str, type[Readable]]] = {
    **{name: each for name, each in OPERATORS.items() if name not in _NOT_HERE},
    "finding": FindingName,
}
"""Everything an expression in criteria may begin with."""

"""From plain data to a table of fees, or everything that is wrong with it."""

from __future__ import annotations

import json

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from madoguchi.rules.documents.loading import Loaded, load
from madoguchi.rules.documents.tidying import ROOT, Tidying
from madoguchi.rules.expressions.reading import describe
from madoguchi.rules.fees.table import FeeTable
from madoguchi.rules.misfits import misfit
from madoguchi.rules.problems import Fault, Problems


def parse(text: str) -> FeeTable | Problems:
    """The table that a YAML or JSON text describes, or all its faults with their places."""
    loaded = load(text)
    if not isinstance(loaded, Loaded) or loaded.faults:
        return Problems(loaded.faults if isinstance(loaded, Loaded) else ())
    tidying = Tidying()
    data = tidying.tidy(loaded.data)
    if tidying.faults:
        return Problems(tidying.faults)
    if not isinstance(data, dict):
        return Problems([Fault(ROOT, f"expected a mapping with the keys of a table; found {describe(data)}")])
    try:
        return FeeTable.model_validate_json(json.dumps(data))  # strict of values, not of how they came
    except ValidationError as wrong:
        return Problems(_fault(error) for error in wrong.errors(include_url=False))


def _fault(error: ErrorDetails) -> Fault:
    described = FeeTable.model_fields.get(str(error["loc"][0])) if len(error["loc"]) == 1 else None
    expected = described.description if described else None
    return Fault(
        ".".join(str(each) for each in error["loc"] if each != "schema_") or ROOT,
        misfit(error, expected=expected),
    )

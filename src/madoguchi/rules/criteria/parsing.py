"""From a text to Criteria, or everything that is wrong with it."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from madoguchi.rules.criteria.checking import check
from madoguchi.rules.criteria.document import Criteria
from madoguchi.rules.criteria.plan import Planner
from madoguchi.rules.documents.loading import Loaded, load
from madoguchi.rules.documents.shape import spelled
from madoguchi.rules.documents.tidying import ROOT, Tidying
from madoguchi.rules.expressions.reading import describe
from madoguchi.rules.misfits import AN_ID, misfit
from madoguchi.rules.problems import Fault, Problems


def parse(data: object) -> Criteria | Problems:
    """The criteria that a YAML or JSON text (or its data) describes, or all faults with their paths.

    First come faults of shape (keys, types), then faults of meaning (names, types of expressions).
    """
    read = load(data) if isinstance(data, str) else data
    loaded = read if isinstance(read, Loaded) else Loaded(read)
    if loaded.faults:
        return Problems(loaded.faults)
    tidying = Tidying()
    clean = tidying.tidy(loaded.data)
    found = _shaped(clean)
    if tidying.faults or not isinstance(found, Criteria):
        return Problems([*tidying.faults, *(() if isinstance(found, Criteria) else found)])
    planner = Planner(found)
    faults = list(check(found))
    planner.plan()
    faults += planner.faults
    return Problems(dict.fromkeys(faults)) if faults else found


@lru_cache(maxsize=64)
def stored(text: str) -> Criteria:
    """The criteria of a text that was checked before, read once per process. Raises ValueError."""
    found = parse(text)
    if isinstance(found, Problems):
        raise ValueError("; ".join(map(str, found)))
    return found


def tidied(text: str) -> dict[str, Any]:
    """The plain data of a text that `parse` found without fault."""
    read = load(text)
    found: dict[str, Any] = Tidying().tidy(read.data if isinstance(read, Loaded) else read)
    return found


def _shaped(data: Any) -> Criteria | tuple[Fault, ...]:
    if not isinstance(data, dict):
        return (Fault(ROOT, f"expected a mapping with the keys of criteria; found {describe(data)}"),)
    try:
        return Criteria.model_validate_json(json.dumps(data))
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        return tuple(Fault(spelled(error["loc"], data), misfit(error, pattern=AN_ID)) for error in errors)

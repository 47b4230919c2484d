"""From plain data to a Document, or everything that is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from madoguchi.rules.documents.checking import check
from madoguchi.rules.documents.loading import Loaded
from madoguchi.rules.documents.plan import Planner
from madoguchi.rules.documents.procedure import Document
from madoguchi.rules.documents.shape import shape_of
from madoguchi.rules.documents.tidying import Tidying
from madoguchi.rules.problems import Fault, Problems


def parse(data: object) -> Document | Problems:
    """The document that `data` (what `load` gave, or plain JSON values) describes, or all its faults.

    First come faults of shape (keys, types), then faults of meaning (ids, order, types of expressions).
    """
    loaded = data if isinstance(data, Loaded) else Loaded(data)
    if loaded.faults:
        return Problems(loaded.faults)
    tidying = Tidying()
    clean = tidying.tidy(loaded.data)
    shape = shape_of(clean)
    faults = [*tidying.faults, *shape.faults]
    if shape.document is not None:
        planner = Planner(shape.document, frozenset(shape.lost))
        planner.plan()
        faults += [*check(shape.document, planner.scope), *planner.faults]
    if faults or shape.document is None:
        return Problems(_first_per_path(faults))
    return shape.document


@lru_cache(maxsize=128)
def stored(text: str) -> Document:
    """The document of a canonical text from the database, read once per process. Raises ValueError."""
    document = parse(json.loads(text))
    if isinstance(document, Problems):
        raise ValueError("; ".join(map(str, document)))
    return document


def _first_per_path(faults: Iterable[Fault]) -> Iterable[Fault]:
    """What was cut out because it could not be read is not told a second time as missing."""
    seen: dict[Any, Fault] = {}
    for fault in faults:
        seen.setdefault((fault.path, fault.message), fault)
    return seen.values()

"""Whether an operation may be carried out, and whether two people wrote in the same place."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.editing.applying import applied
from madoguchi.rules.editing.newborn import MODELS
from madoguchi.rules.editing.operations import All, Operation, Paste, Remove, Retype, Set
from madoguchi.rules.editing.places import Gone, at, split
from madoguchi.rules.editing.uses import core, left_over, without_uses
from madoguchi.rules.problems import Fault, Problems

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a document becomes."""

    document: Document
    text: str  # canonical


@dataclass(frozen=True, slots=True)
class Refused:
    """No, and where it would break; `removable`: the uses could be taken away as well."""

    faults: tuple[Fault, ...]
    removable: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Somebody else wrote at `path` meanwhile: what stands there now, and what was to be written."""

    path: str
    mine: Any
    theirs: Any


def change(plain: Plain, operation: Operation) -> Changed | Refused:
    """Carry out the operation on a sound document, if it is sound afterwards."""
    if fault := _never(plain, operation):
        return Refused((fault,))
    try:
        after = applied(plain, operation)
    except Gone as gone:
        return Refused((Fault(gone.path, "this is no longer there"),))
    if isinstance(operation, Remove):
        return _removed(plain, after, with_uses=operation.uses)
    return _read(after)


def clash(operation: Operation, *, seen: Plain | None, now: Plain) -> Clash | None:
    """Where somebody else wrote what the operation would overwrite; None where both can stand.

    `seen` is the document that its author looked at; None where it is no longer known.
    """
    for path in operation.reads():
        mine, theirs = _written(operation, path), at(now, path)
        if theirs != mine and (seen is None or theirs != at(seen, path)):
            return Clash(path=path, mine=mine, theirs=theirs)
    return None


def _read(plain: Plain) -> Changed | Refused:
    document = documents.parse(plain)
    if isinstance(document, Problems):
        return Refused(tuple(document))
    return Changed(document, documents.canonical(document))


def _removed(before: Plain, after: Plain, *, with_uses: bool) -> Changed | Refused:
    known = {core(fault) for fault in left_over(before)}
    without, uses = without_uses(after, known)
    if without is not None and (with_uses or not uses):
        return _read(without)
    return Refused(uses, removable=without is not None)


def _never(plain: Plain, operation: Operation) -> Fault | None:
    """What no document could make right: a new id for an old thing, a group that loses its questions."""
    match operation:
        case All(operations):
            return next((found for each in operations if (found := _never(plain, each))), None)
        case Set(path) if split(path)[1] in ("id", "schema"):
            return Fault(path, "an id never changes")
        case Retype(path, type) if type not in MODELS:
            return Fault(f"{path}.type", f"unknown question type '{type}'")
        case Retype(path, type) if "group" in (type, at(plain, f"{path}.type")):
            return Fault(f"{path}.type", "a group is made, or taken apart, not turned into something else")
    return None


def _written(operation: Operation, path: str) -> Any:
    """What the operation wants to stand at `path`."""
    match operation:
        case Set():
            return operation.value
        case All(operations):
            return next(_written(each, path) for each in operations if path in each.reads())
        case Paste(rows=rows):
            return [list(row) for row in rows]
        case Remove():
            return None
        case _:
            return getattr(operation, "type", None)


def plain_of(text: str) -> Plain:
    """The plain data of a canonical text."""
    found: Plain = json.loads(text)
    return found

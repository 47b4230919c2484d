"""Answers that somebody typed while trying a document out, kept as an example that must come true."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from madoguchi.rules.documents import Document
from madoguchi.rules.journey import Journey

Plain = dict[str, Any]


def example(
    document: Document, trip: Journey, answers: Mapping[str, Any], *, title: str, at: datetime
) -> Plain:
    """The entry for the document's examples: what was answered, and what came of it."""
    depends = set(_dependent(document))
    asked = depends & set(trip.visible)
    return {
        "id": _free_id(document),
        "title": title,
        "at": at.isoformat(),
        "answers": dict(answers),
        "expect": {
            "complete": trip.complete,
            "visible": sorted(asked),
            "hidden": sorted(depends - asked),
            "computed": {name: value for name, value in trip.computed.items() if value is not None},
        },
    }


def _dependent(document: Document) -> Iterator[str]:
    """Questions outside of rows that are asked only sometimes: what an example is good for."""
    for step in document.steps:
        for question in step.questions:
            if step.ask_when is not None or question.ask_when is not None:
                yield question.id


def _free_id(document: Document) -> str:
    taken = {golden.id for golden in document.golden}
    return next(each for number in range(1, 1000) if (each := f"example_{number}") not in taken)

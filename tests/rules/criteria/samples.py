"""Small tables of points, and cases to score by them."""

from __future__ import annotations

from typing import Any

from madoguchi.rules import criteria as documents
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.problems import Problems
from madoguchi.rules.scoring import Scored, score

ON = "2026-12-15"
DOCUMENT: dict[str, Any] = {
    "schema": "madoguchi.criteria/1",
    "id": "small",
    "title": {"ja": "基準"},
    "fiscal_year": 2027,
    "reasons": [{"id": "working", "title": {"ja": "就労"}}, {"id": "ill", "title": {"ja": "疾病"}}],
    "base": [
        {"id": "work", "reason": "working", "label": {"ja": "就労"}, "points": 10},
        {"id": "illness", "reason": "ill", "label": {"ja": "疾病"}, "points": 8},
    ],
}


def criteria(**keys: Any) -> Criteria:
    """A small table, with these keys instead of its own."""
    found = documents.parse({**DOCUMENT, **keys})
    assert isinstance(found, Criteria), "\n".join(map(str, found))
    return found


def faults(**keys: Any) -> list[str]:
    """What is wrong with such a table, as `path: message`."""
    found = documents.parse({**DOCUMENT, **keys})
    return list(map(str, found)) if isinstance(found, Problems) else []


def case(*guardians: dict[str, Any], on: str = ON, at: Any = None, **household: Any) -> Case:
    """A case of these guardians; `at` holds what is known of facilities."""
    found = case_of(
        {"id": "aoi", "on": on, "guardians": list(guardians), "household": household, "facilities": at or {}}
    )
    assert isinstance(found, Case)
    return found


def scored(table: Criteria, *guardians: dict[str, Any], **more: Any) -> Scored:
    """The sheet of such a case."""
    return score(table, case(*guardians, **more))


def codes(found: Scored) -> list[tuple[str, str]]:
    """Where which errors are."""
    return [(each.path, each.code) for each in found.errors]


def number(id: str, scope: str = "guardian", **more: Any) -> dict[str, Any]:
    return {"id": id, "type": "number", "title": {"ja": id}, "scope": scope, **more}


def item(id: str, points: Any = 1, **more: Any) -> dict[str, Any]:
    points = {} if points is None else {"points": points}
    return {"id": id, "label": {"ja": id}, **points, **more}


def ladder(of: Any, *rows: tuple[str, int, int], **more: Any) -> dict[str, Any]:
    """A table of thresholds: id, from where, points."""
    return {
        "id": "ladder",
        "reason": "working",
        "label": {"ja": "時間"},
        "row": of,
        "rows": [
            {"id": id, "label": {"ja": id}, "at_least": least, "points": points} for id, least, points in rows
        ],
        **more,
    }

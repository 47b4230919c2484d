"""Which answers are sensitive, and how they are kept apart from the others and joined again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from madoguchi.rules.documents import Document

Answers = Mapping[str, Any]


def part(document: Document, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """`answers` as (plain, sensitive). A group with sensitive questions appears in both, joined by row id."""
    hidden = document.sensitive_ids()
    plain: dict[str, Any] = {}
    sensitive: dict[str, Any] = {}
    for key, value in answers.items():
        if key in hidden:
            sensitive[key] = value
        elif _is_rows(value) and any(hidden.intersection(row) for row in value):
            plain[key] = [_without(row, hidden) for row in value]
            sensitive[key] = [_only(row, hidden) for row in value]
        else:
            plain[key] = value
    return plain, sensitive


def join(plain: Answers, sensitive: Answers) -> dict[str, Any]:
    """The inverse of `part`."""
    joined = dict(plain)
    for key, value in sensitive.items():
        if _is_rows(value) and _is_rows(plain.get(key)):
            by_id = {row["_id"]: row for row in value}
            joined[key] = [{**row, **by_id.get(row.get("_id"), {})} for row in plain[key]]
        else:
            joined[key] = value
    return joined


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and "_id" in row for row in value)
    )


def _without(row: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in hidden}


def _only(row: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key == "_id" or key in hidden}

"""Which answers are sensitive, and how they are kept apart from the others and joined again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from madoguchi.rules.documents import Document

Answers = Mapping[str, Any]
ROW_ID: Final = "_id"


def part(document: Document, answers: Answers) -> tuple[dict[str, Any], dict[str, Any]]:
    """`answers` as (plain, sensitive). A group with sensitive questions appears in both, joined by row id.

    What the document does not ask counts as sensitive: an earlier version may have asked it as such.
    """
    plain: dict[str, Any] = {}
    sensitive: dict[str, Any] = {}
    for key, value in answers.items():
        if _is_sensitive(document, key):
            sensitive[key] = value
        elif _is_rows(value) and any(_is_sensitive(document, inner) for row in value for inner in row):
            plain[key] = [_only(row, document, sensitive=False) for row in value]
            sensitive[key] = [_only(row, document, sensitive=True) for row in value]
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


def without(answers: Answers, ids: frozenset[str]) -> dict[str, Any]:
    """`answers` but for those to the questions `ids`, also within rows."""
    return {
        key: [without(row, ids) for row in value] if _is_rows(value) else value
        for key, value in answers.items()
        if key not in ids
    }


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, dict) and "_id" in row for row in value)
    )


def _only(row: Mapping[str, Any], document: Document, *, sensitive: bool) -> dict[str, Any]:
    return {
        key: value for key, value in row.items() if key == ROW_ID or _is_sensitive(document, key) == sensitive
    }


def _is_sensitive(document: Document, key: str) -> bool:
    return key in document.sensitive_ids() or not (key == ROW_ID or document.has_question(key))

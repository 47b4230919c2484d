"""What may be changed when an application comes back for correction, and what changed when it returns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


def may_change(path: str, marked: Iterable[str]) -> bool:
    """Whether `path` is a marked question or lies inside one ("siblings" opens "siblings/r2/school")."""
    return any(path == mark or path.startswith((f"{mark}/", f"{mark}.")) for mark in marked)


def reopened(
    *, marked: Sequence[str], visible_before: Iterable[str], visible_now: Iterable[str]
) -> tuple[str, ...]:
    """The questions a correction asks: those marked, and those that appear because of what was corrected."""
    before = set(visible_before)
    return tuple(path for path in visible_now if may_change(path, marked) or path not in before)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one answer was and what it became; None where there was none."""

    path: str
    old: Any
    new: Any


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Every question whose answer changed between two sealed sets, in the order of the newer one."""
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(
        Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)
    )


def only_open(
    *, before: Mapping[str, Any], after: Mapping[str, Any], opened: Sequence[str]
) -> dict[str, Any]:
    """Of what was posted, what a correction may write: open questions whole, rows answer by answer."""
    allowed: dict[str, Any] = {}
    for key, value in after.items():
        if may_change(key, opened) or key not in before:
            allowed[key] = value
        elif _row_marks(key, opened):
            allowed[key] = _rows(before[key], value, key, opened)
    return allowed


def _row_marks(group: str, opened: Sequence[str]) -> bool:
    return any(path.startswith(f"{group}/") for path in opened)


def _rows(before: Any, after: Any, group: str, opened: Sequence[str]) -> Any:
    """The rows as they were, with the open answers of each taken from `after`; no row comes or goes."""
    if not isinstance(before, list) or not isinstance(after, list):
        return before
    newer = {row.get("_id"): row for row in after if isinstance(row, dict)}
    return [
        {
            **row,
            **{
                key: value
                for key, value in newer.get(row.get("_id"), {}).items()
                if key not in row or may_change(f"{group}/{row.get('_id')}/{key}", opened)
            },
        }
        for row in before
    ]


def has_row(answers: Mapping[str, Any], path: str) -> bool:
    """Whether the row that `path` ("guardians/r1/papers") lies in still stands in `answers`."""
    group, _, rest = path.partition("/")
    rows = answers.get(group)
    row_id = rest.partition("/")[0]
    return isinstance(rows, list) and any(isinstance(row, dict) and row.get("_id") == row_id for row in rows)


def put(answers: Mapping[str, Any], path: str, value: Any) -> dict[str, Any]:
    """`answers` with `value` at `path`: a question ("papers") or one in a row ("guardians/r1/papers")."""
    head, _, rest = path.partition("/")
    if not rest:
        return {**answers, head: value}
    row_id, _, key = rest.partition("/")
    rows = answers.get(head)
    if not isinstance(rows, list):
        return dict(answers)
    return {**answers, head: [{**row, key: value} if row.get("_id") == row_id else row for row in rows]}

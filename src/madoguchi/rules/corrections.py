"""What may be changed when an application comes back for correction, and what changed when it returns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
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
    *, before: Mapping[str, Any], after: Mapping[str, Any], opened: Sequence[str], asked: Collection[str]
) -> dict[str, Any]:
    """Of what was posted, what a correction may write: open questions whole, rows answer by answer.

    `asked`: what was asked when the application was filed; it stays as it was, blank answers too. What
    was not asked then may be answered now.
    """
    allowed: dict[str, Any] = {}
    for key, value in after.items():
        if _is_open(key, opened, asked):
            allowed[key] = value
        elif _is_rows(before.get(key)):
            allowed[key] = _rows(before[key], value, key, opened, asked)
    return allowed


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) and "_id" in row for row in value)


def _rows(before: Any, after: Any, group: str, opened: Sequence[str], asked: Collection[str]) -> Any:
    """The rows as they were, with the open answers of each taken from `after`; no row comes or goes."""
    if not _is_rows(after):
        return before
    newer = {row["_id"]: row for row in after}
    return [
        {
            **row,
            **{
                key: value
                for key, value in newer.get(row["_id"], {}).items()
                if _is_open(f"{group}/{row['_id']}/{key}", opened, asked)
            },
        }
        for row in before
    ]


def _is_open(path: str, opened: Sequence[str], asked: Collection[str]) -> bool:
    return may_change(path, opened) or path not in asked


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

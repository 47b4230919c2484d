"""One place up, one place down: which move that is, over the borders of groups and steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from madoguchi.rules.editing.operations import FIRST, Move
from madoguchi.rules.editing.places import at, index_of, split

Plain = dict[str, Any]


def up(plain: Plain, path: str) -> Move | None:
    """The move that brings the entry one place up; None where it stands first of all."""
    to, key = split(path)
    items = at(plain, to) or []
    index = index_of(items, key)
    if index:
        return Move(path, to, FIRST if index == 1 else _name(items, index - 2))
    return _out(plain, to, path, step=-1)


def down(plain: Plain, path: str) -> Move | None:
    """The move that brings the entry one place down; None where it stands last of all."""
    to, key = split(path)
    items = at(plain, to) or []
    index = index_of(items, key)
    if index is not None and index + 1 < len(items):
        return Move(path, to, _name(items, index + 1))
    return _out(plain, to, path, step=1)


def lists(plain: Plain) -> Iterator[str]:
    """Every list of questions, in the order of the document."""
    for step in plain["steps"]:
        path = f"steps[{step['id']}].questions"
        yield path
        for question in step["questions"]:
            if "questions" in question:
                yield f"{path}[{question['id']}].questions"


def _out(plain: Plain, to: str, path: str, *, step: int) -> Move | None:
    """From the edge of a group out of it, from the edge of a step into the one beside it."""
    around, _ = split(to) if to.endswith("questions") else ("", "")
    if not around:
        return None
    holder, key = split(around)
    if holder.endswith("questions"):  # a group
        return Move(path, holder, key if step > 0 else _before(at(plain, holder), key))
    steps = plain["steps"]
    beside = (index_of(steps, key) or 0) + step
    if not 0 <= beside < len(steps):
        return None
    return Move(path, f"steps[{steps[beside]['id']}].questions", FIRST if step > 0 else None)


def _before(items: list[Any], key: str) -> str:
    index = index_of(items, key)
    return _name(items, index - 1) if index else FIRST


def _name(items: list[Any], index: int) -> str:
    return str(items[index].get("id", index))

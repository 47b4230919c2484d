"""What can be done to a document. Each operation is a value: it says what, `change` decides whether."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

FIRST: Final = ""
"""Stands for "behind nothing": the first place of a list."""


@dataclass(frozen=True, slots=True)
class Set:
    """Write `value` at `path`; None, or a text of nothing but spaces, takes away what stands there."""

    path: str
    value: Any

    def reads(self) -> tuple[str, ...]:
        """Where nobody else may have written meanwhile."""
        return (self.path,)


@dataclass(frozen=True, slots=True)
class Add:
    """Put a new entry into the list `to`, behind the entry `after`; at its end without one."""

    to: str
    item: Any
    after: str | None = None

    def reads(self) -> tuple[str, ...]:
        """Others may add as well."""
        return ()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Put a copy behind the entry at `path`. Its ids, and those inside, are new: they end in `token`."""

    path: str
    token: str

    def reads(self) -> tuple[str, ...]:
        """What others changed is copied as it is now."""
        return ()


@dataclass(frozen=True, slots=True)
class Move:
    """Bring the entry at `path` into the list `to`, behind the entry `after`; at its end without one.

    A step or group that has no question left goes.
    """

    path: str
    to: str
    after: str | None = None

    def reads(self) -> tuple[str, ...]:
        """What others changed in it moves along."""
        return ()


@dataclass(frozen=True, slots=True)
class Remove:
    """Take away the entry at `path`; with `uses` also what refers to it: conditions, checks, values."""

    path: str
    uses: bool = False

    def reads(self) -> tuple[str, ...]:
        """What somebody else is just changing is not taken away under their hands."""
        return (self.path,)


@dataclass(frozen=True, slots=True)
class Group:
    """Make the question at `path` the first of a new group `id`, which is answered once per row."""

    path: str
    id: str

    def reads(self) -> tuple[str, ...]:
        """What others changed in it comes along."""
        return ()


@dataclass(frozen=True, slots=True)
class Ungroup:
    """Put the questions of the group at `path` in its place."""

    path: str

    def reads(self) -> tuple[str, ...]:
        """What others changed in it comes along."""
        return ()


@dataclass(frozen=True, slots=True)
class Retype:
    """Make the question at `path` one of another type, keeping all that the new type knows as well."""

    path: str
    type: str

    def reads(self) -> tuple[str, ...]:
        """Two people who choose a type want to know of each other."""
        return (f"{self.path}.type",)


@dataclass(frozen=True, slots=True)
class Paste:
    """Make rows of `(words, hint)` the options of the question at `path`.

    An option whose words stay keeps its id, its other languages and all that refers to it. Ids of new ones
    end in `token`.
    """

    path: str
    rows: tuple[tuple[str, str], ...]
    token: str

    def reads(self) -> tuple[str, ...]:
        """An option that somebody else has just added is not pasted over."""
        return (f"{self.path}.options",)


@dataclass(frozen=True, slots=True)
class All:
    """Several operations, one after the other, as one change."""

    operations: tuple[Operation, ...]

    def reads(self) -> tuple[str, ...]:
        """Everything that any of them reads."""
        return tuple(path for each in self.operations for path in each.reads())


Operation = Set | Add | Duplicate | Move | Remove | Group | Ungroup | Retype | Paste | All

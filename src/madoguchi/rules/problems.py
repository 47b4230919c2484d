"""What can be wrong: with an answer (Problem) and with a procedure document (Fault)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

NO_FACTS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer that cannot stand: where, a code for machines, and the facts its sentence needs.

    `path` is the question's path (`child`, `child.birth_date`, `siblings/r2/birth_date`). `code` is one of
    the codes of the question types, `required`, or the id of a check of the document. The sentence is
    written where it is shown, in the reader's language.
    """

    path: str
    code: str
    facts: Mapping[str, object] = field(default_factory=lambda: NO_FACTS)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a procedure document: where it stands, why, and what was expected there."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class Problems(tuple[Fault, ...]):
    """Every fault of a document that could not be read, in reading order. Never empty."""

    __slots__ = ()

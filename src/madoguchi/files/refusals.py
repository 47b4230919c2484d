"""Why a file is not taken: a code for machines, and the facts that the sentence needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """The reasons; `files.wording` has a sentence for each."""

    EMPTY = "file_empty"
    TOO_LARGE = "file_too_large"  # size, limit: in MB, one place behind the point
    KIND = "file_kind"  # extension: as called, with its dot
    BROKEN = "file_broken"
    LOCKED = "file_locked"
    TOO_DETAILED = "file_too_detailed"  # limit: in million pixels
    TOO_LONG = "file_too_long"  # limit: in pages


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """No, and why."""

    code: Code
    facts: Mapping[str, object] = field(default_factory=dict)


class CannotStore(Exception):
    """The file was not taken, and nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal

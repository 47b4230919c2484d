"""What keeps a list of transfers from being taken, and in which line. Sentences are written where shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Code(StrEnum):
    """The faults of a file, of a line, and of what all lines leave behind."""

    UNREADABLE = "unreadable"  # neither UTF-8 nor CP932
    NO_LINES = "no_lines"
    TOO_LARGE = "too_large"
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"

    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_ROLE = "unknown_role"
    NO_SUCH_DAY = "no_such_day"
    PAST = "past"
    DUPLICATE = "duplicate"
    NUMBER_UNUSABLE = "number_unusable"
    UNKNOWN_OFFICER = "unknown_officer"
    NAME_MISSING = "name_missing"
    OTHER_NAME = "other_name"
    SECTION_MISSING = "section_missing"
    UNKNOWN_SECTION = "unknown_section"
    NOT_YOURS = "not_yours"
    OLD_SECTION = "old_section"
    ALREADY_POSTED = "already_posted"
    NO_MAIN_POST = "no_main_post"
    OVERLAP = "overlap"
    LATER_POST = "later_post"
    ON_LEAVE = "on_leave"
    NOT_ON_LEAVE = "not_on_leave"
    LAST_DAY_MISSING = "last_day_missing"
    LAST_DAY_EARLY = "last_day_early"
    LAST_DAY_UNUSED = "last_day_unused"

    NO_APPROVER = "no_approver"
    NO_OFFICER = "no_officer"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: in which line of the file (0: in the file as a whole), and the facts of its sentence."""

    line: int
    code: Code
    facts: Mapping[str, str] = field(default_factory=dict)

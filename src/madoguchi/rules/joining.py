"""Whether two accounts of one person become one (アカウントをまとめる)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Refusal(StrEnum):
    """Why they stay two. People are not told of protection: whoever asks may hold somebody else's phone."""

    MOVED_ON = "moved_on"  # one of them is not what it was when the page was opened
    TWO_LINES = "two_lines"  # each has a LINE of its own: one has to be let go first
    BY_HAND = "by_hand"  # only an officer can see what ought to become of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two accounts."""

    comes_by_line_alone: bool
    has_line: bool
    is_protected: bool = False
    has_family: bool = False  # registered at the centres: visits there never change


def refuse(kept: Side | None, given_up: Side | None) -> Refusal | None:
    """Why the second does not become part of the first; None where it does. A side that is None is gone."""
    if kept is None or given_up is None or kept.comes_by_line_alone or not given_up.comes_by_line_alone:
        return Refusal.MOVED_ON
    if kept.has_line:
        return Refusal.TWO_LINES
    if kept.is_protected or given_up.is_protected or (kept.has_family and given_up.has_family):
        return Refusal.BY_HAND
    return None

"""What can be said in an enquiry between a facility and the section in charge."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = 1000  # characters
KEPT_FOR: Final = timedelta(days=366)  # after the last line


class Reason(StrEnum):
    """Why nothing was said."""

    EMPTY = "empty"
    TOO_LONG = "too_long"


def refuse(words: str) -> Reason | None:
    """Why these words cannot be sent, or None."""
    if not words.strip():
        return Reason.EMPTY
    return Reason.TOO_LONG if len(words) > LONGEST else None

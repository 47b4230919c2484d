"""Calls: what is typed to find who calls, and whether a note of a call can be kept."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = 2000  # characters
ALONE_FOR: Final = timedelta(days=365)  # a note that belongs to no application is kept so long


class Direction(StrEnum):
    """Who called whom."""

    IN = "in"
    OUT = "out"


class Reason(StrEnum):
    """Why a note is not kept."""

    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"


def wanted(typed: str) -> str:
    """What to search for: a telephone number as its bare digits, however it is typed; else what was typed."""
    plain = re.sub(r"[\s()./‐‑‒–—―−ー-]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^\+81(?=[1-9])", "0", plain)
    return digits if re.fullmatch(r"[0-9]{4,13}", digits) else typed.strip()


def refuse(*, caller: str, heard: str, told: str) -> Reason | None:
    """Why this note is not kept, or None."""
    if not (heard.strip() or told.strip()):
        return Reason.NOTHING_SAID
    return Reason.TOO_LONG if max(map(len, (caller, heard, told))) > LONGEST else None

"""The personal code (個人の暗証) with which staff take turns at a device that the city knows."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Final

TRIES: Final = 5  # wrong ones, whenever; then a new code is needed
COVERED_AFTER: Final = timedelta(minutes=2)  # without anybody touching the device
_SIX: Final = re.compile("[0-9]{6}")
_UP: Final = "01234567890"


class Reason(StrEnum):
    """Why a code cannot be somebody's."""

    NOT_SIX = "not_six"
    TOO_PLAIN = "too_plain"  # 000000, 123456, 121212: the first that anybody tries


def refuse(code: str) -> Reason | None:
    """Why this cannot be a personal code, or None."""
    if not _SIX.fullmatch(code):
        return Reason.NOT_SIX
    is_run = code in _UP or code[::-1] in _UP
    return Reason.TOO_PLAIN if is_run or code[:2] * 3 == code or code[:3] * 2 == code else None

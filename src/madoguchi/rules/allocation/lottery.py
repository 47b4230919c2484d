"""The lottery: a seed that is promised before the closing and revealed after it, and the numbers it gives."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

SHORTEST_SEED: Final = 32  # characters


def commitment(seed: str) -> str:
    """What is published before anybody knows the seed."""
    return _digest(seed)


def keeps(seed: str, promised: str) -> bool:
    """Whether the revealed seed is the one that was promised."""
    return len(seed) >= SHORTEST_SEED and hmac.compare_digest(commitment(seed), promised)


def numbers(seed: str, ids: Iterable[str]) -> dict[str, int]:
    """Each id's number from 1. Anybody can draw them again with `sha256sum`."""
    drawn = sorted(ids, key=lambda each: _digest(f"{seed}:{each}"))
    return {each: number for number, each in enumerate(drawn, 1)}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

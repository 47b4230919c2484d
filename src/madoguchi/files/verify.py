"""`madoguchi files verify`: are all stored files there, and unchanged?"""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.base import clock
from madoguchi.files import queries


def main(argv: Sequence[str]) -> int:
    """Print what was found. 0 when everything kept is whole, else 1 with a line for each loss."""
    verdict = queries.verify(now=clock.now())
    for sha256 in verdict.missing:
        print(f"{sha256}: missing")
    for sha256 in verdict.altered:
        print(f"{sha256}: altered")
    for name in verdict.unknown:
        print(f"{name}: no row knows it")
    print(
        f"{verdict.whole} files whole, {len(verdict.missing)} missing, {len(verdict.altered)} altered, "
        f"{len(verdict.unknown)} unknown"
    )
    return 0 if verdict.is_good else 1

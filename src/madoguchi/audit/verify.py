"""`madoguchi audit verify`: has anybody tampered with the record?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from madoguchi.audit import queries


def main(argv: Sequence[str]) -> int:
    """Print the counts and the head of the chain. 1 when something is broken, naming the first of it."""
    parser = argparse.ArgumentParser(prog="madoguchi audit verify")
    parser.add_argument(
        "--head",
        default="",
        metavar="NUMBER:HASH",
        help="a head noted earlier; it must still be in the chain",
    )
    verdict = queries.verify(expected_head=parser.parse_args(argv).head)
    print(f"{verdict.sealed} sealed, {verdict.unsealed} unsealed, {1 if verdict.broken else 0} broken")
    if verdict.oldest_unsealed:
        print(f"oldest unsealed: {verdict.oldest_unsealed.isoformat(timespec='seconds')}")
    print(f"head: {verdict.head}")
    if verdict.broken:
        print(f"first broken: {verdict.broken}")
    return 1 if verdict.broken else 0

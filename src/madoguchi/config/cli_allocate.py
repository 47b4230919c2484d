"""The command `allocate`. It needs neither settings nor database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from madoguchi.rules import allocation
from madoguchi.rules.allocation import Faults

FAULTY = 1
MISUSED = 2


class CannotRead(Exception):
    """A file that is not there, or is no JSON."""


def main(words: Sequence[str]) -> int:
    """`allocate FILE`: print who gets a place where as JSON. Returns 1 for a faulty problem, else 0.

    Faults are lines for people on the side, and JSON with codes for programs.
    """
    parser = argparse.ArgumentParser(
        prog="madoguchi allocate", description="Print who gets a place where, and why, as JSON."
    )
    parser.add_argument("file", type=Path, metavar="FILE.json")
    try:
        problem = allocation.parse(_read(parser.parse_args(words).file))
    except CannotRead as wrong:
        print(wrong, file=sys.stderr)
        return MISUSED
    if isinstance(problem, Faults):
        print(*problem, sep="\n", file=sys.stderr)
        _print({"errors": [{"path": f.path, "code": f.code, "message": f.message} for f in problem]})
        return FAULTY
    _print(allocation.as_data(allocation.allocate(problem)))
    return 0


def _read(file: Path) -> Any:
    try:
        text = file.read_text(encoding="utf-8")
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except OSError as wrong:
        raise CannotRead(f"{file} cannot be read: {wrong.strerror}") from None
    except (ValueError, RecursionError) as wrong:
        raise CannotRead(f"{file} is no JSON: {wrong}") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise ValueError(f"the key {twice!r} stands there twice")
    return found


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

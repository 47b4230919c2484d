"""Commands for criteria documents: check, score. They need neither settings nor database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from madoguchi.rules import criteria as documents
from madoguchi.rules import scoring
from madoguchi.rules.criteria import Criteria
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.criteria.writing import error, said
from madoguchi.rules.problems import Fault, Problem, Problems

FAULTY = 1
MISUSED = 2


def check(words: Sequence[str]) -> int:
    """`check FILE…`: print every fault as `path: message`. Returns 0 when there is none, else 1."""
    parser = argparse.ArgumentParser(
        prog="madoguchi criteria check", description="List what is wrong with criteria documents."
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    files = parser.parse_args(words).files
    counts = [_check(name, is_named=len(files) > 1) for name in files]
    return FAULTY if any(counts) else 0


def _check(name: str, *, is_named: bool) -> int:
    found = _read(name)
    faults = found if isinstance(found, Problems) else ()
    if faults and is_named:
        print(name, file=sys.stderr)
    for fault in faults:
        print(fault)
    return len(faults)


def score(words: Sequence[str]) -> int:
    """`score FILE --cases CASES.jsonl`: print one JSON a case. Returns 1 for faulty criteria, else 0."""
    parser = argparse.ArgumentParser(
        prog="madoguchi criteria score", description="Work out the points of cases, line by line."
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--cases", required=True, metavar="CASES.jsonl", help="one case a line; - for stdin")
    given = parser.parse_args(words)
    found = _read(given.file)
    if isinstance(found, Problems):
        print(*found, sep="\n", file=sys.stderr)
        return FAULTY
    try:
        lines = (sys.stdin.read() if given.cases == "-" else _text(given.cases)).splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        print(f"{given.cases} cannot be read: {wrong}", file=sys.stderr)
        return MISUSED
    for line in filter(str.strip, lines):
        print(json.dumps(_scored(found, line), ensure_ascii=False))
    return 0


def _read(name: str) -> Criteria | Problems:
    try:
        return documents.parse(_text(name))
    except OSError as wrong:
        return Problems((Fault(name, f"cannot be read: {wrong.strerror}"),))
    except UnicodeDecodeError:
        return Problems((Fault(name, "is not written in UTF-8"),))


def _text(name: str) -> str:
    return Path(name).read_text(encoding="utf-8")


def _scored(criteria: Criteria, line: str) -> dict[str, Any]:
    """What is printed of one line of the file, whatever stands in it."""
    try:
        raw = json.loads(line, parse_float=Decimal)
    except (ValueError, RecursionError):
        return _unreadable(None, (Problem("", "not_json"),))
    case = case_of(raw)
    if not isinstance(case, Case):
        return _unreadable(raw.get("id") if isinstance(raw, dict) else None, case)
    return said(scoring.score(criteria, case))


def _unreadable(id: Any, problems: Sequence[Problem]) -> dict[str, Any]:
    plain = id if isinstance(id, str | int) else None
    return {"id": plain, "total": None, "totals": {}, "lines": [], "errors": list(map(error, problems))}

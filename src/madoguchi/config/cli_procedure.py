"""Commands for procedure documents: check, schema, run. They need neither settings nor database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from madoguchi.rules import documents
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.schema import json_schema
from madoguchi.rules.facts import facts_at
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.problems import Fault

JAPAN: Final = timezone(timedelta(hours=9))
FAULTY: Final = 1
MISUSED: Final = 2


class CannotRead(Exception):
    """A file that is not there, or is not what it should be."""


def check(words: Sequence[str]) -> int:
    """`check FILE…`: print every fault as `path: message`. Returns 0 when there is none, else 1."""
    parser = argparse.ArgumentParser(
        prog="madoguchi procedure check", description="List what is wrong with procedure documents."
    )
    parser.add_argument("files", nargs="+", metavar="FILE")
    files = parser.parse_args(words).files
    counts = [_check(name, is_named=len(files) > 1) for name in files]
    return FAULTY if any(counts) else 0


def _check(name: str, *, is_named: bool) -> int:
    faults = _faults(name)
    if faults and is_named:
        print(name, file=sys.stderr)
    for fault in faults:
        print(fault)
    return len(faults)


def _faults(name: str) -> tuple[Fault, ...]:
    try:
        document = documents.parse(documents.load(_text(name)))
    except CannotRead as wrong:
        return (Fault(name, str(wrong)),)
    return analyse(document) if isinstance(document, Document) else document


def schema(words: Sequence[str]) -> int:
    """`schema`: print the JSON Schema of the document."""
    argparse.ArgumentParser(
        prog="madoguchi procedure schema", description="Print the JSON Schema of the document."
    ).parse_args(words)
    _print(json_schema())
    return 0


def run(words: Sequence[str]) -> int:
    """`run FILE --answers A.json`: print the journey as JSON. Returns 1 for a faulty document, else 0."""
    given = _run_parser().parse_args(words)
    try:
        document = documents.parse(documents.load(_text(given.file)))
        if not isinstance(document, Document):
            print(*document, sep="\n", file=sys.stderr)
            return FAULTY
        answers = _json(given.answers)
        facts = facts_at(document, given.at or _now(), _json(given.facts) if given.facts else {})
    except (CannotRead, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        return MISUSED
    _print(_said(journey(document, answers, facts)))
    return 0


def _run_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="madoguchi procedure run", description="Print the journey of some answers as JSON."
    )
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--answers", required=True, metavar="A.json", help="an object by question id")
    parser.add_argument("--facts", metavar="F.json", help="today, closed_days, places …")
    parser.add_argument("--at", type=_instant, metavar="INSTANT", help="2026-11-22T09:00+09:00; default: now")
    return parser


def main(argv: Sequence[str]) -> int:
    """Run `check`, `schema` or `run`, named by the first word."""
    commands = {"check": check, "schema": schema, "run": run}
    if not argv or argv[0] not in commands:
        print(f"usage: madoguchi procedure {{{','.join(commands)}}} …", file=sys.stderr)
        return MISUSED
    return commands[argv[0]](argv[1:])


def _said(found: Journey) -> dict[str, Any]:
    """The journey as JSON. `errors` gives the first code at each path; `problems` all, with their facts."""
    return {
        "path": found.path,
        "visible": found.visible,
        "required": found.required,
        "answers": found.answers,
        "computed": found.computed,
        "errors": {problem.path: problem.code for problem in reversed(found.errors)},
        "problems": [
            {"path": problem.path, "code": problem.code, "facts": dict(problem.facts)}
            for problem in found.errors
        ],
        "ignored": found.ignored,
        "next": found.next,
        "complete": found.complete,
    }


def _text(name: str) -> str:
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as wrong:
        raise CannotRead(f"cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise CannotRead("is not written in UTF-8") from None


def _json(name: str) -> Mapping[str, Any]:
    try:
        data = json.loads(_text(name))
    except (ValueError, RecursionError) as wrong:
        raise CannotRead(f"{name} is no JSON: {wrong}") from None
    except CannotRead as wrong:
        raise CannotRead(f"{name} {wrong}") from None
    if not isinstance(data, dict):
        raise CannotRead(f"{name} holds no object")
    return data


def _instant(word: str) -> datetime:
    """An instant; one without an offset is meant in Japan."""
    instant = datetime.fromisoformat(word)
    return instant if instant.tzinfo else instant.replace(tzinfo=JAPAN)


def _now() -> datetime:
    return datetime.now(JAPAN)  # noqa: TID251 - a command may read the clock, and this one must not load Django


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))

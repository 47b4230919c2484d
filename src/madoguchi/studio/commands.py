"""`madoguchi procedure import` and `export`, for whoever runs the machine."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.http import Http404

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.procedures import queries as procedures
from madoguchi.rules.problems import Problems
from madoguchi.studio import actions, writing
from madoguchi.studio.sentences import sentence


def import_main(argv: Sequence[str]) -> int:
    """Import FILE as a draft and print the difference; or print `path: message` lines and return 1."""
    parser = argparse.ArgumentParser(prog="madoguchi procedure import")
    parser.add_argument("file", type=Path)
    file: Path = parser.parse_args(argv).file
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as unreadable:
        print(f"{file}: {unreadable}", file=sys.stderr)
        return 1
    imported = actions.import_document(text=text, by=SYSTEM, now=clock.now())
    if isinstance(imported, Problems):
        print("\n".join(map(str, imported)))
        return 1
    print(_report(imported))
    return 0


def export_main(argv: Sequence[str]) -> int:
    """Print the document in force, or with --draft the one being worked on."""
    parser = argparse.ArgumentParser(prog="madoguchi procedure export")
    parser.add_argument("id")
    parser.add_argument("--draft", action="store_true", help="the draft instead of the version in force")
    parser.add_argument("--as", dest="as_", choices=sorted(writing.MEDIA_TYPES), default=writing.YAML)
    asked = parser.parse_args(argv)
    try:
        document, version = procedures.access_document(asked.id, draft=asked.draft)
    except Http404:
        print(f"{asked.id}: no such procedure, or nothing to export", file=sys.stderr)
        return 1
    actions.record_export(slug=asked.id, version=version, by=SYSTEM, now=clock.now())
    print(writing.write(document, asked.as_), end="")
    return 0


def _report(imported: actions.Imported) -> str:
    lines = [f"{imported.slug}: saved as a draft"]
    if imported.is_first:
        return lines[0] + "; no version is in force"
    return "\n".join(lines + [f"  {sentence(change)}" for change in imported.changes])

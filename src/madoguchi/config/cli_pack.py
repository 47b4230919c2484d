"""The command `pack check`. It needs neither settings nor database."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from madoguchi.rules import packs
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document
from madoguchi.rules.packs import Pack
from madoguchi.rules.problems import Fault

FAULTY = 1


def check(words: Sequence[str]) -> int:
    """`check FILE`: print every fault as `file place: message`. Returns 0 when there is none, else 1."""
    parser = argparse.ArgumentParser(
        prog="madoguchi pack check", description="List what is wrong with a pack."
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    faults = _faults(parser.parse_args(words).file)
    for fault in faults:
        print(fault)
    return FAULTY if faults else 0


def _faults(file: Path) -> tuple[Fault, ...]:
    try:
        pack = packs.read(file.read_bytes())
    except OSError as wrong:
        return (Fault(str(file), f"cannot be read: {wrong.strerror}"),)
    if not isinstance(pack, Pack):
        return pack
    document = pack.document()
    found = analyse(document) if isinstance(document, Document) else document
    return tuple(Fault(f"procedure.yaml {fault.path}", fault.message) for fault in found)

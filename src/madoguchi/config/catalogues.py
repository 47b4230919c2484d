"""Compiles the .po catalogues with Babel, so that a fresh machine needs no gettext tools."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE: Final = Path(__file__).resolve().parent.parent


def compile_all(package: Path = PACKAGE) -> int:
    """Write a .mo beside each .po that is newer; how many were written."""
    stale = [
        source for source in sorted(package.glob("*/locale/*/LC_MESSAGES/django.po")) if _is_stale(source)
    ]
    for source in stale:
        _compile(source)
    return len(stale)


def _is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> None:
    with source.open("rb") as reading:
        catalogue = read_po(reading, abort_invalid=True)
    compiled = source.with_suffix(".new")
    with compiled.open("wb") as writing:
        write_mo(writing, catalogue)
    compiled.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    print(f"{compile_all()} catalogues compiled")

"""Commands that belong to no room: each makes one call, and says what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.core.management import call_command

from madoguchi.base import clock
from madoguchi.files import queries as files


def migrate(words: Sequence[str]) -> int:
    """Bring the tables up to date, after making sure that the database reads Japanese."""
    call_command("migrate", *words)
    return 0


def verify_files(words: Sequence[str]) -> int:
    """Compare stored files with their rows, both ways. 1 when something that was kept is lost."""
    verdict = files.verify(now=clock.now())
    print("\n".join(_findings(verdict)))
    return 0 if verdict.is_good else 1


def _findings(verdict: files.Verdict) -> Iterator[str]:
    yield f"{verdict.whole} files whole"
    yield from (f"missing: {name}" for name in verdict.missing)
    yield from (f"altered: {name}" for name in verdict.altered)
    yield from (f"without a row: {name}" for name in verdict.unknown)

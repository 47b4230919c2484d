"""The one function behind every page, on a document longer than any city has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bench import documents
from bench.figures import Figure, milliseconds, repeated
from madoguchi.rules.facts import facts_at
from madoguchi.rules.journey import journey

LONG: Final = 300  # questions
NOW: Final = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def figures(var: Path) -> Iterator[Figure]:
    """No database, no Django: `var` stays empty."""
    long, answers = documents.document(LONG), documents.answers(LONG)
    facts = facts_at(long, NOW, {})
    if not journey(long, answers, facts).complete:
        raise RuntimeError("the long document is not complete")
    yield milliseconds(f"journey, {LONG} questions", repeated(lambda: journey(long, answers, facts)), 15)

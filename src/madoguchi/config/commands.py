"""Commands that belong to no room: each makes one call, and says what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.management import call_command


def migrate(words: Sequence[str]) -> int:
    """Bring the tables up to date, after making sure that the database reads Japanese."""
    call_command("migrate", *words)
    return 0

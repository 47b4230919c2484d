"""The commands that need the database: each parses its words, makes one call, and says what came of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps

from django.core.management import call_command
from django.db import OperationalError

from madoguchi.config import start

Run = Callable[[Sequence[str]], int]


def _with_database(run: Run) -> Run:
    @wraps(run)
    def running(words: Sequence[str]) -> int:
        start.set_up()
        try:
            return run(words)
        except OperationalError as error:
            print(f"{error}\nNo database: start the demo, or set MADOGUCHI_DATABASE_URL.", file=sys.stderr)
            return 1

    return running


@_with_database
def migrate(words: Sequence[str]) -> int:
    """Bring the tables up to date, after making sure that the database reads Japanese."""
    call_command("migrate", *words)
    return 0

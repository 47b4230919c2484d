"""`madoguchi worker`: do what was promised for later, and what comes round by the clock."""

from __future__ import annotations

from collections.abc import Sequence

from madoguchi.config import start

THREADS = 2


def worker(words: Sequence[str]) -> int:
    """Work until told to stop; the job in hand is finished first."""
    start.prepare()
    start.refuse_unsafe()
    start.set_up()

    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        app.run_worker(concurrency=THREADS, delete_jobs="successful", shutdown_graceful_timeout=20)
    return 0

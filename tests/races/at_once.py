"""Doing things at the same moment: each in a thread and on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any

from django.db import connection

PATIENCE = 30  # seconds


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """What each act returned, or the exception it raised, in the order of the acts."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        start.wait(PATIENCE)
        try:
            return act()
        except Exception as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def meeting(count: int) -> Callable[[], object]:
    """A place where so many threads wait for each other: what they read before, they all read in time."""
    barrier = Barrier(count)
    return lambda: barrier.wait(PATIENCE)


def until_somebody_waits(count: int = 1) -> None:
    """Go on once another connection, or so many, stand before a lock."""
    waits = "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(f"SELECT count(*) {waits}")
            if cursor.fetchone()[0] >= count:
                return
        sleep(0.05)
    raise AssertionError("nobody waits")

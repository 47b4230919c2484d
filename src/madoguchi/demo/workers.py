"""Processes that load the city side by side.

Nothing of the city is imported here: its models need Django to be set up first.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any, Final

import django
from django.db import connection

SELDOM: Final = 20_000  # new objects: little that is lived through goes in circles


@contextmanager
def workers(processes: int) -> Iterator[Executor]:
    """That many processes; for one alone, whoever asks does the work. What is not begun is never begun."""
    spawned = get_context("spawn")
    hands = ProcessPoolExecutor(processes, spawned, _begin) if processes > 1 else OneAlone()
    try:
        yield hands
    finally:
        hands.shutdown(cancel_futures=True)


class OneAlone(Executor):
    """Does everything at once and in this process, in the caller's transaction."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The result, which is there already; what goes wrong is raised here."""
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def hurry() -> None:
    """Wait for no disk: a power cut loses the last moments, and the next start goes on from there."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")


def _begin() -> None:
    """Leave it to the process that leads to stop on Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    gc.freeze()
    gc.set_threshold(SELDOM)
    hurry()

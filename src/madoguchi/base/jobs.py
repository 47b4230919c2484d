"""Work promised for later. A job is a hint: the state is in rows, so a lost or doubled job does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from procrastinate.contrib.django.models import ProcrastinateJob

from madoguchi.base import rows

_is_by_hand: Final = ContextVar("is_by_hand", default=False)


def defer(
    name: str, *, lane: str = "default", key: str | None = None, priority: int = 0, **arguments: Any
) -> None:
    """Promise the job called `name` ("messaging.deliver") in the caller's transaction.

    `key` keeps a second one from queueing while the first waits; the higher `priority` goes first. The row is
    written here rather than by procrastinate, whose refusal of a second one would abort the transaction; its
    triggers wake the worker.
    """
    if not _is_by_hand.get():
        rows.put(
            ProcrastinateJob,
            unless_there=True,
            queue_name=lane,
            task_name=name,
            priority=priority,
            queueing_lock=key,
            args=arguments,
            status="todo",
            attempts=0,
            abort_requested=False,
        )


@contextmanager
def by_hand() -> Iterator[None]:
    """Queue nothing meanwhile: the caller does at once what is promised, e.g. as of a day long past."""
    before = _is_by_hand.set(True)
    try:
        yield
    finally:
        _is_by_hand.reset(before)

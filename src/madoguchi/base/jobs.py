"""Work promised for later. A job is a hint: the state is in rows, so a lost or doubled job does no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connection

# Written here rather than by procrastinate, whose refusal of a second promise under one key would abort the
# caller's transaction. Its triggers note the event and wake the worker.
_PROMISE: Final = (
    "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, args) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING"
)
_is_by_hand: Final = ContextVar("is_by_hand", default=False)


def defer(name: str, *, lane: str = "default", key: str | None = None, **arguments: Any) -> None:
    """Promise the job called `name` ("messaging.deliver") in the caller's transaction.

    `key` keeps a second one from queueing while the first waits.
    """
    if not _is_by_hand.get():
        with connection.cursor() as cursor:
            cursor.execute(_PROMISE, [lane, name, key, json.dumps(arguments)])


@contextmanager
def by_hand() -> Iterator[None]:
    """Queue nothing meanwhile: the caller does at once what is promised, e.g. as of a day long past."""
    before = _is_by_hand.set(True)
    try:
        yield
    finally:
        _is_by_hand.reset(before)

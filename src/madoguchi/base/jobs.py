"""Work promised for later. A job is a hint: the state is in rows, so a lost or doubled job does no harm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import transaction
from procrastinate import exceptions, tasks
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager

# Not the worker's own connection: a job that promises another one does so in its transaction, too.
_queue: Final = JobManager(DjangoConnector())
_is_by_hand: Final = ContextVar("is_by_hand", default=False)


def defer(name: str, *, lane: str = "default", key: str | None = None, **arguments: Any) -> None:
    """Promise the job called `name` ("messaging.deliver") in the caller's transaction.

    `key` keeps a second one from queueing while the first waits; the savepoint keeps that refusal from
    aborting the caller's transaction.
    """
    if _is_by_hand.get():
        return
    promise = tasks.configure_task(name=name, job_manager=_queue, queue=lane, queueing_lock=key)
    if key is None:
        promise.defer(**arguments)
        return
    try:
        with transaction.atomic():
            promise.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        pass


@contextmanager
def by_hand() -> Iterator[None]:
    """Queue nothing meanwhile: the caller does at once what is promised, e.g. as of a day long past."""
    before = _is_by_hand.set(True)
    try:
        yield
    finally:
        _is_by_hand.reset(before)

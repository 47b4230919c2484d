"""Work promised for later. A job is a hint: the state is in rows, so a lost or doubled job does no harm."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app


def defer(name: str, *, lane: str = "default", key: str | None = None, **arguments: Any) -> None:
    """Promise the job called `name` ("messaging.deliver") in the caller's transaction.

    `key` keeps a second one from queueing while the first waits; the savepoint keeps that refusal from
    aborting the caller's transaction.
    """
    configured = app.configure_task(name, queue=lane, queueing_lock=key, allow_unknown=True)
    if key is None:
        configured.defer(**arguments)
        return
    try:
        with transaction.atomic():
            configured.defer(**arguments)
    except exceptions.AlreadyEnqueued:
        pass

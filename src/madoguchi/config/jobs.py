"""The worker's sign of life, and what is tidied away at night."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Final

from django.db import connection
from procrastinate.contrib.django import app

from madoguchi.base import clock, throttle
from madoguchi.base.models import Heartbeat

FORGOTTEN_AFTER: Final = timedelta(days=1)


@app.task(name="config.heartbeat")
def heartbeat(**_ignored: object) -> None:
    """Say that work is being done here; forget machines that were taken away."""
    now = clock.now()
    Heartbeat.objects.update_or_create(worker=socket.gethostname(), defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()


@app.task(name="config.tidy")
def tidy(**_ignored: object) -> None:
    """Remove counted tries and jobs of dead workers: nothing looks at them any more."""
    now = clock.now()
    throttle.sweep(now=now)
    _bury()


def _bury() -> None:
    """What a worker had in hand when it died was promised again by the sweeper of its room."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL")

"""The worker's sign of life."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Final

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.base.models import Heartbeat

FORGOTTEN_AFTER: Final = timedelta(days=1)


@app.task(name="config.heartbeat")
def heartbeat(**_ignored: object) -> None:
    """Say that work is being done here; forget machines that were taken away."""
    now = clock.now()
    Heartbeat.objects.update_or_create(worker=socket.gethostname(), defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()

"""The worker's sign of life, and what is tidied away at night."""

from __future__ import annotations

import socket
from datetime import timedelta
from typing import Final

from django.contrib.sessions.models import Session
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
    """Remove counted tries and ended sign-ins that nothing looks at any more."""
    now = clock.now()
    throttle.sweep(now=now)
    Session.objects.filter(expire_date__lt=now).delete()

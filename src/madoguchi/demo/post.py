"""Mail of days past: sent when it was promised, not on the day the city was loaded."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from madoguchi.applications.models import Application
from madoguchi.messaging import delivery
from madoguchi.messaging.models import OutgoingMessage
from madoguchi.rules.messages import Status

ON_ITS_WAY: Final = timedelta(seconds=4)


def send(application: Application) -> None:
    """Deliver what the city promised to tell about an application."""
    send_about("application", application.reference)


def send_about(kind: str, ref: str) -> None:
    """Deliver what it promised to tell about this."""
    waiting = OutgoingMessage.objects.filter(about_kind=kind, about_ref=ref, status=Status.QUEUED)
    for message, queued_at in waiting.values_list("pk", "queued_at"):
        delivery.deliver(message=message, now=queued_at + ON_ITS_WAY)

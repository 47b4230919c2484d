"""Reading what waits at this entrance."""

from __future__ import annotations

from datetime import datetime

from madoguchi.messaging.models import LineEvent


def list_left_behind(*, before: datetime) -> list[str]:
    """Whose events wait longer than a job takes."""
    waiting = LineEvent.objects.filter(worked_at=None, received_at__lt=before)
    return list(waiting.order_by("line_user_id").values_list("line_user_id", flat=True).distinct())

"""The one place that reads the clock. Views, jobs and commands call it; everything else is told `now`."""

from datetime import datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()  # noqa: TID251

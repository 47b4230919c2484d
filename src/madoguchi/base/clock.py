"""The one place that reads the clock. Views, jobs and commands call it; everything else is told `now`."""

from datetime import date, datetime

from django.utils import timezone

from madoguchi.rules import calendar


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()  # noqa: TID251


def today() -> date:
    """The present day in the city."""
    return calendar.local_day(now())

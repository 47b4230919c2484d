"""How often something may be tried; counted in PostgreSQL, so that all processes see the same number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection

from madoguchi.base.crypto import salted_hash
from madoguchi.base.models import Attempt

KEPT = timedelta(days=2)


def allow(key: str, *, limit: int, per: timedelta, now: datetime) -> bool:
    """Count one try of `key`: whether it is among the first `limit` of the present window of length `per`.

    Call it before the action and outside its transaction: a refusal must not roll the count back. The key is
    stored hashed, since it often holds an address.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_attempt (key, window_starts_at, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, window_starts_at) DO UPDATE SET count = base_attempt.count + 1"
            " WHERE base_attempt.count <= %s RETURNING count",
            [salted_hash("attempt", key), _window(now, per), limit],
        )
        row = cursor.fetchone()
    return row is not None and row[0] <= limit


def forget(key: str) -> None:
    """Start counting anew, e.g. after the right answer."""
    Attempt.objects.filter(key=salted_hash("attempt", key)).delete()


def sweep(*, now: datetime) -> int:
    """Remove windows that no limit looks at any more."""
    return Attempt.objects.filter(window_starts_at__lt=now - KEPT).delete()[0]


def _window(now: datetime, per: timedelta) -> datetime:
    seconds = int(per.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)

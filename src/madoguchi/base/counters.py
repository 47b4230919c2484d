"""Numbers that each are given once, and places that run out: claimed in one short statement."""

from __future__ import annotations

from django.db import connection


def take(key: str) -> int:
    """The next number of `key`, from 1, without gaps: a rollback gives it back.

    Holds the row until commit, so let it be the last statement of the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_counter (key, value) VALUES (%s, 1)"
            " ON CONFLICT (key) DO UPDATE SET value = base_counter.value + 1 RETURNING value",
            [key],
        )
        return int(cursor.fetchone()[0])


def claim(key: str, *, limit: int) -> bool:
    """Take one of `limit` places of `key`; False when none is left. The last statement before commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO base_counter (key, value) SELECT %s, 1 WHERE %s > 0"
            " ON CONFLICT (key) DO UPDATE SET value = base_counter.value + 1"
            " WHERE base_counter.value < %s RETURNING value",
            [key, limit, limit],
        )
        return cursor.fetchone() is not None


def give_back(key: str) -> None:
    """Return one claimed place of `key`."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_counter SET value = value - 1 WHERE key = %s AND value > 0", [key])

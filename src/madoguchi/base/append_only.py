"""Rows that are only ever added: the database refuses to delete them before their years are over."""

from __future__ import annotations

from django.db import connection


def years_are_over() -> None:
    """Say so for this transaction: what was written below the rows that are deleted in it goes with them."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL madoguchi.retention = 'on'")

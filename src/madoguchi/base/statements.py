"""Running statements that are the same each time: the connection keeps a cursor for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import Error, connection
from psycopg import Error as DriverError


def run(statement: str, values: Sequence[Any]) -> Any:
    """The cursor, after it ran `statement`; what was found is fetched from it at once."""
    cursor = connection.cursor_for(statement)  # type: ignore[attr-defined]  # of our own engine
    cursor.execute(statement, values)
    return cursor


def broken(error: Error) -> str:
    """The name of the constraint that what was written would have broken; empty where it was none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, DriverError) else ""

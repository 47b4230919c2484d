"""Running statements that are the same each time: the connection keeps a cursor for each of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def run(statement: str, values: Sequence[Any]) -> Any:
    """The cursor, after it ran `statement`; what was found is fetched from it at once."""
    cursor = connection.cursor_for(statement)  # type: ignore[attr-defined]  # of our own engine
    cursor.execute(statement, values)
    return cursor

"""Django's own way to PostgreSQL, which asks less often whether a connection lives, and keeps cursors."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, Final

from django.db.backends.postgresql import base
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader

# Nobody restarts a database within this time; whoever does breaks what was under way as well.
TRUSTED: Final = 1.0  # seconds
MOST_KEPT: Final = 100  # cursors; the driver keeps as many statements prepared


class Instants(TimestamptzLoader):
    """Reads instants in one step; what Python cannot say so (infinity, the year 10000) goes the long way."""

    timezone = UTC

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:
            return super().load(data).replace(tzinfo=UTC)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that answered a moment ago is used as it is; one that rested is asked first."""

    used_at = 0.0
    kept: dict[str, Any]

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", Instants)
        self.kept = {}
        return connection

    def cursor_for(self, statement: str) -> Any:
        """The cursor that ran this very statement before: it knows how its values are written and read.

        It stays open; whoever takes it fetches at once what was found.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        cursor = self.kept.get(statement)
        if cursor is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            cursor = self.kept[statement] = self.create_cursor()
        return self._prepare_cursor(cursor)

    def close_if_health_check_failed(self) -> None:
        """Called before every statement; Django would ask the server once in each request.

        Between BEGIN and the end of a transaction nothing is asked: after a slow commit the question itself
        would begin another one.
        """
        now = time.monotonic()
        if self.autocommit and now - self.used_at > TRUSTED:
            super().close_if_health_check_failed()
        self.used_at = now

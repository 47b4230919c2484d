"""Django's own way to PostgreSQL, which asks less often whether a connection still lives."""

from __future__ import annotations

import time
from typing import Final

from django.db.backends.postgresql import base

# Nobody restarts a database within this time; whoever does breaks what was under way as well.
TRUSTED: Final = 1.0  # seconds


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that answered a moment ago is used as it is; one that rested is asked first."""

    used_at = 0.0

    def close_if_health_check_failed(self) -> None:
        """Called before every statement; Django would ask the server once in each request.

        Between BEGIN and the end of a transaction nothing is asked: after a slow commit the question itself
        would begin another one.
        """
        now = time.monotonic()
        if self.autocommit and now - self.used_at > TRUSTED:
            super().close_if_health_check_failed()
        self.used_at = now

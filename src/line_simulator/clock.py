"""What time it is here: the time outside until somebody stops it, sets it or moves it on."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

JAPAN: Final = timezone(timedelta(hours=9))


class Clock:
    """Seconds since 1970 that can be stopped and moved."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stopped_at: float | None = None

    def now(self) -> float:
        """This moment, as everything here knows it."""
        return time.time() + self._ahead if self._stopped_at is None else self._stopped_at

    def freeze(self) -> None:
        """Let no time pass."""
        self._stopped_at = self.now()

    def run(self) -> None:
        """Let time pass again, from where it stopped."""
        self._ahead, self._stopped_at = self.now() - time.time(), None

    def set(self, at: float) -> None:
        """Be at another moment, stopped or running as before."""
        self.advance(at - self.now())

    def advance(self, seconds: float) -> None:
        """Let so much time have passed."""
        if self._stopped_at is None:
            self._ahead += seconds
        else:
            self._stopped_at += seconds


def japan(at: float) -> datetime:
    """The moment on a clock in Japan: days and months of quotas and statistics begin there."""
    return datetime.fromtimestamp(at, JAPAN)


def day(at: float) -> str:
    """The day in Japan, `20261129`."""
    return f"{japan(at):%Y%m%d}"


def month(at: float) -> str:
    """The month in Japan, `202611`."""
    return f"{japan(at):%Y%m}"


def iso(at: float) -> str:
    """The moment as LINE writes it: UTC with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

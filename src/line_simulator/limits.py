"""How often an endpoint may be called: a token bucket for each channel and endpoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from line_simulator.answers import Refusal
from line_simulator.world import World

Profile = Literal["real", "off", "tight"]


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int
    seconds: int


EVERYTHING_ELSE: Final = Limit(2000, 1)
MULTICAST: Final = Limit(200, 1)
LOADING: Final = Limit(100, 1)
TOKENS: Final = Limit(370, 1)
LISTING_MENUS: Final = Limit(10, 1)
WEBHOOK_SETTINGS: Final = Limit(1000, 60)
MAKING_MENUS: Final = Limit(100, 3600)
TO_EVERYBODY: Final = Limit(60, 3600)
BATCHES: Final = Limit(3, 3600)

TIGHT: Final = 10  # one tenth of what is published


@dataclass(slots=True)
class Bucket:
    """What is left, and when that was counted."""

    left: float
    at: float

    def take(self, limit: Limit, now: float) -> bool:
        """Use one call up, if there is one."""
        self.left = min(limit.calls, self.left + (now - self.at) * limit.calls / limit.seconds)
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True


def spend(world: World, channel_id: str, endpoint: str, limit: Limit) -> None:
    """Count one call, or refuse it. No header says when to come again: LINE sends none."""
    if world.limits == "off":
        return
    if world.limits == "tight":
        limit = Limit(max(1, limit.calls // TIGHT), limit.seconds)
    now = world.clock.now()
    bucket = world.buckets.setdefault((channel_id, endpoint), Bucket(limit.calls, now))
    if not bucket.take(limit, now):
        raise too_many()


def too_many() -> Refusal:
    """Too often."""
    return Refusal(429, "The API rate limit has been exceeded. Try again later.")


def month_is_used_up() -> Refusal:
    """The plan holds no more messages this month. The status is the same; only the words differ."""
    return Refusal(429, "You have reached your monthly limit.")

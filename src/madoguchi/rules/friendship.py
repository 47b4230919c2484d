"""Whether somebody is a friend of the city's account on LINE, however shuffled the news of it arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class News(StrEnum):
    """What tells of it."""

    FOLLOWED = "followed"
    BLOCKED = "blocked"


class Move(StrEnum):
    """How the number of those who are reached changes by one."""

    JOINED = "joined"
    RETURNED = "returned"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Friendship:
    """Since when, the latest time; while `blocked_at` stands nothing reaches them."""

    followed_at: datetime | None = None
    blocked_at: datetime | None = None

    @property
    def is_reached(self) -> bool:
        """Whether what the city sends arrives."""
        return self.followed_at is not None and self.blocked_at is None


def after(known: Friendship, news: News, at: datetime) -> Friendship:
    """What is known then. What happened later counts, whichever was heard of first."""
    if news is News.BLOCKED:
        is_older = known.followed_at is not None and at < known.followed_at
        last = max(at, known.blocked_at or at)
        return known if is_older else Friendship(followed_at=known.followed_at, blocked_at=last)
    blocked_since = known.blocked_at if known.blocked_at and known.blocked_at >= at else None
    return Friendship(followed_at=max(at, known.followed_at or at), blocked_at=blocked_since)


def move(known: Friendship, then: Friendship) -> Move | None:
    """What changed for the number of friends; the moves of one person always add up to whether they are one.

    News that came out of order, and changes nothing any more, is no move.
    """
    if known.is_reached == then.is_reached:
        return None
    if known.is_reached:
        return Move.BLOCKED
    return Move.RETURNED if known.followed_at else Move.JOINED

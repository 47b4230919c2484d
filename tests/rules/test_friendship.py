"""Following and blocking, heard of in any order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from madoguchi.rules.friendship import Friendship, News, after

BEGIN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FOLLOWED, BLOCKED = News.FOLLOWED, News.BLOCKED


def heard(*news: tuple[News, int]) -> Friendship:
    known = Friendship()
    for what, minute in news:
        known = after(known, what, BEGIN + timedelta(minutes=minute))
    return known


@pytest.mark.parametrize(
    ("story", "is_blocked"),
    [
        ([(FOLLOWED, 0)], False),
        ([(FOLLOWED, 0), (BLOCKED, 1)], True),
        ([(FOLLOWED, 0), (BLOCKED, 1), (FOLLOWED, 2)], False),
        ([(FOLLOWED, 0), (BLOCKED, 1), (FOLLOWED, 2), (BLOCKED, 3)], True),
        ([(BLOCKED, 1)], True),
    ],
)
def test_the_last_that_happened_counts_in_whatever_order_it_is_heard_of(
    story: list[tuple[News, int]], is_blocked: bool
) -> None:
    for shuffled in permutations(story):
        for told in (shuffled, (*shuffled, *shuffled)):  # whatever comes twice says nothing new
            assert (heard(*told).blocked_at is not None) is is_blocked, told


def test_a_friend_is_one_since_the_last_time() -> None:
    assert heard((FOLLOWED, 5), (FOLLOWED, 0)).followed_at == BEGIN + timedelta(minutes=5)

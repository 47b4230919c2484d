"""Following and blocking, heard of in any order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from madoguchi.rules.friendship import Friendship, Move, News, after, move

BEGIN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FOLLOWED, BLOCKED = News.FOLLOWED, News.BLOCKED


def moves(*news: tuple[News, int]) -> list[Move]:
    """What is counted of it."""
    known, found = Friendship(), []
    for what, minute in news:
        then = after(known, what, BEGIN + timedelta(minutes=minute))
        found += [counted] if (counted := move(known, then)) else []
        known = then
    return found


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


def test_who_comes_back_is_no_new_friend() -> None:
    story = ((FOLLOWED, 0), (FOLLOWED, 0), (BLOCKED, 1), (BLOCKED, 1), (FOLLOWED, 2))
    assert moves(*story) == [Move.JOINED, Move.BLOCKED, Move.RETURNED]


def test_a_block_heard_of_before_its_follow_counts_for_nothing() -> None:
    assert moves((BLOCKED, 1), (FOLLOWED, 0)) == []
    assert moves((BLOCKED, 1), (FOLLOWED, 0), (FOLLOWED, 2)) == [Move.RETURNED]


@given(st.lists(st.tuples(st.sampled_from(News), st.integers(0, 6)), max_size=9))
def test_the_moves_of_a_person_add_up_to_whether_they_are_a_friend(story: list[tuple[News, int]]) -> None:
    counted = Counter(moves(*story))
    assert counted[Move.JOINED] + counted[Move.RETURNED] - counted[Move.BLOCKED] == heard(*story).is_reached
    assert counted[Move.JOINED] <= 1

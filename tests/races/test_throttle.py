"""A hundred guesses at once are no more guesses than a hundred in a row."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection

from madoguchi.base import throttle
from madoguchi.base.models import Attempt

AT_ONCE = 8
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def at_once(action):
    barrier = Barrier(AT_ONCE)

    def run(_):
        try:
            barrier.wait(timeout=10)
            return action()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_all_counted():
    allowed = at_once(lambda: throttle.allow("code", limit=3, per=timedelta(hours=1), now=NOW))
    assert allowed.count(True) == 3


@pytest.mark.django_db(transaction=True)
def test_counting_by_reading_first_would_let_more_through():
    """The control: the same race is there to be lost."""
    barrier = Barrier(AT_ONCE)

    def read_then_write():
        seen = Attempt.objects.count()
        barrier.wait(timeout=10)
        Attempt.objects.create(key=f"{seen}-{uuid4()}", window_starts_at=NOW)
        return seen < 3

    assert at_once(read_then_write).count(True) == AT_ONCE

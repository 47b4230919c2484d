"""Tries are counted, whoever counts them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from madoguchi.base import throttle
from madoguchi.base.models import Attempt

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def tries(count, now, key="aoi"):
    return [throttle.allow(key, limit=3, per=HOUR, now=now) for _ in range(count)]


def test_the_fourth_of_three_tries_is_refused(now):
    assert tries(5, now) == [True, True, True, False, False]


def test_another_key_has_its_own_count(now):
    tries(4, now)
    assert tries(1, now, key="ben") == [True]


def test_the_next_window_begins_anew(now):
    tries(4, now)
    assert tries(1, now + HOUR) == [True]


def test_the_right_answer_clears_the_count(now):
    tries(3, now)
    throttle.forget("aoi")
    assert tries(1, now) == [True]


def test_the_row_does_not_say_whose_tries_they_are(now):
    tries(1, now, key="aoi@mail.example")
    assert "aoi" not in Attempt.objects.get().key


def test_refused_tries_do_not_grow_the_count_for_ever(now):
    tries(50, now)
    assert Attempt.objects.get().count == 4


def test_old_windows_are_swept(now):
    tries(1, now)
    assert throttle.sweep(now=now + timedelta(days=3)) == 1

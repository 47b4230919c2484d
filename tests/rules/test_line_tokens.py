"""A token is used while it lives long enough for a call; one that lasts is renewed in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from madoguchi.rules.line_tokens import LIVES, Kind, is_due, is_good

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "good", "due_stateless", "due_lasting"),
    [
        (None, False, True, True),
        (timedelta(0), False, True, True),
        (timedelta(minutes=3), False, True, True),
        (timedelta(minutes=4), True, False, True),
        (timedelta(hours=2), True, False, True),
        (timedelta(hours=2, seconds=1), True, False, False),
        (LIVES, True, False, False),
    ],
)
def test_when_another_is_asked_for(
    left: timedelta | None, good: bool, due_stateless: bool, due_lasting: bool
) -> None:
    until = None if left is None else NOW + left
    assert is_good(until, NOW) is good
    assert is_due(until, Kind.STATELESS, NOW) is due_stateless
    assert is_due(until, Kind.LASTING, NOW) is due_lasting

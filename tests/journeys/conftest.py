"""Every journey is made on the same day."""

from __future__ import annotations

import pytest
from tests.city.people import NOW

from madoguchi.base import clock


@pytest.fixture(autouse=True)
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the city stands at noon of 22 November 2026."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

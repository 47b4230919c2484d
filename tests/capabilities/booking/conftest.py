"""When these stories happen."""

from __future__ import annotations

import pytest
from tests.city.people import NOW

from madoguchi.base import clock


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 22 November 2026, noon in the city."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

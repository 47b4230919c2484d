"""A city with an account on LINE."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.city.line_tokens import LIFF_ID, LOGIN_CHANNEL, LOGIN_SECRET, published

from madoguchi.line import id_tokens


@pytest.fixture(scope="session")
def line_keys() -> Iterator[str]:
    with published() as base:
        yield base


@pytest.fixture
def login(settings: Any, line_keys: str) -> Iterator[Any]:
    """LINE Login and a LIFF app, whose keys are found where the settings say."""
    settings.LINE_LOGIN_CHANNEL_ID = LOGIN_CHANNEL
    settings.LINE_LOGIN_CHANNEL_SECRET = LOGIN_SECRET
    settings.LINE_LIFF_ID = LIFF_ID
    settings.LINE_API_BASE = line_keys
    id_tokens._keys.clear()
    yield settings
    id_tokens._keys.clear()

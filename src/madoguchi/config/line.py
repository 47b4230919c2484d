"""The city's account on LINE, from the environment: without it all but LINE works."""

from __future__ import annotations

import os
from typing import Any, Final

# Where LINE is reached; a stand-in is reached by setting these, and nothing else changes.
PLACES: Final = {
    "LINE_API_BASE": "https://api.line.me",
    "LINE_API_DATA_BASE": "https://api-data.line.me",
    "LINE_ACCESS_BASE": "https://access.line.me",
    "LINE_LIFF_BASE": "https://liff.line.me",
    "LINE_LIFF_SDK_URL": "https://static.line-scdn.net/liff/edge/2/sdk.js",
}
GIVEN: Final = (
    "LINE_CHANNEL_ID",
    "LINE_LOGIN_CHANNEL_ID",
    "LINE_LOGIN_CHANNEL_SECRET",
    "LINE_LIFF_ID",
)


def settings() -> dict[str, Any]:
    """Django's settings about LINE. Of several channel secrets the first is in use, all are believed."""
    return {
        **{name: _environment(name) for name in GIVEN},
        "LINE_CHANNEL_SECRETS": _several("LINE_CHANNEL_SECRET"),
        **{name: _environment(name, standard).rstrip("/") for name, standard in PLACES.items()},
    }


def _environment(name: str, standard: str = "") -> str:
    return os.environ.get(f"MADOGUCHI_{name}", "").strip() or standard


def _several(name: str) -> list[str]:
    return [each.strip() for each in _environment(name).split(",") if each.strip()]

"""The city's account on LINE, from the environment: without it all but LINE works."""

from __future__ import annotations

import os
from typing import Any, Final

GIVEN: Final = (
    "MADOGUCHI_LINE_CHANNEL_ID",
    "MADOGUCHI_LINE_LOGIN_CHANNEL_ID",
    "MADOGUCHI_LINE_LOGIN_CHANNEL_SECRET",
    "MADOGUCHI_LINE_LIFF_ID",
)
SECRETS: Final = "MADOGUCHI_LINE_CHANNEL_SECRET"
# Where LINE is reached; a stand-in is reached by setting these, and nothing else changes.
PLACES: Final = {
    "MADOGUCHI_LINE_API_BASE": "https://api.line.me",
    "MADOGUCHI_LINE_API_DATA_BASE": "https://api-data.line.me",
    "MADOGUCHI_LINE_ACCESS_BASE": "https://access.line.me",
    "MADOGUCHI_LINE_LIFF_BASE": "https://liff.line.me",
    "MADOGUCHI_LINE_LIFF_SDK_URL": "https://static.line-scdn.net/liff/edge/2/sdk.js",
}


def settings() -> dict[str, Any]:
    """Django's settings about LINE. Of several channel secrets the first is in use, all are believed."""
    return {
        **{setting_of(name): _said(name) for name in GIVEN},
        **{setting_of(name): (_said(name) or usual).rstrip("/") for name, usual in PLACES.items()},
        "LINE_CHANNEL_SECRETS": [each for each in map(str.strip, _said(SECRETS).split(",")) if each],
    }


def setting_of(name: str) -> str:
    """What the setting from that variable of the environment is called here."""
    return name.removeprefix("MADOGUCHI_")


def _said(name: str) -> str:
    return os.environ.get(name, "").strip()

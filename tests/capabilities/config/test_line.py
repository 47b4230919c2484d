"""The city's account on LINE, from the environment: whole or not at all."""

from __future__ import annotations

import pytest
from django.core import checks
from pytest_django import Settings

from madoguchi.config import checks as our_checks

WHOLE = {
    "LINE_CHANNEL_ID": "1234567890",
    "LINE_CHANNEL_SECRETS": ["s" * 32],
    "LINE_LOGIN_CHANNEL_ID": "1234567891",
    "LINE_LOGIN_CHANNEL_SECRET": "l" * 32,
    "LINE_LIFF_ID": "1234567891-AbcdEfgh",
}


def refused(settings: Settings, **changes: object) -> list[str]:
    for name, value in {**WHOLE, **changes}.items():
        setattr(settings, name, value)
    return [str(error.id) for error in checks.run_checks(tags=[our_checks.LINE])]


def test_set_up_whole_or_not_at_all(settings: Settings) -> None:
    nothing = {name: type(value)() for name, value in WHOLE.items()}
    assert refused(settings) == []
    assert refused(settings, **nothing) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"LINE_CHANNEL_SECRETS": []}, "madoguchi.E201"),
        ({"LINE_CHANNEL_ID": ""}, "madoguchi.E201"),
        ({"LINE_LOGIN_CHANNEL_SECRET": ""}, "madoguchi.E202"),
        ({"LINE_LIFF_ID": "9999999999-AbcdEfgh"}, "madoguchi.E203"),
        ({"LINE_KEY_ID": "kid"}, "madoguchi.E205"),
        ({"LINE_KEY_ID": "kid", "LINE_KEY_FILE": "/nowhere"}, "madoguchi.E206"),
        ({"LINE_KEY_ID": "kid", "LINE_KEY_FILE": __file__}, "madoguchi.E206"),
        ({"LINE_TOKENS": "v2.1"}, "madoguchi.E207"),
        ({"LINE_TOKENS": "long-lived"}, "madoguchi.E207"),
        ({"PRODUCTION": True, "LINE_API_BASE": "http://localhost:8100"}, "madoguchi.E204"),
    ],
)
def test_a_half_or_open_set_up_is_refused(
    settings: Settings, changes: dict[str, object], refusal: str
) -> None:
    assert refused(settings, **changes) == [refusal]

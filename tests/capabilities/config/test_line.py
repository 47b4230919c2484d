"""The city's account on LINE, from the environment: whole or not at all."""

from __future__ import annotations

import pytest
from django.core import checks
from pytest_django import Settings

from madoguchi.config import checks as our_checks
from madoguchi.config import line

PLACES = {line.setting_of(name): usual for name, usual in line.PLACES.items()}
WHOLE = {
    "LINE_CHANNEL_ID": "1234567890",
    "LINE_CHANNEL_SECRETS": ["s" * 32],
    "LINE_LOGIN_CHANNEL_ID": "1234567891",
    "LINE_LOGIN_CHANNEL_SECRET": "l" * 32,
    "LINE_LIFF_ID": "1234567891-AbcdEfgh",
    **PLACES,
}


def refused(settings: Settings, **changes: object) -> list[str]:
    for name, value in {**WHOLE, **changes}.items():
        setattr(settings, name, value)
    return [str(error.id) for error in checks.run_checks(tags=[our_checks.LINE])]


def test_without_anything_there_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*line.GIVEN, *line.PLACES, line.SECRETS):
        monkeypatch.delenv(name, raising=False)
    found = line.settings()
    assert (found["LINE_CHANNEL_ID"], found["LINE_CHANNEL_SECRETS"]) == ("", [])
    assert found["LINE_API_BASE"] == "https://api.line.me"


def test_two_secrets_while_one_is_being_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_LINE_CHANNEL_SECRET", " new , old,")
    assert line.settings()["LINE_CHANNEL_SECRETS"] == ["new", "old"]


def test_the_stand_in_is_reached_by_settings_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MADOGUCHI_LINE_API_BASE", "http://localhost:8100/")
    assert line.settings()["LINE_API_BASE"] == "http://localhost:8100"


def test_set_up_whole_or_not_at_all(settings: Settings) -> None:
    nothing = {name: type(value)() for name, value in WHOLE.items() if name not in PLACES}
    assert refused(settings) == []
    assert refused(settings, **nothing) == []


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"LINE_CHANNEL_SECRETS": []}, "madoguchi.E201"),
        ({"LINE_CHANNEL_ID": ""}, "madoguchi.E201"),
        ({"LINE_LOGIN_CHANNEL_SECRET": ""}, "madoguchi.E202"),
        ({"LINE_LIFF_ID": "9999999999-AbcdEfgh"}, "madoguchi.E203"),
        ({"PRODUCTION": True, "LINE_API_BASE": "http://localhost:8100"}, "madoguchi.E204"),
    ],
)
def test_a_half_or_open_set_up_is_refused(
    settings: Settings, changes: dict[str, object], refusal: str
) -> None:
    assert refused(settings, **changes) == [refusal]

"""Tokens of LINE: whom they are for, until when, and who they are about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from madoguchi.rules.id_tokens import ISSUER, Refusal, refuse

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AT = int(NOW.timestamp())
GOOD = {"iss": ISSUER, "aud": "1234567890", "sub": "U" + "0" * 32, "exp": AT + 3600, "iat": AT, "nonce": "n"}
AWAY: Any = object()


def found(nonce: str = "", audience: str = "1234567890", **changed: Any) -> Refusal | None:
    claims = {name: value for name, value in {**GOOD, **changed}.items() if value is not AWAY}
    return refuse(claims, audience=audience, now=NOW, nonce=nonce)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({}, None),
        ({"nonce": "n"}, None),
        ({"iss": "https://evil.example"}, Refusal.WRONG_ISSUER),
        ({"iss": AWAY}, Refusal.WRONG_ISSUER),
        ({"aud": "1234567891"}, Refusal.WRONG_AUDIENCE),
        ({"aud": ["1234567890", "other"]}, Refusal.WRONG_AUDIENCE),
        ({"aud": AWAY}, Refusal.WRONG_AUDIENCE),
        ({"exp": AT - 59}, None),
        ({"exp": AT - 60}, Refusal.EXPIRED),
        ({"exp": "tomorrow"}, Refusal.EXPIRED),
        ({"exp": True}, Refusal.EXPIRED),
        ({"exp": AWAY}, Refusal.EXPIRED),
        ({"iat": AT + 60}, None),
        ({"iat": AT + 61}, Refusal.NOT_YET),
        ({"iat": "x"}, Refusal.NOT_YET),
        ({"iat": AWAY}, None),
        ({"sub": "U" + "0" * 31}, Refusal.NOBODY),
        ({"sub": "U" + "0" * 32 + "\n"}, Refusal.NOBODY),
        ({"sub": "u" + "0" * 32}, Refusal.NOBODY),
        ({"sub": 7}, Refusal.NOBODY),
        ({"sub": AWAY}, Refusal.NOBODY),
    ],
)
def test_claims(changed: dict[str, Any], refusal: Refusal | None) -> None:
    assert found(**changed) is refusal


def test_a_nonce_that_was_asked_for_has_to_come_back() -> None:
    assert refuse(GOOD, audience="1234567890", now=NOW, nonce="other") is Refusal.WRONG_NONCE
    assert refuse({**GOOD, "nonce": None}, audience="1234567890", now=NOW, nonce="n") is Refusal.WRONG_NONCE


def test_without_a_channel_of_our_own_nobody_comes_in() -> None:
    assert found(audience="", aud="") is Refusal.WRONG_AUDIENCE


def test_an_hour_later_it_is_over() -> None:
    later = NOW + timedelta(hours=1, seconds=60)
    assert refuse(GOOD, audience="1234567890", now=later) is Refusal.EXPIRED

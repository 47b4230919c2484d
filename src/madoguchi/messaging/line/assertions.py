"""Showing LINE by a key that we are the channel: what is signed tells no secret and is good for minutes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

import jwt
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from madoguchi.rules.line_tokens import SIGNED_FOR

AUDIENCE: Final = "https://api.line.me/"  # LINE's, wherever it is reached
KIND: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def form(*, channel_id: str, now: datetime, lives: timedelta | None = None) -> Mapping[str, str]:
    """What is asked for a token; `lives` for one that lasts."""
    claims = {
        "iss": channel_id,
        "sub": channel_id,
        "aud": AUDIENCE,
        "exp": int((now + SIGNED_FOR).timestamp()),
    }
    if lives is not None:
        claims["token_exp"] = int(lives.total_seconds())
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": KIND,
        "client_assertion": _signed(claims),
    }


@sensitive_variables()
def _signed(claims: Mapping[str, object]) -> str:
    key = _key(settings.LINE_KEY_FILE)
    return jwt.encode(dict(claims), key, algorithm="RS256", headers={"kid": settings.LINE_KEY_ID})


@cache
def _key(path: str) -> str:
    """Read once: the file may belong to somebody whose rights the process lays down."""
    return Path(path).read_text()

"""Signing in by LINE in any browser: the OpenID Connect dance, with state, nonce and PKCE.

Short, and our own: allauth's provider asks an address of LINE about each token, knows neither nonce nor PKCE
with it, and keeps a second table of who somebody is (docs/decisions/0037).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import httpx
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_variables

from madoguchi.base.crypto import is_same
from madoguchi.base.entrances import Entrance, url_of
from madoguchi.base.texts import language
from madoguchi.line import id_tokens
from madoguchi.line.id_tokens import PATIENCE, Made, Shown
from madoguchi.people.sign_ins import SignInStore
from madoguchi.rules.id_tokens import Refusal

ASKED: Final = "line_asked"  # remembered: what this browser went to LINE with
LIFE: Final = timedelta(minutes=10)  # as long as LINE's code


def begin(session: SignInStore, *, to: str, now: datetime) -> str:
    """Where to send this browser; what it must bring back is remembered."""
    asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    session[ASKED] = {**asked, "to": to, "at": now.timestamp()}
    query = {
        "response_type": "code",
        "client_id": settings.LINE_LOGIN_CHANNEL_ID,
        "redirect_uri": _callback(),
        "scope": "openid",
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": _challenge(asked["verifier"]),
        "code_challenge_method": "S256",
        "bot_prompt": "normal",
        "ui_locales": language().split("-")[0],
    }
    return f"{settings.LINE_ACCESS_BASE}/oauth2/v2.1/authorize?{urlencode(query)}"


def finish(
    session: SignInStore, brought: Mapping[str, str], *, now: datetime
) -> tuple[str, Shown, str] | Refusal:
    """Who came back, with their token and where they wanted to go. What was remembered is good once."""
    asked: dict[str, Any] = session.pop(ASKED, {})
    is_ours = bool(asked) and is_same(asked["state"], brought.get("state", ""))
    if not is_ours or now.timestamp() - asked["at"] > LIFE.total_seconds():
        return Refusal.WRONG_NONCE
    if not brought.get("code"):
        return Refusal.NOBODY  # they said no
    token = _token(brought["code"], asked["verifier"])
    if token is None:
        return Refusal.UNREACHABLE
    shown = id_tokens.read(token, made=Made.ON_WEB, now=now, nonce=asked["nonce"])
    return shown if isinstance(shown, Refusal) else (token, shown, asked["to"])


@sensitive_variables()
def _token(code: str, verifier: str) -> str | None:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _callback(),
        "client_id": settings.LINE_LOGIN_CHANNEL_ID,
        "client_secret": settings.LINE_LOGIN_CHANNEL_SECRET,
        "code_verifier": verifier,
    }
    try:
        answer = httpx.post(f"{settings.LINE_API_BASE}/oauth2/v2.1/token", data=form, timeout=PATIENCE)
        given = answer.raise_for_status().json().get("id_token")
    except (httpx.HTTPError, ValueError, AttributeError):
        return None
    return given if isinstance(given, str) else None


def _callback() -> str:
    return url_of(Entrance.PORTAL, reverse("line:signed_in"))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

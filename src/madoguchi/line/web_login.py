"""Signing in by LINE in any browser: the OpenID Connect dance, with state, nonce and PKCE.

Short, and our own: allauth's provider asks an address of LINE about each token, knows neither nonce nor PKCE
with it, and keeps a second table of who somebody is (docs/decisions/0037).
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """Somebody came back from LINE, with what LINE gave them for us. The access token is kept nowhere."""

    shown: Shown
    token: str
    access_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What became of going to LINE: who came, or why nobody did, and where they wanted to go."""

    came: Came | Refusal
    to: str = "/"
    lets_go: bool = False  # they went there to take back what they had allowed


def begin(session: SignInStore, *, to: str, now: datetime, lets_go: bool = False) -> str:
    """Where to send this browser; what it must bring back is remembered."""
    asked = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    session[ASKED] = {**asked, "to": to, "at": now.timestamp(), "lets_go": lets_go}
    query = {
        "response_type": "code",
        "client_id": settings.LINE_LOGIN_CHANNEL_ID,
        "redirect_uri": _callback(),
        "scope": "openid",
        "state": asked["state"],
        "nonce": asked["nonce"],
        "code_challenge": _challenge(asked["verifier"]),
        "code_challenge_method": "S256",
        "ui_locales": language().split("-")[0],
    }
    if not lets_go:
        query["bot_prompt"] = "normal"
    return f"{settings.LINE_ACCESS_BASE}/oauth2/v2.1/authorize?{urlencode(query)}"


def finish(session: SignInStore, brought: Mapping[str, str], *, now: datetime) -> Back:
    """Who came back, with their token. What was remembered is good once."""
    asked: dict[str, Any] = session.pop(ASKED, {})
    came = _came(asked, brought, now)
    return Back(came=came, to=asked.get("to", "/"), lets_go=asked.get("lets_go", False))


def _came(asked: Mapping[str, Any], brought: Mapping[str, str], now: datetime) -> Came | Refusal:
    is_ours = bool(asked) and is_same(asked["state"], brought.get("state", ""))
    if not is_ours or now.timestamp() - asked["at"] > LIFE.total_seconds():
        return Refusal.WRONG_NONCE
    if not brought.get("code"):
        return Refusal.NOBODY  # they said no
    given = _exchanged(brought["code"], asked["verifier"])
    token = given.get("id_token")
    if not isinstance(token, str):
        return Refusal.UNREACHABLE
    shown = id_tokens.read(token, made=Made.ON_WEB, now=now, nonce=asked["nonce"])
    if isinstance(shown, Refusal):
        return shown
    return Came(shown=shown, token=token, access_token=str(given.get("access_token", "")))


@sensitive_variables()
def _exchanged(code: str, verifier: str) -> Mapping[str, Any]:
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
        given = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return {}
    return given if isinstance(given, dict) else {}


def _callback() -> str:
    return url_of(Entrance.PORTAL, reverse("line:signed_in"))


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()

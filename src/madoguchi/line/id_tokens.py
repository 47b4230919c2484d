"""Who somebody is, as LINE says it in a signed token: looked at here, without asking anybody.

A token of a page in the app is signed with LINE's own key (ES256), one of a sign-in on the web with the
secret of our channel (HS256). Which of them is believed is ours to say, never the token's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

import httpx
import jwt
from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from madoguchi.base.throttle import allow
from madoguchi.rules.id_tokens import SKEW, Refusal, refuse

LONGEST: Final = 8000  # letters
MINUTE: Final = timedelta(minutes=1)
PATIENCE: Final = 5.0  # seconds
_keys: dict[str, Any] = {}  # by name: a name keeps its key for ever


class Made(StrEnum):
    """Where a token was made."""

    IN_APP = "ES256"
    ON_WEB = "HS256"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Somebody who was shown to be themselves."""

    person: str
    expires_at: datetime


class _NoKey(Exception):
    """LINE's keys cannot be fetched, so nothing can be said about the token."""


@sensitive_variables("token")
def read(token: str, *, made: Made, now: datetime, nonce: str = "") -> Shown | Refusal:
    """Whom a token is about; or why it lets nobody in."""
    if len(token) > LONGEST:
        return Refusal.NOT_SIGNED
    try:
        claims = _claims(token, made, now)
    except _NoKey:
        return Refusal.UNREACHABLE
    except jwt.PyJWTError:
        return Refusal.NOT_SIGNED
    refusal = refuse(claims, audience=settings.LINE_LOGIN_CHANNEL_ID, now=now, nonce=nonce)
    if refusal is not None:
        return refusal
    return Shown(person=claims["sub"], expires_at=datetime.fromtimestamp(claims["exp"], tz=UTC) + SKEW)


@sensitive_variables("token")
def _claims(token: str, made: Made, now: datetime) -> Mapping[str, Any]:
    """What the token says, once its signature was seen to; times and names are the rule's to judge."""
    header = jwt.get_unverified_header(token)
    if header.get("alg") != made:
        raise jwt.InvalidAlgorithmError
    key = settings.LINE_LOGIN_CHANNEL_SECRET if made is Made.ON_WEB else _key(header.get("kid"), now)
    if not key:
        raise jwt.InvalidKeyError
    unasked = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
    claims: Mapping[str, Any] = jwt.decode(token, key, algorithms=[made.value], options=unasked)  # type: ignore[arg-type]
    return claims


def _key(name: object, now: datetime) -> Any:
    """LINE's public key of that name; None where there is none. Unknown names ask anew, but seldom."""
    if not isinstance(name, str):
        return None
    if name not in _keys and allow("line-keys", limit=6, per=MINUTE, now=now):
        _keys.update(_fetched())
    return _keys.get(name)


def _fetched() -> dict[str, Any]:
    try:
        answer = httpx.get(f"{settings.LINE_API_BASE}/oauth2/v2.1/certs", timeout=PATIENCE)
        told = answer.raise_for_status().json()["keys"]
        usable = [each for each in told if each.get("alg", Made.IN_APP) == Made.IN_APP]
        return {each["kid"]: jwt.PyJWK(each, algorithm=Made.IN_APP).key for each in usable}
    except (httpx.HTTPError, jwt.PyJWTError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise _NoKey from fault

"""Whether a token of LINE says to us, now, who somebody is. Its signature is seen to before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

ISSUER: Final = "https://access.line.me"
SKEW: Final = timedelta(seconds=60)
_PERSON: Final = re.compile(r"U[0-9a-f]{32}")


class Refusal(StrEnum):
    """Why a token lets nobody in. People are told less: that it did not work, and what to do."""

    NOT_SIGNED = "not_signed"
    WRONG_ISSUER = "wrong_issuer"
    WRONG_AUDIENCE = "wrong_audience"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    WRONG_NONCE = "wrong_nonce"
    NOBODY = "nobody"
    USED_ELSEWHERE = "used_elsewhere"
    UNREACHABLE = "unreachable"  # the keys of the platform could not be fetched


def refuse(claims: Mapping[str, Any], *, audience: str, now: datetime, nonce: str = "") -> Refusal | None:
    """Why these claims let nobody in; None where they do. `nonce`: what this sign-in asked for, if it did."""
    if claims.get("iss") != ISSUER:
        return Refusal.WRONG_ISSUER
    if not audience or claims.get("aud") != audience:
        return Refusal.WRONG_AUDIENCE
    ends, began = _time(claims.get("exp")), _time(claims.get("iat", 0))
    if ends is None or now.timestamp() >= ends + SKEW.total_seconds():
        return Refusal.EXPIRED
    if began is None or now.timestamp() < began - SKEW.total_seconds():
        return Refusal.NOT_YET
    if nonce and claims.get("nonce") != nonce:
        return Refusal.WRONG_NONCE
    person = claims.get("sub")
    return None if isinstance(person, str) and _PERSON.fullmatch(person) else Refusal.NOBODY


def _time(value: object) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None  # type: ignore[arg-type]

"""The codes of an app on an officer's telephone (TOTP, RFC 6238): six digits, new every half minute."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.conf import settings

from madoguchi.base.crypto import is_same

PERIOD: Final = 30  # seconds
DIGITS: Final = 6
WINDOW: Final = 1  # periods that the telephone's clock may be wrong
SECRET_BYTES: Final = 20


def new_secret() -> str:
    """A secret as apps read it: 32 characters of base 32."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def in_groups(secret: str) -> str:
    """The secret for somebody who types it: groups of four."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def uri(secret: str, *, number: str) -> str:
    """What the QR code says. In ASCII, since some apps misread the rest."""
    issuer = settings.CITY_NAMES["en"] or "Madoguchi"
    values = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(number)}?{values}"


def code_at(secret: str, counter: int) -> str:
    """The code of one period, counted from 1970."""
    hotp = HOTP(base64.b32decode(secret), DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303 - what apps speak
    return hotp.generate(counter).decode()


def counter_of(now: datetime) -> int:
    """The period in which `now` lies."""
    return int(now.timestamp()) // PERIOD


def matching_counter(secret: str, digits: str, *, after: int, now: datetime) -> int | None:
    """The period whose code was typed, if it is near now and later than `after`, the last one used."""
    present = counter_of(now)
    for counter in range(max(present - WINDOW, after + 1), present + WINDOW + 1):
        if is_same(code_at(secret, counter), digits):
            return counter
    return None

"""Secrets at rest: sealing what only the city may read again, hashing what only has to be recognised."""

from __future__ import annotations

import hashlib
import hmac
import json
import zlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def seal(value: object) -> str:
    """`value` (anything JSON can say) as a token that only `unseal` reads; the newest key encrypts."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode()


def unseal(token: str) -> Any:
    """What was sealed. Raises `cryptography.fernet.InvalidToken` when no key fits or a byte was changed."""
    return json.loads(_fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()))


def seal_bytes(content: bytes) -> str:
    """A whole file as a token, packed first: for what must lie somewhere until it is read."""
    return _fernet(tuple(settings.FIELD_KEYS)).encrypt(zlib.compress(content, 1)).decode()


def unseal_bytes(token: str) -> bytes:
    """The file that was sealed."""
    return zlib.decompress(_fernet(tuple(settings.FIELD_KEYS)).decrypt(token.encode()))


def reseal(token: str) -> str:
    """The same value under the newest key, so that an old key can be retired."""
    return _fernet(tuple(settings.FIELD_KEYS)).rotate(token.encode()).decode()


def salted_hash(*parts: str) -> str:
    """A keyed hash (64 hex digits) of the parts in order; begin with the purpose, so that no two uses agree.

    The key (MADOGUCHI_HASH_KEY) never changes: limits and inquiry codes are recognised by it for years.
    """
    message = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(settings.HASH_KEY.encode(), message, hashlib.sha256).hexdigest()


def is_same(one: str, other: str) -> bool:
    """Equality whose duration tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


@lru_cache(maxsize=4)
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])

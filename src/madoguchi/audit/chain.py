"""How lines and seals are hashed and signed. What is hashed can be computed again from the rows alone."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from django.conf import settings

from madoguchi.audit.models import Line, Seal

FIRST: Final = "0" * 64  # the hash before the first seal
HASH_BYTES: Final = 32
REMOVED: Final = bytes(HASH_BYTES)  # stands for a line that was gone before it could be sealed


def line_hash(line: Line) -> bytes:
    """The hash of everything a line says."""
    said = [
        line.pk,
        _instant(line.at),
        line.actor_kind,
        line.actor_ref,
        line.entrance,
        line.verb,
        line.about_kind,
        line.about_ref,
        line.details,
    ]
    return hashlib.sha256(_canonical(said)).digest()


def seal_hash(seal: Seal) -> str:
    """The hash of a seal: its lines, its time, and the seal before."""
    lines = hashlib.sha256(bytes(seal.line_hashes)).hexdigest()
    said = [seal.number, _instant(seal.sealed_at), seal.previous_hash, list(seal.line_ids), lines]
    return hashlib.sha256(_canonical(said)).hexdigest()


def sign(hash_of_seal: str) -> str:
    """The signature with the newest key: nobody who has the database alone can make it."""
    return _signature(_keys()[0], hash_of_seal)


def is_signed(seal: Seal) -> bool:
    """Whether the signature is ours, by any of our keys."""
    return any(hmac.compare_digest(_signature(key, seal.hash), seal.signature) for key in _keys())


def hashes_of(seal: Seal) -> Sequence[bytes]:
    """The hash of each line, in order."""
    held = bytes(seal.line_hashes)
    return [held[start : start + HASH_BYTES] for start in range(0, len(held), HASH_BYTES)]


def _keys() -> list[str]:
    """Comma-separated, newest first: a retired key still proves old seals."""
    return [key for key in settings.AUDIT_KEY.split(",") if key]


def _signature(key: str, text: str) -> str:
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def _canonical(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")

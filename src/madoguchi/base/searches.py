"""Names and numbers that officers search for stand sealed in addresses: in no history, in no log."""

from __future__ import annotations

from typing import Final

from cryptography.fernet import InvalidToken

from madoguchi.base import crypto

LONGEST: Final = 200  # letters


def words(typed: object) -> str:
    """What was typed into a search, without what PostgreSQL cannot hold."""
    return str(typed or "").replace("\0", "")[:LONGEST].strip()


def sealed(sought: str) -> str:
    """Words as they may stand in an address; another token each time."""
    return crypto.seal(sought) if sought else ""


def opened(token: object) -> str:
    """The words of an address; nothing when they were not sealed here."""
    try:
        return words(crypto.unseal(str(token))) if token else ""
    except InvalidToken:
        return ""

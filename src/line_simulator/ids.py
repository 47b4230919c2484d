"""Names that LINE gives to things, in the forms it gives them."""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
import time
import uuid
from typing import Final

USER_ID: Final = re.compile(r"U[0-9a-f]{32}")
ALPHABET_OF_ULIDS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

SIGNING: Final = secrets.token_bytes(32)  # of access tokens, which only this process reads

_messages = itertools.count(time.time_ns() // 10)  # higher than in any process before


def user_id(*of: str) -> str:
    """An id of a person or an account: at random, or always the same one of these words."""
    return "U" + (hashlib.sha256("/".join(of).encode()).hexdigest()[:32] if of else secrets.token_hex(16))


def is_user_id(value: object) -> bool:
    """Whether it has the form of such an id."""
    return isinstance(value, str) and USER_ID.fullmatch(value) is not None


def rich_menu_id() -> str:
    """An id of a rich menu."""
    return f"richmenu-{secrets.token_hex(16)}"


def message_id() -> str:
    """An id of a message: digits, higher than all before."""
    return str(next(_messages))


def request_id() -> str:
    """An id of a request, told with every answer."""
    return str(uuid.uuid4())


def opaque() -> str:
    """A word that means nothing to anybody else."""
    return secrets.token_urlsafe(24)


def reply_token() -> str:
    """The right to answer an event once."""
    return secrets.token_hex(16)


def event_id(at: float) -> str:
    """A ULID: 48 bits of milliseconds and 80 bits at random."""
    number = int(at * 1000) << 80 | secrets.randbits(80)
    return "".join(ALPHABET_OF_ULIDS[number >> shift & 31] for shift in range(125, -1, -5))

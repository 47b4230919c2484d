"""Reading what the LINE platform posts: whether it comes from there, and what is in it.

The platform may add events, fields and values at any time: what is unknown is kept, and nothing is refused
for it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

_PERSON: Final = re.compile(r"U[0-9a-f]{32}")
_LONGEST_ID: Final = 100
_DEEPEST: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One event as it came: `person` is empty where it belongs to nobody."""

    id: str
    person: str
    happened_at: datetime
    raw: Mapping[str, Any]


def is_signed(body: bytes, signature: str, *, secrets: Sequence[str]) -> bool:
    """Whether a secret of our channel signed exactly these bytes; while it is exchanged there are two."""
    given = signature.encode("utf-8", "replace")
    fits = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets if secret]
    return any(fits)


def sign(body: bytes, secret: str) -> str:
    """The signature that goes with a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def read(body: bytes) -> tuple[Arrival, ...] | None:
    """The events of a body, the ones without an id left out; None where it is no such body at all."""
    try:
        posted = json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return None
    events = posted.get("events") if isinstance(posted, dict) else None
    if not isinstance(events, list):
        return None
    return tuple(arrival for event in events if (arrival := _arrival(event)) is not None)


def _arrival(event: object) -> Arrival | None:
    number = event.get("webhookEventId") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(number, str) or not 0 < len(number) <= _LONGEST_ID:
        return None
    return Arrival(
        id=str(_storable(number)),
        person=_person(event.get("source")),
        happened_at=_instant(event.get("timestamp")),
        raw=_storable(event),
    )


def _person(source: object) -> str:
    """Whom one may answer: somebody in a chat of their own. Groups are nobody."""
    if not isinstance(source, dict) or source.get("type") != "user":
        return ""
    person = source.get("userId")
    return person if isinstance(person, str) and _PERSON.fullmatch(person) else ""


def _instant(milliseconds: object) -> datetime:
    """When it happened; what is no time happened at the beginning of all."""
    if isinstance(milliseconds, int) and 0 <= milliseconds < 10**14:
        return datetime.fromtimestamp(milliseconds / 1000, tz=UTC)
    return datetime.fromtimestamp(0, tz=UTC)


def _storable(value: Any, depth: int = 0) -> Any:
    """The value as a database takes it: no NUL, no half a letter, no depth without end."""
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if depth >= _DEEPEST:
        return None
    if isinstance(value, dict):
        return {_storable(key): _storable(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list):
        return [_storable(each, depth + 1) for each in value]
    return value

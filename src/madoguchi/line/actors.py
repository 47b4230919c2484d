"""How the record names somebody who acts by LINE: never by what LINE calls them."""

from __future__ import annotations

from madoguchi.audit.actions import Actor
from madoguchi.messaging.models import Friend


def actor_of(friend: Friend) -> Actor:
    """The resident they are linked to, or a stranger."""
    if friend.resident_ref is not None:
        return Actor(kind="resident", ref=str(friend.resident_ref), entrance="line")
    return Actor(kind="stranger", entrance="line")

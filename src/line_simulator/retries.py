"""Retry keys: for 24 hours the same key is the same request, and what was accepted once is not done again."""

from __future__ import annotations

from typing import Final

from line_simulator.answers import Refusal
from line_simulator.calls import Call
from line_simulator.world import Accepted, Json

DAY: Final = 24 * 60 * 60


def refuse_repetition(call: Call) -> None:
    """409 for what was accepted under this key, with the first request's id and, for a push, its messages.

    Other contents under the same key get the same answer: LINE promises nothing, this reading is safer.
    """
    known = call.account.retry_keys.get(call.retry_key)
    if known is None or call.now >= known.at + DAY:
        return
    raise Refusal(
        409,
        "The retry key is already accepted",
        headers={"x-line-accepted-request-id": known.request_id},
        **({"sentMessages": known.sent} if known.sent else {}),
    )


def keep(call: Call, sent: list[Json]) -> None:
    """Remember that this was accepted."""
    if call.retry_key:
        call.account.retry_keys[call.retry_key] = Accepted(call.now, call.id, sent)

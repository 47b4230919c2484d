"""How many messages may be sent, were sent, and arrived."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

from line_simulator.answers import Refusal, invalid_parameter
from line_simulator.calls import Call
from line_simulator.clock import day, month
from line_simulator.world import Json

BEGINNING: Final = "20180331"
KINDS: Final = ("reply", "push", "multicast", "broadcast")


def quota(call: Call) -> Json:
    """The plan's messages a month."""
    limit = call.account.plan.limit
    return {"type": "none"} if limit is None else {"type": "limited", "value": limit}


def consumption(call: Call) -> Json:
    """Those used this month. With LINE it is only roughly right."""
    return {"totalUsage": call.account.plan.used[month(call.now)]}


def delivered(call: Call) -> Json:
    """How many of a kind arrived on a day. Known on the day after."""
    date, kind = _date(call), call.path["kind"]
    if kind not in KINDS:
        raise Refusal(404, "Not found")
    return _ready(call, date, {"success": _arrived(call, kind, date)})


def deliveries(call: Call) -> Json:
    """The same for all kinds at once."""
    date = _date(call)
    counts = {
        "broadcast": _arrived(call, "broadcast", date),
        **{f"api{kind.title()}": _arrived(call, kind, date) for kind in KINDS},
    }
    return _ready(call, date, counts)


def followers(call: Call) -> Json:
    """Friends ever won, those reached, those who block."""
    chats = list(call.account.chats.values())
    counts = {
        "followers": sum(chat.is_friend for chat in chats),
        "targetedReaches": sum(chat.is_open for chat in chats),
        "blocks": sum(chat.is_blocked for chat in chats),
    }
    return _ready(call, _date(call), counts, dict.fromkeys(counts))


def units(call: Call) -> Json:
    """How many names of units were used this month."""
    return {"numOfCustomAggregationUnits": len(_names(call))}


def unit_names(call: Call) -> Json:
    """Those names."""
    return {"customAggregationUnits": _names(call)}


def _names(call: Call) -> list[str]:
    return sorted(call.account.units.get(month(call.now), ()))


def _arrived(call: Call, kind: str, date: str) -> int:
    return call.account.delivered.get(kind, Counter())[date]


def _date(call: Call) -> str:
    date = call.query.get("date", "")
    if not re.fullmatch(r"\d{8}", date):
        raise invalid_parameter("date")
    return date


def _ready(call: Call, date: str, counts: Json, before: Any = None) -> Json:
    if date < BEGINNING:
        return {"status": "out_of_service"} | (before or {})
    if date >= day(call.now):
        return {"status": "unready"} | (before or {})
    return {"status": "ready"} | counts

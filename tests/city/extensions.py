"""An evening on which nobody could apply, and how Chika makes up for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.procedures import actions
from madoguchi.procedures.models import Extension
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.extending import Plan

CLOSING = datetime(2026, 12, 15, 23, 59, 59, tzinfo=TOKYO)
MORNING = datetime(2026, 12, 16, 8, 40, tzinfo=TOKYO)  # after
PROMISED = datetime(2026, 12, 17, 17, tzinfo=TOKYO)
PERIOD = {"opens_at": "2026-11-02T09:00:00+09:00", "closes_at": CLOSING.isoformat()}
PLAN = Plan(
    closes_at=PROMISED,
    outage_from=datetime(2026, 12, 15, 22, 10, tzinfo=TOKYO),
    outage_until=datetime(2026, 12, 15, 23, 40, tzinfo=TOKYO),
)


def extend(
    *, now: datetime = MORNING, seen: datetime = CLOSING, by: Actor = SYSTEM, **of_plan: Any
) -> Extension:
    """The club is open longer."""
    plan = Plan(
        **{
            "closes_at": PLAN.closes_at,
            "outage_from": PLAN.outage_from,
            "outage_until": PLAN.outage_until,
            **of_plan,
        }
    )
    return actions.extend(slug="club", plan=plan, seen=seen, reason="回線の障害", by=by, now=now)

"""Background work with money: what has been kept long enough goes."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.payments import queries
from madoguchi.payments.actions import removing
from madoguchi.rules import calendar, retention


@app.task(name="payments.remove", queueing_lock="payments.remove")
def remove(**_ignored: object) -> None:
    """Let go of the months whose years are over, and of the papers that belong to them."""
    now = clock.now()
    kept_since = retention.charges_kept_since(calendar.local_day(now))
    months = queries.list_expired(before=kept_since)
    for run in months:
        removing.remove_month(run=run, by=SYSTEM, now=now)
    if months:
        removing.remove_papers(before=kept_since, by=SYSTEM, now=now)

"""What is looked at once a day."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.procedures import actions


@app.task(name="procedures.orphans")
def orphans(**_ignored: object) -> None:
    """Procedures that nobody answers for stand in the record of every morning, and on the first page."""
    actions.report_orphans(now=clock.now())

"""What this room sees to by itself."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.places.actions import asking, rolls


@app.task(name="places.remove")
def remove(**_ignored: object) -> None:
    """Remove enquiries in which nothing was said for a year, and rolls of the year before last."""
    asking.remove_old(now=clock.now())
    rolls.remove_old(now=clock.now())

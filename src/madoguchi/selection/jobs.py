"""Work of this room that nobody waits for."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.selection.actions import certificates


@app.task(name="selection.tidy", queueing_lock="selection.tidy")
def tidy(**_ignored: object) -> None:
    """Remove certificates that no application uses any more."""
    certificates.tidy(now=clock.now())

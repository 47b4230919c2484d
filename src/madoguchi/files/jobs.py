"""The round that lets go of files nobody names."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.files import actions


@app.task(name="files.sweep")
def sweep(**_ignored: object) -> None:
    """Rows first, then bytes without a row."""
    now = clock.now()
    actions.sweep_rows(now=now)
    actions.sweep_files(now=now)

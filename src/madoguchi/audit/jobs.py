"""The sealer, called every few seconds."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.audit import actions
from madoguchi.base import clock


@app.task(name="audit.seal")
def seal(**_ignored: object) -> None:
    """Seal batch after batch until nothing waits."""
    while actions.seal(now=clock.now()) == actions.BATCH:
        pass

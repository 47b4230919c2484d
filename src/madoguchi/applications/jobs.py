"""What the worker does for this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.applications.actions import keeping
from madoguchi.base import clock


@app.task(name="applications.remove", queueing_lock="applications.remove")
def remove(**_ignored: object) -> None:
    """Remove what is past its time; every night, until nothing is left."""
    while keeping.remove_expired(now=clock.now()) or keeping.remove_abandoned(now=clock.now()):
        pass


@app.task(name="applications.remind", queueing_lock="applications.remind")
def remind(**_ignored: object) -> None:
    """Remind those who began and have not filed; once a day."""
    keeping.remind_writers(now=clock.now())

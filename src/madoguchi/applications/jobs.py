"""What the worker does for this room."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.applications.actions import keeping, reminding
from madoguchi.base import clock


@app.task(name="applications.remove", queueing_lock="applications.remove")
def remove(**_ignored: object) -> None:
    """Remove what is past its time; every night, until nothing is left."""
    while keeping.remove_expired(now=clock.now()) or keeping.remove_abandoned(now=clock.now()):
        pass


@app.task(name="applications.remind", queueing_lock="applications.remind")
def remind(**_ignored: object) -> None:
    """Tell those who began and have not filed that the end is near, or what follows from it; once a day."""
    reminding.remind_writers(now=clock.now())
    reminding.tell_of_closings(now=clock.now())


@app.task(name="applications.tell_of_extensions", queueing_lock="applications.tell_of_extensions")
def tell_of_extensions(**_ignored: object) -> None:
    """Tell those who were writing that the end was moved; at once, and again for whom a lost job left out."""
    reminding.tell_of_extensions(now=clock.now())

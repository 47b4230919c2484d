"""Background work with the register: extracts read, applications compared, people let go of in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock, jobs
from madoguchi.register import queries
from madoguchi.register.actions import comparing, taking
from madoguchi.register.models import RegisterExtract
from madoguchi.rules import retention

PATIENCE: Final = timedelta(minutes=10)


@app.task(name="register.continue_reading")
def continue_reading(*, extract: str, **_ignored: object) -> None:
    """Read an extract."""
    taking.continue_reading(extract_id=UUID(extract), now=clock.now())


@app.task(name="register.continue_run")
def continue_run(*, run: str, **_ignored: object) -> None:
    """The next applications of a run."""
    comparing.continue_run(run_id=UUID(run), now=clock.now())


@app.task(name="register.sweep", queueing_lock="register.sweep")
def sweep(**_ignored: object) -> None:
    """Take up what a lost job left behind; a doubled job does no harm."""
    reading, running = queries.list_unfinished(begun_before=clock.now() - PATIENCE)
    for each in reading:
        jobs.defer("register.continue_reading", key=f"register:{each}", extract=str(each))
    for each in running:
        jobs.defer("register.continue_run", key=f"register:{each}", run=str(each))


@app.task(name="register.remove", queueing_lock="register.remove")
def remove(**_ignored: object) -> None:
    """Let go of the people of extracts that have been kept long enough."""
    now = clock.now()
    for each in queries.list_expired(received_before=now - retention.REGISTER_IS_KEPT):
        taking.remove(extract=RegisterExtract.objects.get(pk=each), by=SYSTEM, now=now)

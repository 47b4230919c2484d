"""Work of this room that nobody waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.selection.actions import certificates, confirming, running, weighing
from madoguchi.selection.queries import runs

PATIENCE: Final = timedelta(minutes=5)


@app.task(name="selection.calculate")
def calculate(*, run: str, **_ignored: object) -> None:
    """Calculate a run that was started."""
    running.calculate(run_id=UUID(run), now=clock.now())


@app.task(name="selection.draft")
def draft(*, confirmation: str, **_ignored: object) -> None:
    """Draft the next decisions of a confirmed run."""
    confirming.continue_drafting(confirmation_id=int(confirmation), now=clock.now())


@app.task(name="selection.weigh")
def weigh(*, confirmation: str, **_ignored: object) -> None:
    """Work out the shortfalls of the next children of a confirmed run."""
    weighing.continue_weighing(confirmation_id=int(confirmation), now=clock.now())


@app.task(name="selection.sweep", queueing_lock="selection.sweep")
def sweep(**_ignored: object) -> None:
    """Take up what a lost job left behind; a doubled job does no harm."""
    before = clock.now() - PATIENCE
    for confirmation_id in runs.list_undrafted(confirmed_before=before):
        jobs.defer("selection.draft", key=f"draft:{confirmation_id}", confirmation=str(confirmation_id))
    for confirmation_id in runs.list_unweighed(confirmed_before=before):
        jobs.defer("selection.weigh", key=f"weigh:{confirmation_id}", confirmation=str(confirmation_id))
    for run_id in runs.list_unfinished(started_before=before):
        jobs.defer("selection.calculate", key=f"run:{run_id}", run=str(run_id))


@app.task(name="selection.tidy", queueing_lock="selection.tidy")
def tidy(**_ignored: object) -> None:
    """Remove certificates that no application uses any more."""
    certificates.tidy(now=clock.now())

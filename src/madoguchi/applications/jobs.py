"""What the worker does for this room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.applications import passages
from madoguchi.applications.actions import keeping, rebasing, reminding
from madoguchi.base import clock, jobs


@app.task(name="applications.remove", queueing_lock="applications.remove")
def remove(**_ignored: object) -> None:
    """Remove what is past its time; every night, until nothing is left."""
    while keeping.remove_expired(now=clock.now()) or keeping.remove_abandoned(now=clock.now()):
        pass


@app.task(name="applications.remind", queueing_lock="applications.remind")
def remind(**_ignored: object) -> None:
    """Tell those who began and have not filed that the end is near, or what follows from it; once a day."""
    reminding.remind_writers(now=clock.now())
    reminding.remind_of_drafts(now=clock.now())
    reminding.tell_of_closings(now=clock.now())


@app.task(name="applications.tell_of_extensions", queueing_lock="applications.tell_of_extensions")
def tell_of_extensions(**_ignored: object) -> None:
    """Tell those who were writing that the end was moved; at once, and again for whom a lost job left out."""
    reminding.tell_of_extensions(now=clock.now())


@app.task(name="applications.continue_rebase")
def continue_rebase(*, rebase: str, **_ignored: object) -> None:
    """The next applications go on to a newer version."""
    rebasing.continue_rebase(rebase_id=UUID(rebase), now=clock.now())


@app.task(name="applications.sweep_rebases", queueing_lock="applications.sweep_rebases")
def sweep_rebases(**_ignored: object) -> None:
    """Take up what a lost job left, what was filed in that moment, and what came back from its approvers."""
    for run in passages.list_unfinished():
        jobs.defer("applications.continue_rebase", key=f"rebase:{run.pk}", rebase=str(run.pk))

"""Background work of the desk: batches that go on."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.review import queries
from madoguchi.review.actions import batching, phoning, returning

PATIENCE: Final = timedelta(minutes=10)


@app.task(name="review.continue_batch")
def continue_batch(*, batch: str, **_ignored: object) -> None:
    """The next chunk of a batch."""
    batching.continue_batch(batch_id=UUID(batch), now=clock.now())


@app.task(name="review.sweep", queueing_lock="review.sweep")
def sweep(**_ignored: object) -> None:
    """Take up batches that a lost job left behind; a doubled job does no harm."""
    for batch_id in queries.list_unfinished_batches(begun_before=clock.now() - PATIENCE):
        jobs.defer("review.continue_batch", key=f"batch:{batch_id}", batch=str(batch_id))


@app.task(name="review.remind", queueing_lock="review.remind")
def remind(**_ignored: object) -> None:
    """Remind those whose correction is due soon; every morning, when the desk opens."""
    returning.remind(now=clock.now())


@app.task(name="review.tidy", queueing_lock="review.tidy")
def tidy(**_ignored: object) -> None:
    """Remove what belongs to no application and is past its time; every night."""
    phoning.forget_phone_notes(now=clock.now())

"""Background work of the desk: batches that go on."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.review.actions import batching


@app.task(name="review.continue_batch")
def continue_batch(*, batch: str, **_ignored: object) -> None:
    """The next chunk of a batch."""
    batching.continue_batch(batch_id=UUID(batch), now=clock.now())

"""Background work of the desk: what goes on by itself, is seen at its instant, reminded of, and tidied."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.review import proposals, queries
from madoguchi.review.actions import batching, phoning, releasing, returning, settling
from madoguchi.review.actions import mailing as mailings

PATIENCE: Final = timedelta(minutes=10)


@app.task(name="review.continue_batch")
def continue_batch(*, batch: str, **_ignored: object) -> None:
    """The next chunk of a batch."""
    batching.continue_batch(batch_id=UUID(batch), now=clock.now())


@app.task(name="review.settle")
def settle(*, proposal: str, **_ignored: object) -> None:
    """The next chunk of an approved proposal takes effect."""
    settling.continue_settling(proposal_id=UUID(proposal), now=clock.now())


@app.task(name="review.release", queueing_lock="review.release")
def release(**_ignored: object) -> None:
    """Show the results whose instant has come."""
    releasing.release_due(now=clock.now())


@app.task(name="review.tell_released")
def tell_released(*, release: str, **_ignored: object) -> None:
    """The next wave of messages about results that can be seen."""
    releasing.continue_telling(release_id=UUID(release), now=clock.now())


@app.task(name="review.draw")
def draw(*, release: str, **_ignored: object) -> None:
    """The next letters whose day has moved."""
    releasing.continue_drawing(release_id=UUID(release), now=clock.now())


@app.task(name="review.draw_mailing")
def draw_mailing(*, mailing: str, **_ignored: object) -> None:
    """Draw a print run."""
    mailings.draw_mailing(mailing_id=UUID(mailing), now=clock.now())


@app.task(name="review.sweep", queueing_lock="review.sweep")
def sweep(**_ignored: object) -> None:
    """Take up what a lost job left behind; a doubled job does no harm."""
    before = clock.now() - PATIENCE
    for batch_id in queries.list_unfinished_batches(begun_before=before):
        jobs.defer("review.continue_batch", key=f"batch:{batch_id}", batch=str(batch_id))
    for proposal_id in proposals.list_unsettled(approved_before=before):
        jobs.defer("review.settle", key=f"settle:{proposal_id}", proposal=str(proposal_id))
    for release_id in proposals.list_undrawn_releases():
        jobs.defer("review.draw", key=f"draw:{release_id}", release=str(release_id))
    for release_id in proposals.list_untold_releases():
        jobs.defer("review.tell_released", key=f"tell:{release_id}", release=str(release_id))
    for mailing_id in queries.list_unfinished_mailings(begun_before=before):
        jobs.defer("review.draw_mailing", key=f"mailing:{mailing_id}", mailing=str(mailing_id))


@app.task(name="review.remind", queueing_lock="review.remind")
def remind(**_ignored: object) -> None:
    """Remind those whose correction is due soon; every morning, when the desk opens."""
    returning.remind(now=clock.now())


@app.task(name="review.tidy", queueing_lock="review.tidy")
def tidy(**_ignored: object) -> None:
    """Remove calls without an application, and print runs, past their time; every night."""
    phoning.forget_phone_notes(now=clock.now())
    mailings.forget_prints(now=clock.now())

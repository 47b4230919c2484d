"""Work of this entrance that nobody waits for."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.line import profiles, queries, working
from madoguchi.line.actions import conversing
from madoguchi.rules.documents.base import LANGUAGES

PATIENCE: Final = timedelta(seconds=30)
TOO_LONG: Final = timedelta(hours=1)

logger = logging.getLogger(__name__)


@app.task(name="line.work")
def work(*, person: str, **_ignored: object) -> None:
    """Work what waits of one person, in order."""
    language = LANGUAGES[0] if queries.is_known(person) else profiles.language_of(person, now=clock.now())
    while working.work_next(person=person, language=language, now=clock.now()):
        pass


@app.task(name="line.sweep", queueing_lock="line.sweep")
def sweep(**_ignored: object) -> None:
    """Take up what a lost job left behind; a doubled job does no harm."""
    now = clock.now()
    if left := working.give_up(before=now - TOO_LONG, now=now):
        logger.error("%s events of LINE could not be worked", left)
    for person in queries.list_left_behind(before=now - PATIENCE):
        jobs.defer("line.work", key=f"line:{person}", person=person)


@app.task(name="line.forget", queueing_lock="line.forget")
def forget(**_ignored: object) -> None:
    """Forget what was said in conversations that ended; every night."""
    conversing.forget(now=clock.now())

"""Work of this entrance that nobody waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.line import profiles, queries, working
from madoguchi.line.actions import conversing
from madoguchi.rules.conversation import LANGUAGES

PATIENCE: Final = timedelta(seconds=30)


@app.task(name="line.work")
def work(*, person: str, **_ignored: object) -> None:
    """Work what waits of one person, in order."""
    language = LANGUAGES[0] if queries.is_known(person) else profiles.language_of(person, now=clock.now())
    while working.work_next(person=person, language=language, now=clock.now()):
        pass


@app.task(name="line.sweep", queueing_lock="line.sweep")
def sweep(**_ignored: object) -> None:
    """Take up what a lost job left behind; a doubled job does no harm."""
    for person in queries.list_left_behind(before=clock.now() - PATIENCE):
        jobs.defer("line.work", key=f"line:{person}", person=person)


@app.task(name="line.forget", queueing_lock="line.forget")
def forget(**_ignored: object) -> None:
    """Forget what was said in conversations that ended; every night."""
    conversing.forget(now=clock.now())

"""What the calendar does to places: offers lapse, first days come, last days pass, the school year ends."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.enrolment import queries
from madoguchi.enrolment.actions import answering, attending, ending, interviewing
from madoguchi.people.actions import children

logger = logging.getLogger(__name__)


@app.task(name="enrolment.follow", queueing_lock="enrolment.follow")
def follow(**_ignored: object) -> None:
    """Every night, each place in a transaction of its own: stopped half way, the next round goes on."""
    now = clock.now()
    done = [attending.follow(enrolment_id=each, by=SYSTEM, now=now) for each in queries.list_to_follow(now)]
    lapsed = [answering.lapse(offer=each, by=SYSTEM, now=now) for each in queries.list_to_lapse(now)]
    gone = children.forget(children=queries.list_forgotten(), by=SYSTEM, now=now)
    logger.info("places followed: %s, offers lapsed: %s, children gone: %s", len(done), len(lapsed), gone)


@app.task(name="enrolment.remind", queueing_lock="enrolment.remind")
def remind(**_ignored: object) -> None:
    """Every morning, those whose day to answer is near; in March those whose place ends with the year."""
    now = clock.now()
    for each in queries.list_to_remind(now):
        answering.remind(offer=each, by=SYSTEM, now=now)
    for each in queries.list_to_tell_of_end(now):
        ending.tell_of_end(enrolment_id=each, by=SYSTEM, now=now)


@app.task(name="enrolment.remind_of_talks", queueing_lock="enrolment.remind_of_talks")
def remind_of_talks(**_ignored: object) -> None:
    """Every evening those whose talk is tomorrow, every morning whom the evening left out."""
    interviewing.remind_of_talks(by=SYSTEM, now=clock.now())

"""What the worker does for this room."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Final

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.outreach import keeping
from madoguchi.outreach.actions import collecting, menus, profiles, waves
from madoguchi.rules.collection import Moment

LATELY: Final = timedelta(minutes=5)

logger = logging.getLogger(__name__)


@app.task(name="outreach.rebuild", queueing_lock="outreach.rebuild")
def rebuild(**_ignored: object) -> None:
    """Every night: are profiles still what the house knows?"""
    if wrong := profiles.rebuild_all(by=SYSTEM, now=clock.now()):
        logger.warning("profiles mended: %s", dict(wrong))
    menus.place_families(by=SYSTEM, now=clock.now())


@app.task(name="outreach.note_moved", queueing_lock="outreach.note_moved")
def note_moved(**_ignored: object) -> None:
    """Every minute: who applied, booked or came in. The night finds what this passed over."""
    keeping.refresh_moved(clock.now() - LATELY)


@app.task(name="outreach.tell", queueing_lock="outreach.tell")
def tell(**_ignored: object) -> None:
    """Every few seconds: the broadcasts whose time has come."""
    waves.tell_due(now=clock.now())


@app.task(name="outreach.forget_recipients", queueing_lock="outreach.forget_recipients")
def forget_recipients(**_ignored: object) -> None:
    """Every night: who was told long ago."""
    waves.forget_recipients(now=clock.now())


@app.task(name="outreach.remind_in_the_evening", queueing_lock="outreach.remind_in_the_evening")
def remind_in_the_evening(**_ignored: object) -> None:
    """What is collected tomorrow; and what was said of days long past goes."""
    collecting.remind(moment=Moment.EVENING, now=clock.now())
    collecting.forget_told(now=clock.now())


@app.task(name="outreach.remind_in_the_morning", queueing_lock="outreach.remind_in_the_morning")
def remind_in_the_morning(**_ignored: object) -> None:
    """What is collected today."""
    collecting.remind(moment=Moment.MORNING, now=clock.now())

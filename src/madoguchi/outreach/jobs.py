"""What the worker does for this room."""

from __future__ import annotations

import logging

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.outreach.actions import profiles

logger = logging.getLogger(__name__)


@app.task(name="outreach.rebuild", queueing_lock="outreach.rebuild")
def rebuild(**_ignored: object) -> None:
    """Every night: are profiles still what the house knows? Each batch in a transaction of its own."""
    after = 0
    while (done := profiles.rebuild(after=after, by=SYSTEM, now=clock.now())) is not None:
        after, wrong = done
        if wrong:
            logger.warning("profiles mended: %s", dict(wrong))

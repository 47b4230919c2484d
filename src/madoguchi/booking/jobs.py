"""What becomes of reservations by the clock, and what follows when places are given back."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.audit.actions import SYSTEM
from madoguchi.base import clock
from madoguchi.booking import queries
from madoguchi.booking.actions import changing, keeping, waiting

logger = logging.getLogger(__name__)


@app.task(name="booking.offer")
def offer(*, session: str, **_ignored: object) -> None:
    """As soon as places are given back: whoever waits first is offered them."""
    waiting.offer_freed(session_id=UUID(session), by=SYSTEM, now=clock.now())


@app.task(name="booking.sweep", queueing_lock="booking.sweep")
def sweep(**_ignored: object) -> None:
    """Every ten seconds: what nobody answered in time goes to the next, what a lost job left is offered."""
    now = clock.now()
    changing.expire(by=SYSTEM, now=now)
    for session in queries.list_to_offer(now):
        waiting.offer_freed(session_id=session, by=SYSTEM, now=now)


@app.task(name="booking.remind", queueing_lock="booking.remind")
def remind(**_ignored: object) -> None:
    """Every evening those whose reservation is tomorrow, every morning whom the evening left out."""
    changing.remind(by=SYSTEM, now=clock.now())


@app.task(name="booking.reconcile", queueing_lock="booking.reconcile")
def reconcile(**_ignored: object) -> None:
    """Every ten minutes: a counter that is not what its units say stops its session."""
    if stopped := keeping.pause_miscounted(now=clock.now()):
        logger.error("sessions stopped because their places were miscounted: %s", stopped)


@app.task(name="booking.remove", queueing_lock="booking.remove")
def remove(**_ignored: object) -> None:
    """Every night: reservations whose time is over go, and what was left of them."""
    now = clock.now()
    gone, left = keeping.remove_expired(now=now), keeping.remove_left_over(now=now)
    logger.info("reservations removed: %s, and of what they left: %s", gone, left)

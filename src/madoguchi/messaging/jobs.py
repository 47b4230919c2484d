"""What the worker does for this room."""

from __future__ import annotations

import logging
from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock, jobs
from madoguchi.messaging import delivery
from madoguchi.messaging.line import answers, broadcasts, channel, menus, month

logger = logging.getLogger(__name__)


@app.task(name="messaging.deliver")
def deliver(*, message: str, **_ignored: object) -> None:
    """Send one message."""
    delivery.deliver(message=UUID(message), now=clock.now())


@app.task(name="messaging.answer")
def answer(*, answer: str, **_ignored: object) -> None:
    """Answer somebody in a chat."""
    answers.send(answer=UUID(answer), now=clock.now())


@app.task(name="messaging.broadcast")
def broadcast(**_ignored: object) -> None:
    """Go on telling many, for about a second."""
    broadcasts.drain(clock=clock.now)


@app.task(name="messaging.menus")
def show_menus(**_ignored: object) -> None:
    """Show everybody another menu; the sweeper comes back for what LINE has not done yet."""
    now = clock.now()
    if channel.is_set_up() and menus.go_on(now=now):
        menus.give(now=now)


@app.task(name="messaging.check_menus")
def check_menus(**_ignored: object) -> None:
    """Would the twins be there tonight? Every night, before anybody needs them; then old pictures go."""
    now = clock.now()
    if not channel.is_set_up():
        return
    if wrong := menus.look(now=now):
        logger.error("menus on LINE are not as they ought to be: %s", wrong)
    try:
        menus.remove_old(now=now)
    except menus.NotNow as reason:
        logger.warning("old menus stay on LINE for another night: %s", reason)


@app.task(name="messaging.note_month")
def note_month(**_ignored: object) -> None:
    """How many messages are left of the month; every five minutes."""
    if channel.is_set_up():
        month.note(now=clock.now())


@app.task(name="messaging.sweep", queueing_lock="messaging.sweep")
def sweep(**_ignored: object) -> None:
    """Find what a lost job left behind; every few seconds."""
    now = clock.now()
    delivery.sweep(now=now)
    answers.sweep(now=now)
    broadcasts.sweep(now=now)
    if channel.is_set_up() and menus.underway() is not None:
        jobs.defer("messaging.menus", key="messaging.menus")


@app.task(name="messaging.tidy")
def tidy(**_ignored: object) -> None:
    """Remove what LINE told us long ago; every night."""
    delivery.tidy(now=clock.now())

"""What the worker does for this room."""

from __future__ import annotations

from uuid import UUID

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.messaging import delivery
from madoguchi.messaging.line import answers, broadcasts


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


@app.task(name="messaging.sweep", queueing_lock="messaging.sweep")
def sweep(**_ignored: object) -> None:
    """Find what a lost job left behind; every few seconds."""
    now = clock.now()
    delivery.sweep(now=now)
    answers.sweep(now=now)
    broadcasts.sweep(now=now)


@app.task(name="messaging.tidy")
def tidy(**_ignored: object) -> None:
    """Remove what LINE told us long ago; every night."""
    delivery.tidy(now=clock.now())

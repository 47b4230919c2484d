"""What the worker does for this room."""

from __future__ import annotations

from typing import Final

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.checkin.actions import notices, registering, scanning, shifts

MOST: Final = 200


@app.task(name="checkin.close_night", queueing_lock="checkin.close_night")
def close_night(**_ignored: object) -> None:
    """After midnight: who forgot to say that they left."""
    scanning.close_night(now=clock.now())
    shifts.close_shifts(now=clock.now())


@app.task(name="checkin.remove", queueing_lock="checkin.remove")
def remove(**_ignored: object) -> None:
    """Every night: families whose registration ran out a year ago, and who left work five years ago."""
    for remove_some in (registering.remove_expired, shifts.remove_workers):
        while remove_some(now=clock.now(), most=MOST) == MOST:
            pass


@app.task(name="checkin.remove_notices", queueing_lock="checkin.remove_notices")
def remove_notices(**_ignored: object) -> None:
    """Every night: what families said, and who arrived, a year ago."""
    notices.remove_old(now=clock.now())

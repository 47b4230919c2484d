"""Background work of the studio: what nobody came back for is tidied away."""

from __future__ import annotations

from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.studio.actions import packing


@app.task(name="studio.tidy", queueing_lock="studio.tidy")
def tidy(**_ignored: object) -> None:
    """Throw away packs that waited too long to be taken in; every night."""
    packing.forget_packs(now=clock.now())

"""Background work of the studio: drafts are looked at from outside, what was left is tidied away."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from madoguchi.base import clock
from madoguchi.studio.actions import guarding, packing
from madoguchi.studio.strangers import over_the_network


@app.task(name="studio.tidy", queueing_lock="studio.tidy")
def tidy(**_ignored: object) -> None:
    """Throw away packs that waited too long to be taken in; every night."""
    packing.forget_packs(now=clock.now())


@app.task(name="studio.inspect")
def inspect(*, inspection: str, **_ignored: object) -> None:
    """Look at a draft from outside. A lost job is asked for again by the officer who waits for it."""
    ask = over_the_network(settings.URL_VISIT or settings.URL_PORTAL)
    guarding.carry_out(inspection_id=UUID(inspection), ask=ask, now=clock.now())

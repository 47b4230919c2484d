"""Places of last year's round: taken within days, begun on 1 April, most of them seen by their club."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.base.entrances import Entrance
from madoguchi.demo.households import dice
from madoguchi.enrolment.actions import answering, attending
from madoguchi.enrolment.models import Offer
from madoguchi.people.entrants import actor_of
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import Offered, Side

NIGHT: Final = time(0, 10, tzinfo=TOKYO)
UNSEEN: Final = 0.05  # of which the club has not said that the child came


def live(application: Application) -> None:
    """Take the place that was offered, and begin."""
    for offer in Offer.objects.filter(application=application, state=Offered.OPEN):
        chance = dice(application.reference, "place")
        resident = application.resident
        held = answering.accept(
            offer=offer.pk,
            by=actor_of(resident, Entrance.PORTAL) if resident else SYSTEM,
            now=offer.offered_at + timedelta(hours=chance.randint(2, 200)),
            side=Side.CITY,
        )
        first_night = datetime.combine(held.starts_on, NIGHT)
        attending.follow(enrolment_id=held.pk, by=SYSTEM, now=first_night)
        if chance.random() > UNSEEN:
            attending.confirm(enrolment_id=held.pk, by=SYSTEM, now=first_night + timedelta(hours=15))

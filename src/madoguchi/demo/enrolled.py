"""Places of last year's round: taken within days, begun on 1 April, most of them seen by their club."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from madoguchi.applications.models import Application
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import jobs
from madoguchi.base.entrances import Entrance
from madoguchi.demo import post
from madoguchi.demo.households import dice
from madoguchi.enrolment import queries
from madoguchi.enrolment.actions import answering, attending
from madoguchi.enrolment.models import Enrolment, Offer
from madoguchi.people.entrants import actor_of
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.enrolment import Offered, Side

NIGHT: Final = time(0, 10, tzinfo=TOKYO)
UNSEEN: Final = 0.05  # of which the club has not said that the child came


def live(application: Application, *, stays: bool) -> None:
    """Take the place that was offered, and begin; or decline it."""
    for offer in Offer.objects.filter(application=application, state=Offered.OPEN):
        if not stays:
            answering.decline(offer=offer.pk, **_answers(offer))
            continue
        held, chance = _take(offer), dice(application.reference, "begins")
        first_night = datetime.combine(held.starts_on, NIGHT)
        attending.follow(enrolment_id=held.pk, by=SYSTEM, now=first_night)
        if chance.random() > UNSEEN:
            attending.confirm(enrolment_id=held.pk, by=SYSTEM, now=first_night + timedelta(hours=15))


def answer(now: datetime) -> None:
    """What would have lapsed by now was taken in time."""
    with jobs.by_hand():
        for offer_id in queries.list_to_lapse(now):
            post.send(_take(Offer.objects.get(pk=offer_id)).application)


def _take(offer: Offer) -> Enrolment:
    return answering.accept(offer=offer.pk, **_answers(offer))


def _answers(offer: Offer) -> dict[str, Any]:
    """Who answers, and when."""
    resident = offer.application.resident
    hours = dice(offer.application.reference, "place").randint(2, 200)
    by = actor_of(resident, Entrance.PORTAL) if resident else SYSTEM
    return {"by": by, "now": offer.offered_at + timedelta(hours=hours), "side": Side.CITY}

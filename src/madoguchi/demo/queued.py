"""Who waits for the club that can be tried: one is offered the seat of a child who leaves, another waits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from madoguchi.applications.models import Application
from madoguchi.base import jobs
from madoguchi.base.entrances import Entrance
from madoguchi.base.texts import say
from madoguchi.demo import neighbours, post, rounds
from madoguchi.demo.households import dice
from madoguchi.demo.visitors import Card
from madoguchi.enrolment.actions import attending
from madoguchi.enrolment.models import Enrolment
from madoguchi.people.entrants import actor_of
from madoguchi.people.models import Account
from madoguchi.rules import calendar
from madoguchi.rules.enrolment import LIVING, year_ends
from madoguchi.rules.running import Outcome
from madoguchi.selection.models import Placement

LEFT: Final = 2  # working days ago
SHORT: Final = 15  # days of a month left: whoever is offered a seat has to have time to answer

# msgids by key: who they are, and what is worth trying as them. In the order of the queue, after the first,
# who moved up when last year's round was over.
WHO: Final = {
    "offered": "Waited for a place at an after-school club, and is offered one now",
    "waits": "Waits for a place at an after-school club",
}
TRY: Final = {
    "offered": "Look on the page by which day the offer is to be answered, and take the place or decline it.",
    "waits": "Read the letter, how each wish came out, and how many points would have been enough.",
}


def live(now: datetime) -> None:
    """Say for a child of the club that it leaves; the next of the queue is offered the seat. Done once.

    At the end of a school year there is none to offer.
    """
    today = calendar.local_day(now)
    year, last_day = calendar.fiscal_year(today), _last_day(today)
    theirs = Enrolment.objects.filter(
        application__resident__account__login__in=_known(), place=neighbours.tried_club(), year=year
    )
    if theirs.exclude(leaves_on=None).exists() or last_day + timedelta(days=1) >= year_ends(year):
        return
    there = theirs.filter(state__in=LIVING, starts_on__lte=today)
    for held in there.order_by("-application__reference")[:1]:
        _leave(held, last_day, now)


def _leave(held: Enrolment, last_day: date, now: datetime) -> None:
    resident = held.application.resident
    if resident is None:
        return
    day = rounds.at(rounds.working_days_before(now, LEFT), time())
    evening = rounds.evening(day, 0, dice(held.application.reference, "leaves"))
    with jobs.by_hand():
        by = actor_of(resident, Entrance.PORTAL)
        attending.end(enrolment_id=held.pk, last_day=last_day, by=by, now=min(evening, now))
        for application in (held.application, *_waited()):
            post.send(application)


def _last_day(today: date) -> date:
    """The end of this month, or of the next one."""
    soon = calendar.months_after(today.replace(day=1), 1)
    ends = soon if (soon - today).days > SHORT else calendar.months_after(soon, 1)
    return ends - timedelta(days=1)


def cards() -> list[Card]:
    """The families to be, as far as there are any."""
    return [_card(key, application) for key, application in _by_key().items()]


def _card(key: str, application: Application) -> Card:
    account = _account(application)
    return Card(
        key=key,
        name=application.applicant_name,
        kana=application.applicant_kana,
        who=say(WHO[key]),
        to_try=say(TRY[key]),
        role="住民",
        address=account.login if account else "",
    )


def account_of(key: str) -> Account | None:
    """The account of one of them; None for anybody else."""
    application = _by_key().get(key)
    return _account(application) if application else None


def _account(application: Application) -> Account | None:
    return application.resident.account if application.resident else None


def _by_key() -> dict[str, Application]:
    return dict(zip(WHO, _waited()[1:], strict=False))


def _waited() -> list[Application]:
    """Whom last year's run let wait for a seat of the club, in the order of the queue."""
    found = Placement.objects.filter(
        outcome=Outcome.WAITING,
        run__confirmation__isnull=False,
        application__resident__account__login__in=_known(),
    ).select_related("application__resident__account")
    return [each.application for each in sorted(found, key=_rank)]


def _rank(placement: Placement) -> tuple[int, str]:
    waiting = [each["waiting"] for each in placement.choices if each["waiting"] is not None]
    return min(waiting, default=0), placement.application.reference


def _known() -> list[str]:
    return [each.email for each in neighbours.of_upper_grades()]

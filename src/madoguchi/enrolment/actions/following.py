"""Carrying out what was decided about a place: a decision moves it, and nobody types it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.enrolment import notices, queries
from madoguchi.enrolment.actions import answering, arranging, attending, moving, offering
from madoguchi.enrolment.keeping import CannotChangePlace
from madoguchi.enrolment.models import Enrolment, Leftover, NoticeSeen
from madoguchi.people.models import Officer
from madoguchi.procedures.queries import document_of
from madoguchi.rules import arranging as rules
from madoguchi.rules import calendar
from madoguchi.rules.arranging import Wanted
from madoguchi.rules.enrolment import Act, Reason, Refusal, Side, Source, State


@transaction.atomic
def follow(*, application: Application, outcome: str | None = None, place: str = "", now: datetime) -> None:
    """Do to a place what a decision says. What cannot be done is left for an officer; the decision stays.

    `outcome`: none where nobody decides. `place`: code of the one granted where the answers do not say it.
    """
    read = filed(application)
    wanted = rules.wanted(read.document, read.journey(), read.facts(), outcome, place=place)
    if wanted is None:
        return
    try:
        with transaction.atomic():
            _ACTS[wanted.act](read, wanted, now)
    except CannotChangePlace as cannot:
        told = {"reason": cannot.refusal.reason, "at": now, "settled_at": None}
        Leftover.objects.update_or_create(application=application, defaults=told)
        audit.record(
            verb="place.left_over",
            about=("application", application.reference),
            by=SYSTEM,
            now=now,
            details={"reason": cannot.refusal.reason.value},
        )


@transaction.atomic
def follow_anew(*, application: Application, now: datetime) -> None:
    """Do what was mistyped as it is meant: what was left over, and notices, which the club confirms anew."""
    undone, _ = Leftover.objects.filter(application=application, settled_at=None).delete()
    enrolling = document_of(application.version_id).enrolment
    is_notice = enrolling is not None and enrolling.act == "notice"
    NoticeSeen.objects.filter(application=application).delete()
    if undone or is_notice:
        follow(application=application, now=now)


@transaction.atomic
def settle(*, leftover: Leftover, officer: Officer, by: Actor, now: datetime) -> None:
    """An officer has seen to it by hand."""
    if Leftover.objects.filter(pk=leftover.pk, settled_at=None).update(settled_at=now, settled_by=officer):
        audit.record(
            verb="place.seen_to", about=("application", leftover.application.reference), by=by, now=now
        )


def _offer(read: Filed, wanted: Wanted, now: datetime) -> None:
    if wanted.place is None:
        raise CannotChangePlace(Refusal(Reason.NOT_FOUND, Act.OFFER))
    year = read.facts()["target_year"]
    offering.offer(
        application=read.application,
        place=wanted.place,
        starts_on=wanted.starts or date(year, 4, 1),
        source=Source.DECISION,
        by=SYSTEM,
        now=now,
    )


def _arrange(read: Filed, wanted: Wanted, now: datetime) -> None:
    arranging.arrange(
        enrolment_id=_place_of(read, wanted, Act.ARRANGE).pk,
        told=wanted.keeps,
        starts_on=wanted.starts or calendar.local_day(now),
        by=SYSTEM,
        now=now,
        application=read.application,
    )


def _notice(read: Filed, wanted: Wanted, now: datetime) -> None:
    """The club reads it by itself; nothing about the place is different afterwards.

    What no club reads is never refused: that would tell anybody where a child is not, and so where it is.
    """
    if not notices.is_heard(read, wanted):
        raise CannotChangePlace(Refusal(Reason.NOT_FOUND, Act.ARRANGE))


def _pause(read: Filed, wanted: Wanted, now: datetime) -> None:
    if wanted.starts is None or wanted.ends is None:
        raise CannotChangePlace(Refusal(Reason.NOT_A_PERIOD, Act.PAUSE))
    attending.pause(
        enrolment_id=_place_of(read, wanted, Act.PAUSE).pk,
        first_day=wanted.starts,
        last_day=wanted.ends,
        by=SYSTEM,
        now=now,
        application=read.application.reference,
    )


def _move(read: Filed, wanted: Wanted, now: datetime) -> None:
    if wanted.to is None:
        raise CannotChangePlace(Refusal(Reason.NOT_FOUND, Act.MOVE))
    moving.move(
        enrolment_id=_place_of(read, wanted, Act.MOVE).pk,
        place=wanted.to,
        starts_on=wanted.starts or calendar.local_day(now),
        application=read.application,
        by=SYSTEM,
        now=now,
    )


def _leave(read: Filed, wanted: Wanted, now: datetime) -> None:
    """Before the first day a place is given up, afterwards it is left; what is only offered is declined."""
    offered = queries.offer_of_child(read, wanted.place)
    held = queries.place_of_child(read, wanted.place)
    if held is None and offered is not None:
        answering.decline(offer=offered.pk, by=SYSTEM, now=now, side=Side.CITY)
    elif held is not None and held.state == State.ACCEPTED:
        answering.decline(offer=held.offer_id, by=SYSTEM, now=now, side=Side.CITY)
    else:
        attending.end(
            enrolment_id=_place_of(read, wanted, Act.LEAVE).pk,
            last_day=wanted.ends or calendar.local_day(now),
            by=SYSTEM,
            now=now,
            application=read.application.reference,
        )


def _place_of(read: Filed, wanted: Wanted, act: Act) -> Enrolment:
    held = queries.place_of_child(read, wanted.place)
    if held is None:
        raise CannotChangePlace(Refusal(Reason.NOT_FOUND, act))
    return held


_ACTS: Final[dict[str, Callable[[Filed, Wanted, datetime], None]]] = {
    "offer": _offer,
    "arrange": _arrange,
    "notice": _notice,
    "pause": _pause,
    "move": _move,
    "leave": _leave,
}

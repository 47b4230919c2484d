"""Who goes hands their open work to whoever goes on with it (引継ぎ)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from madoguchi.applications.queries import of_sections
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Officer
from madoguchi.people.queries import sections_ahead
from madoguchi.review.models import HandOver
from madoguchi.rules import calendar, handover
from madoguchi.rules.handover import Reason


class CannotHandOver(Exception):
    """Nothing was handed over; `reason` says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def hand_over(
    *,
    references: Collection[str],
    sections: Collection[str],
    giver: Officer,
    taker: Officer | None,
    by: Actor,
    now: datetime,
) -> int:
    """Note who goes on with these applications of these sections; the number noted.

    Noted anew, the later one counts. Raises CannotHandOver.
    """
    found = list(of_sections(sections).select_for_update().filter(reference__in=references).order_by("pk"))
    today = calendar.local_day(now)
    reason = handover.refuse(
        giver=giver.number,
        taker=taker.number if taker else None,
        sections={each.section for each in found},
        reached=sections_ahead(officer=taker, on=today) if taker else (),
    )
    if reason or taker is None:
        raise CannotHandOver(reason or Reason.NOBODY_CHOSEN)
    for application in found:
        HandOver.objects.update_or_create(
            application=application, defaults={"giver": giver, "taker": taker, "at": now}
        )
        audit.record(
            verb="application.handed_over",
            about=("application", application.reference),
            by=by,
            now=now,
            details={"from": giver.number, "to": taker.number},
        )
    return len(found)

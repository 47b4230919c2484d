"""Taking in when what waste is collected where, and reminding those who wish it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.base.texts import read_by, say_plain
from madoguchi.messaging import actions as messaging
from madoguchi.messaging import queries as messages
from madoguchi.outreach import queries
from madoguchi.outreach.models import CollectionReminder, CollectionTimetable
from madoguchi.outreach.wording import WASTE
from madoguchi.people.models import Resident
from madoguchi.rules import calendar, collection
from madoguchi.rules.collection import Fault, Guide, Moment, Timetable
from madoguchi.rules.messages import Template

TOLD_KEPT: Final = timedelta(days=7)
AT_ONCE: Final = 200  # people told in one transaction; the rest of an evening goes on after it


class CannotTakeIn(Exception):
    """The files say no timetable; `faults` say why, line by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)


@transaction.atomic
def take_in(
    *,
    area_days: str,
    center: str,
    target: str = "",
    description: str = "",
    on_holidays: bool,
    by: Actor,
    now: datetime,
) -> Timetable:
    """Use these files from now on; those before stay as they were. Raises CannotTakeIn."""
    found = collection.read(area_days, center)
    if not isinstance(found, Timetable):
        raise CannotTakeIn(found)
    guide = collection.read_guide(target, description, kinds=found.kinds)
    if not isinstance(guide, Guide):
        raise CannotTakeIn(guide)
    row = CollectionTimetable.objects.create(
        area_days=area_days,
        center=center,
        target=target,
        description=description,
        on_holidays=on_holidays,
        taken_in_at=now,
        taken_in_by=by.ref or "",
    )
    details = {"areas": len(found.areas)}
    audit.record(
        verb="collection.taken_in", about=("collection", str(row.pk)), by=by, now=now, details=details
    )
    return found


@transaction.atomic
def wish(*, resident: Resident, area: str, moment: Moment | None, by: Actor, now: datetime) -> None:
    """Remind a resident of what is collected in an area; `moment` None: no longer."""
    if moment is None:
        CollectionReminder.objects.filter(pk=resident.pk).delete()
    else:
        wished = {"area": area, "moment": moment.value}
        CollectionReminder.objects.update_or_create(resident=resident, defaults=wished)
    audit.record(verb="collection.wished", about=("resident", str(resident.reference)), by=by, now=now)


def remind(*, moment: Moment, now: datetime) -> int:
    """Tell those who wish it now what is collected next, once for each day; how many were told."""
    day = collection.day_meant(moment, calendar.local_day(now))
    wished = CollectionReminder.objects.filter(moment=moment).select_related("resident__account")
    due = {area: kinds for area, kinds in queries.collected_on(day).items() if kinds}
    found = {_key(each.resident, day): each for each in wished.filter(area__in=due)}
    told = messages.promised(found)
    untold = [each for key, each in found.items() if key not in told]
    for start in range(0, len(untold), AT_ONCE):
        _tell(untold[start : start + AT_ONCE], day, due, now)
    return len(untold)


@transaction.atomic
def forget_told(*, now: datetime) -> None:
    """Take what reminded of days long past off everybody's page."""
    about = ("collection", (calendar.local_day(now) - TOLD_KEPT).isoformat())
    messaging.forget(about=about, now=now)
    audit.record(verb="collection.forgotten", about=about, by=SYSTEM, now=now)


def _key(resident: Resident, day: date) -> str:
    return f"{Template.COLLECTION_SOON}:{resident.reference}:{day}"


@transaction.atomic
def _tell(
    wished: Sequence[CollectionReminder], day: date, due: Mapping[str, Sequence[str]], now: datetime
) -> None:
    about = ("collection", day.isoformat())
    for each in wished:
        resident = each.resident
        messaging.tell(
            resident_ref=resident.reference,
            contact_kind="email",
            contact=resident.account.email if resident.account else "",
            language=resident.language,
            template=Template.COLLECTION_SOON,
            values={"what": _said(due[each.area], resident.language), "due_on": day, "link": "/collection/"},
            about=about,
            dedupe_key=_key(resident, day),
            now=now,
            expires_at=collection.late_at(day),
        )
    details = {"people": len(wished)}
    audit.record(verb="collection.reminded", about=about, by=SYSTEM, now=now, details=details)


def _said(kinds: Sequence[str], language: str) -> str:
    with read_by(language):
        return "、".join(say_plain(WASTE[kind]) if kind in WASTE else kind for kind in kinds)

"""欠席連絡の申請: the second door of the same notice, and what of it an officer has to see to."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.checkin import notices as reading
from madoguchi.checkin.actions import notices
from madoguchi.checkin.actions.notices import CannotTell
from madoguchi.checkin.models import FiledNotice, Notice
from madoguchi.people.models import Child, Officer, Resident
from madoguchi.places import rolls
from madoguchi.rules import absence_filings, calendar
from madoguchi.rules.absence_filings import Filing, Named
from madoguchi.rules.absences import Refusal, Wrong


@transaction.atomic
def hand_on(*, application: Application, now: datetime) -> None:
    """Tell school and club what was filed or corrected. What cannot be told is left for an officer."""
    read = filed(application)
    found = absence_filings.filing(read.document, read.journey(), read.facts())
    if found is None:
        return
    before = FiledNotice.objects.filter(application=application).select_related("notice__child").first()
    standing = before.notice if before else None
    told, refusal = standing, None
    try:
        with transaction.atomic():
            told = _tell(found, application.resident, standing, now)
    except CannotTell as cannot:
        refusal = cannot.refusal
    place = (refusal.place if refusal else "") or found.place or None
    row = {"notice": told, "wrong": refusal.wrong if refusal else "", "place_id": place, "at": now}
    FiledNotice.objects.update_or_create(
        application=application, defaults={**row, "settled_at": None, "settled_by": None}
    )
    _record("notice.left_over" if refusal else "notice.filed", application, SYSTEM, now, refusal)


@transaction.atomic
def take_back(*, application: Application, by: Actor, now: datetime) -> None:
    """It was withdrawn. What the school reads already, after its cut-off, is left for an officer."""
    held = FiledNotice.objects.filter(application=application).select_related("notice__child").first()
    if held is None:
        return
    refusal = None
    try:
        if held.notice and held.notice.last_on >= calendar.local_day(now):
            notices.withdraw(notice=held.notice, by=by, now=now)
    except CannotTell as cannot:
        refusal = cannot.refusal
        held.place_id, held.at, held.settled_at, held.settled_by = refusal.place, now, None, None
    held.wrong = refusal.wrong if refusal else ""
    held.save()
    if refusal:
        _record("notice.left_over", application, SYSTEM, now, refusal)


@transaction.atomic
def settle(*, filed_notice: FiledNotice, officer: Officer, by: Actor, now: datetime) -> None:
    """An officer has passed it on by telephone."""
    open_one = FiledNotice.objects.filter(pk=filed_notice.pk, settled_at=None)
    if open_one.update(settled_at=now, settled_by=officer):
        _record("notice.seen_to", filed_notice.application, by, now)


def _tell(found: Filing, resident: Resident | None, standing: Notice | None, now: datetime) -> Notice:
    if resident is None:  # typed in at the counter
        raise CannotTell(Refusal(wrong=Wrong.UNKNOWN))
    child = _child_of(found, resident)
    if standing and standing.child_id == child.pk:
        notices.change(notice=standing, said=found.said, by=SYSTEM, now=now)
        return standing
    if standing:
        notices.withdraw(notice=standing, by=SYSTEM, now=now)
    return notices.tell(child=child, said=found.said, resident=resident, by=SYSTEM, now=now)


def _child_of(found: Filing, resident: Resident) -> Child:
    """The family's own child of that name, at the place that was named. Raises CannotTell."""
    known = {each.pk: each for each in rolls.list_children(resident=resident)}
    named = {
        key: Named(name=each.name, kana=each.kana, birth_date=each.birth_date) for key, each in known.items()
    }
    meant = [known[key] for key in absence_filings.whose(found.pupil, named)]
    if not meant:
        raise CannotTell(Refusal(wrong=Wrong.UNKNOWN))
    there = (each for each in meant if found.place in reading.places_of(each, found.said.first_on))
    child = next(there, None)
    if child is None:
        raise CannotTell(Refusal(wrong=Wrong.ELSEWHERE))
    return child


def _record(
    verb: str, application: Application, by: Actor, now: datetime, refusal: Refusal | None = None
) -> None:
    details = {"reason": refusal.wrong.value} if refusal else {}
    audit.record(verb=verb, about=("application", application.reference), by=by, now=now, details=details)

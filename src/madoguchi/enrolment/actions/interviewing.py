"""面談: a club opens times, a family books one, the club notes what was said, for itself or the section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from madoguchi.applications.actions.telling import tell
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto
from madoguchi.enrolment import interviews as queries
from madoguchi.enrolment.models import Enrolment, Interview, InterviewNote
from madoguchi.messaging import queries as messages
from madoguchi.procedures.queries import document_of
from madoguchi.rules import interviews
from madoguchi.rules.enrolment import State
from madoguchi.rules.interviews import Reason, Refusal, Topic
from madoguchi.rules.messages import Template


class CannotBook(Exception):
    """The time cannot be had, opened or written about; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What is noted on one topic, and whether the section may read it."""

    words: str
    is_shared: bool


@transaction.atomic
def open_times(*, place: str, begins: Sequence[datetime], minutes: int, by: Actor, now: datetime) -> int:
    """Open these times; one that is open already stays as it is. How many are new."""
    before = Interview.objects.filter(place=place).count()
    rows = (Interview(place_id=place, begins_at=each, minutes=minutes) for each in begins)
    Interview.objects.bulk_create(rows, ignore_conflicts=True)
    opened = Interview.objects.filter(place=place).count() - before
    details = {"count": opened}
    audit.record(verb="interviews.opened", about=("place", place), by=by, now=now, details=details)
    return opened


@transaction.atomic
def close_time(*, interview_id: UUID, by: Actor, now: datetime) -> bool:
    """Take back a time nobody booked. False where somebody has it."""
    gone, _ = Interview.objects.filter(pk=interview_id, enrolment=None).delete()
    if gone:
        audit.record(verb="interview.closed", about=("interview", str(interview_id)), by=by, now=now)
    return bool(gone)


@transaction.atomic
def book(*, interview_id: UUID, enrolment_id: UUID, by: Actor, now: datetime) -> Interview:
    """Take a time; one taken before is given back. Pressed twice, it stays one. Raises CannotBook."""
    held = Enrolment.objects.select_for_update(of=("self",)).select_related("application")
    place = held.get(pk=enrolment_id)
    wanted = Interview.objects.select_for_update(of=("self",)).filter(pk=interview_id).first()
    if wanted is None:  # the club took it back
        raise CannotBook(Refusal(Reason.TAKEN))
    if wanted.enrolment_id == place.pk:
        return wanted
    refusal = interviews.refuse_booking(
        begins_at=wanted.begins_at,
        is_taken=wanted.enrolment_id is not None,
        state=State(place.state),
        is_same_place=wanted.place_id == place.place_id,
        now=now,
    )
    if refusal is not None:
        raise CannotBook(refusal)
    Interview.objects.filter(enrolment=place).update(enrolment=None, booked_at=None)
    wanted.enrolment, wanted.booked_at = place, now
    wanted.save(update_fields=["enrolment", "booked_at"])
    _record("interview.booked", place, wanted, by, now)
    return wanted


@transaction.atomic
def give_back(*, enrolment_id: UUID, by: Actor, now: datetime) -> None:
    """The family does not come at the time it booked."""
    place = Enrolment.objects.select_related("application").get(pk=enrolment_id)
    booked = Interview.objects.select_for_update(of=("self",)).filter(enrolment=place).first()
    if booked is not None and booked.begins_at > now:
        Interview.objects.filter(pk=booked.pk).update(enrolment=None, booked_at=None)
        _record("interview.given_back", place, booked, by, now)


def remind_of_talks(*, by: Actor, now: datetime) -> int:
    """Tell the families whose talk is near, once for each time they booked; how many were told."""
    near = queries.list_near(now)
    told = messages.promised(map(_reminder, near))
    untold = [each for each in near if _reminder(each) not in told]
    for interview in untold:
        _remind(interview, by, now)
    return len(untold)


def _reminder(interview: Interview) -> str:
    place = cast(Enrolment, interview.enrolment)
    return f"{Template.TALK_SOON}:{place.application.reference}:{_booking(interview)}"


def _booking(interview: Interview) -> str:
    return f"{interview.pk}:{interview.booked_at}"


@transaction.atomic
def _remind(interview: Interview, by: Actor, now: datetime) -> None:
    place = cast(Enrolment, interview.enrolment)
    tell(
        application=place.application,
        document=document_of(place.application.version_id),
        template=Template.TALK_SOON,
        key=_booking(interview),
        begins_at=interview.begins_at,
        expires_at=interview.begins_at,
        now=now,
    )
    _record("interview.reminded", place, interview, by, now)


@transaction.atomic
def note(*, interview_id: UUID, noted: Mapping[Topic, Noted], by: Actor, now: datetime) -> None:
    """Write down what was said; written again it replaces, left empty it goes. Raises CannotBook."""
    locked = Interview.objects.select_for_update(of=("self",)).select_related("enrolment__application")
    interview = locked.get(pk=interview_id)
    if interview.enrolment is None:
        raise CannotBook(Refusal(Reason.NOT_BOOKED))
    interview.notes.filter(topic__in=noted).delete()
    InterviewNote.objects.bulk_create(
        InterviewNote(
            interview=interview,
            enrolment=interview.enrolment,
            topic=topic,
            sealed=crypto.seal({"words": each.words}),
            is_shared=each.is_shared,
            at=now,
            by_kind=by.kind,
            by_ref=by.ref,
        )
        for topic, each in noted.items()
        if each.words.strip()
    )
    _record("interview.noted", interview.enrolment, interview, by, now)


def _record(verb: str, place: Enrolment, interview: Interview, by: Actor, now: datetime) -> None:
    about = ("application", place.application.reference)
    audit.record(verb=verb, about=about, by=by, now=now, details={"interview": str(interview.pk)})

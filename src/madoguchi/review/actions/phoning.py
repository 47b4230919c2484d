"""電話メモ: what was heard and told on the telephone, kept with the application or with the section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM, Actor
from madoguchi.people.models import Officer
from madoguchi.review.models import PhoneNote
from madoguchi.rules import calls
from madoguchi.rules.calls import Direction, Reason


class CannotKeep(Exception):
    """The note says nothing, or too much; `reason` says which."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A call as an officer writes it down."""

    direction: Direction
    caller: str
    heard: str
    told: str
    is_done: bool


@transaction.atomic
def keep_phone_note(
    *, application: Application | None, section: str, said: Said, officer: Officer, by: Actor, now: datetime
) -> PhoneNote:
    """Keep what was said on the telephone. Raises CannotKeep."""
    if reason := calls.refuse(caller=said.caller, heard=said.heard, told=said.told):
        raise CannotKeep(reason)
    note = PhoneNote.objects.create(
        application=application,
        section=section,
        officer=officer,
        at=now,
        direction=said.direction,
        caller=said.caller,
        heard=said.heard,
        told=said.told,
        is_done=said.is_done,
    )
    about = ("application", application.reference) if application else ("section", section)
    audit.record(verb="phone.noted", about=about, by=by, now=now, details={"note": note.pk})
    return note


@transaction.atomic
def finish_phone_note(*, note: PhoneNote, by: Actor, now: datetime) -> None:
    """Nothing is left to do about the call; noting it twice is noting it once."""
    if PhoneNote.objects.filter(pk=note.pk, is_done=False).update(is_done=True):
        about = ("application", note.application.reference) if note.application else ("section", note.section)
        audit.record(verb="phone.finished", about=about, by=by, now=now, details={"note": note.pk})


@transaction.atomic
def forget_phone_notes(*, now: datetime) -> int:
    """Remove the notes of sections that belong to no application, once their year is over."""
    gone, _ = PhoneNote.objects.filter(application=None, at__lt=now - calls.ALONE_FOR).delete()
    if gone:
        about = ("phone_note", "")
        audit.record(verb="phone.forgotten", about=about, by=SYSTEM, now=now, details={"count": gone})
    return gone

"""Small things officers write down: accepted, a tick on the checklist, a private note, a phrase."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from madoguchi.applications.actions import progress
from madoguchi.applications.models import Application
from madoguchi.audit import actions as audit
from madoguchi.review.models import Mark, Note, Phrase
from madoguchi.review.queries import Reviewer
from madoguchi.rules.lifecycle import Act


@transaction.atomic
def accept(*, application: Application, by: Reviewer, now: datetime) -> Application:
    """受付: an officer has it in hand. Raises CannotMove."""
    return progress.move(application=application, act=Act.ACCEPT, role=by.role, by=by.actor, now=now)


@transaction.atomic
def set_mark(*, application: Application, item: str, is_done: bool, by: Reviewer, now: datetime) -> None:
    """Tick a line of the checklist, or take the tick away; the first tick keeps its officer."""
    marks = Mark.objects.filter(application=application, item=item)
    if is_done:
        mark = Mark(application=application, item=item, officer=by.officer, at=now)
        Mark.objects.bulk_create([mark], ignore_conflicts=True)
    else:
        marks.delete()
    audit.record(
        verb="application.marked" if is_done else "application.unmarked",
        about=("application", application.reference),
        by=by.actor,
        now=now,
        details={"item": item},
    )


@transaction.atomic
def add_note(*, application: Application, text: str, by: Reviewer, now: datetime) -> Note:
    """Keep a note that only officers of the section read."""
    note = Note.objects.create(application=application, officer=by.officer, text=text.strip(), at=now)
    audit.record(
        verb="application.noted",
        about=("application", application.reference),
        by=by.actor,
        now=now,
        details={"note": note.pk},
    )
    return note


@transaction.atomic
def keep_phrase(*, section: str, text: str, by: Reviewer, now: datetime) -> Phrase:
    """Keep a reason for the next return."""
    phrase, _ = Phrase.objects.get_or_create(section=section, text=text.strip())
    audit.record(
        verb="section.phrase_kept",
        about=("section", section),
        by=by.actor,
        now=now,
        details={"phrase": phrase.pk},
    )
    return phrase

"""What officers answer in chats to what is asked again and again: written, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.messaging.models import StaffAnswer
from madoguchi.people.models import Officer


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A question and its answer as an officer wrote them; languages left empty are left out."""

    question: Mapping[str, str]
    words: Sequence[str]
    answer: Mapping[str, str]
    good_until: date | None


@transaction.atomic
def write(
    *,
    section: str,
    written: Written,
    officer: Officer,
    by: Actor,
    now: datetime,
    old: StaffAnswer | None = None,
) -> StaffAnswer:
    """Answer a question in chats from now on; `old` is the answer it takes the place of."""
    row = old or StaffAnswer(section=section)
    row.question, row.answer = dict(written.question), dict(written.answer)
    row.words, row.good_until = list(written.words), written.good_until
    row.written_by, row.written_at = officer.number, now
    row.save()
    verb = "staff_answer.changed" if old else "staff_answer.written"
    audit.record(verb=verb, about=("staff_answer", str(row.pk)), by=by, now=now)
    return row


@transaction.atomic
def remove(*, row: StaffAnswer, by: Actor, now: datetime) -> None:
    """Answer it in chats no more."""
    audit.record(verb="staff_answer.removed", about=("staff_answer", str(row.pk)), by=by, now=now)
    row.delete()

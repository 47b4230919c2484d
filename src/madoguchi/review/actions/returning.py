"""補正: asking the applicant to put right what was marked, and noting that the answer came."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from madoguchi.applications.actions import progress
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.announcements import AskedAgain
from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed
from madoguchi.applications.wording import why_again
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import SYSTEM
from madoguchi.base import office
from madoguchi.base.announce import announce
from madoguchi.base.texts import read_by, say_plain
from madoguchi.procedures.queries import document_of
from madoguchi.review.announcements import ApplicationReturned
from madoguchi.review.models import Return
from madoguchi.review.queries import Reviewer, open_return
from madoguchi.rules import calendar, decisions, reminders
from madoguchi.rules.decisions import Point, Refusal
from madoguchi.rules.documents import Document
from madoguchi.rules.lifecycle import Act, State
from madoguchi.rules.messages import Template
from madoguchi.rules.rebasing import Again

QUESTIONS_CHANGED: Final = (
    "The city changed the questions of this procedure after you applied."
    " This is not a mistake of yours. Please answer what is marked; everything else stays as you filed it."
)


class CannotReturn(Exception):
    """The return may not be sent; `refusals` say why, each beside its question."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__(", ".join(refusal.reason.value for refusal in refusals))
        self.refusals = tuple(refusals)


@transaction.atomic
def return_for_correction(
    *,
    application: Application,
    points: Sequence[Point],
    message: str,
    due_on: date,
    by: Reviewer,
    now: datetime,
) -> Return:
    """Send the application back with the marked questions only. Raises CannotReturn, CannotMove.

    The first arrival stays what it was; everything not marked stays as it was filed.
    """
    today = calendar.local_day(now)
    read = filed(application)
    refusals = decisions.refuse_return(
        points,
        asked=read.journey().visible,
        due_on=due_on,
        today=today,
        closed_days=office.closed_days(today.year),
    )
    if refusals:
        raise CannotReturn(refusals)

    paths = [point.path for point in points]
    told = {"questions": paths, "due_on": due_on.isoformat()}
    returned = progress.move(
        application=application, act=Act.RETURN, role=by.role, by=by.actor, now=now, facts=told
    )
    progress.open_correction(application=returned, paths=paths, by=by.actor, now=now)
    sent = Return.objects.create(
        application=returned,
        officer=by.officer,
        answers=read.number,
        points=[{"path": point.path, "reason": point.reason.strip()} for point in points],
        message=message.strip(),
        due_on=due_on,
        sent_at=now,
    )
    tell(
        application=returned,
        document=read.document,
        template=Template.RETURNED,
        key=str(read.number),
        filed=read.journey,
        due_on=due_on,
        now=now,
    )
    announce(ApplicationReturned(reference=returned.reference, at=now))
    return sent


@transaction.atomic
def ask_again(*, news: AskedAgain) -> Return:
    """A newer version asks something again: a return of exactly that, added to one that is open already."""
    application = Application.objects.select_related("resident__account").get(reference=news.reference)
    sent = open_return(application) or Return(
        application=application,
        officer=news.officer,
        answers=news.answers,
        points=[],
        due_on=news.due_on,
        sent_at=news.at,
    )
    document = document_of(news.version_id)
    sent.version_id = news.version_id
    sent.due_on = max(sent.due_on, news.due_on)
    with read_by(application.language):
        sent.points = _joined(sent.points, news.again, document)
        sent.message = sent.message or say_plain(QUESTIONS_CHANGED)
    sent.save()
    audit.record(
        verb="application.asked_again",
        about=("application", news.reference),
        by=SYSTEM,
        now=news.at,
        details={"questions": [each.path for each in news.again]},
    )
    tell(
        application=application,
        document=document,
        template=Template.ASKED_AGAIN,
        key=str(news.version_id),
        due_on=sent.due_on,
        now=news.at,
    )
    announce(ApplicationReturned(reference=news.reference, at=news.at))
    return sent


def _joined(points: list[dict[str, str]], again: Sequence[Again], document: Document) -> list[dict[str, str]]:
    """What was marked before and is still asked, and what is asked again, each question once."""
    anew = {each.path: {"path": each.path, "reason": why_again(each, document)} for each in again}
    kept = [each for each in points if document.has_question(each["path"]) and each["path"] not in anew]
    return [*kept, *anew.values()]


@transaction.atomic
def note_answer(*, reference: str, now: datetime) -> None:
    """The applicant's correction came: the return is answered."""
    if Return.objects.filter(application__reference=reference, answered_at=None).update(answered_at=now):
        audit.record(verb="application.return_answered", about=("application", reference), by=SYSTEM, now=now)


def remind(*, now: datetime) -> int:
    """Tell those whose correction is due in a few days and has not come; once for each return."""
    today = calendar.local_day(now)
    waiting = Return.objects.filter(answered_at=None, lapsed_at=None, due_on__gte=today)
    found = waiting.filter(application__state=State.RETURNED, due_on__lte=today + decisions.REMIND_BEFORE)
    return sum(_remind(each, now) for each in found.select_related("application__resident__account"))


@transaction.atomic
def _remind(sent: Return, now: datetime) -> int:
    sent_on, today = calendar.local_day(sent.sent_at), calendar.local_day(now)
    if not decisions.is_return_to_be_reminded(sent_on=sent_on, due_on=sent.due_on, today=today):
        return 0
    tell(
        application=sent.application,
        document=document_of(sent.application.version_id),
        template=Template.RETURN_DUE,
        key=str(sent.pk),
        due_on=sent.due_on,
        expires_at=reminders.end_of(sent.due_on),
        now=now,
    )
    about = ("application", sent.application.reference)
    audit.record(verb="application.return_reminded", about=about, by=SYSTEM, now=now)
    return 1

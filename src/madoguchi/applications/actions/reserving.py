"""A reservation that asks questions is an application: what is filed, corrected or ended, books as well."""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from madoguchi.applications import listing
from madoguchi.applications.models import AnswerSet, Application, SealedAnswer
from madoguchi.applications.queries import filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import crypto, rows
from madoguchi.booking import queries, timetables
from madoguchi.booking.actions import booking, changing, waiting
from madoguchi.booking.actions.claiming import CannotBook
from madoguchi.booking.announcements import ReservationMoves
from madoguchi.booking.making import Who, Wish
from madoguchi.booking.models import Reservation, Session
from madoguchi.rules import care, slots
from madoguchi.rules.documents import Document
from madoguchi.rules.doors import Medium
from madoguchi.rules.journey import Journey
from madoguchi.rules.questions.slots import written
from madoguchi.rules.reserving import Asked, asked, slot_questions
from madoguchi.rules.submission import Reason, Refusal

REASONS: Final = {
    slots.Reason.ALREADY: Reason.SLOT_ALREADY,
    slots.Reason.PARTY_EMPTY: Reason.SLOT_PARTY,
    slots.Reason.PARTY_TOO_LARGE: Reason.SLOT_PARTY,
    slots.Reason.UNKNOWN_BAND: Reason.SLOT_PARTY,
    slots.Reason.NO_ENTITLEMENT: Reason.SLOT_NUMBER,
    slots.Reason.WRONG_COUNT: Reason.SLOT_GAP,
    slots.Reason.WRONG_GAP: Reason.SLOT_GAP,
    slots.Reason.OTHER_PLACE: Reason.SLOT_GAP,
}


class CannotReserve(Exception):
    """What was chosen of an `offering` cannot be had; `refusal` says why, and which question to ask anew."""

    def __init__(self, refusal: Refusal, offering: str) -> None:
        super().__init__(refusal.reason.value)
        self.refusal, self.offering = refusal, offering


def reserve(
    *, application: Application, document: Document, journey: Journey, by: Actor, now: datetime
) -> None:
    """Reserve what the answers chose, the last thing before the commit. Raises CannotReserve."""
    for each in asked(document, journey):
        try:
            _book(application, each, by, now)
        except CannotBook as refused:
            raise _refused(each, document, refused) from refused


def follow(
    *,
    application: Application,
    document: Document,
    journey: Journey,
    kept: Container[str],
    by: Actor,
    now: datetime,
) -> None:
    """Go where the correction says, the last thing before the commit. Raises CannotReserve.

    The questions that it did not ask stand: what became of their times since is another matter.
    """
    anew = {each.offering for each in slot_questions(document) if each.id not in kept}
    wanted = asked(document, journey)
    if anew:
        chosen = [one.pk for each in wanted for one in timetables.find_sessions(each.offering, each.times)]
        waiting.give_up(application=application.reference, by=by, now=now, but=chosen)
    for each in wanted:
        if each.offering in anew:
            _follow(application, each, document, by, now)


def _follow(application: Application, wanted: Asked, document: Document, by: Actor, now: datetime) -> None:
    held = timetables.list_held(application.reference, wanted.offering)
    try:
        if held == [str(time) for time in wanted.times]:
            changing.take_offered(application=application.reference, offering=wanted.offering, by=by, now=now)
        elif held:
            _move(application, wanted, by, now)
        else:
            _book(application, wanted, by, now)
    except CannotBook as refused:
        raise _refused(wanted, document, refused) from refused


@transaction.atomic
def note_move(*, news: ReservationMoves) -> None:
    """What was moved is written beside the answers: a set of its own, of which only the time differs.

    It is locked here before the reservation is, as by everybody who has both.
    """
    application = Application.objects.select_for_update().get(reference=news.application)
    read = filed(application)
    [question, *more] = [each for each in slot_questions(read.document) if each.offering == news.offering]
    said = written(news.starts_at, news.place)
    if more or read.answers.get(question.id) == said:
        return
    _seal(application, read.document, {**read.answers, question.id: said}, news.at)
    audit.record(
        verb="application.slot_moved",
        about=("application", application.reference),
        by=news.by,
        now=news.at,
        details={"questions": [question.id]},
    )


def _book(application: Application, wanted: Asked, by: Actor, now: datetime) -> None:
    sessions = timetables.find_sessions(wanted.offering, wanted.times)
    if len(sessions) < len(wanted.times):
        raise CannotBook(slots.Refusal(reason=slots.Reason.CLOSED))
    if wanted.waits:
        _wait(application, wanted, sessions, by, now)
        return
    if before := _reserved_before(application, sessions, now):
        changing.adopt(
            reservation_id=before.pk,
            application=application.reference,
            session_id=sessions[0].pk,
            by=by,
            now=now,
        )
        return
    booking.book(
        sessions=[each.pk for each in sessions],
        wish=_wish(application, wanted),
        by=by,
        now=now,
        number=wanted.number,
    )


def _wait(
    application: Application, wanted: Asked, sessions: Sequence[Session], by: Actor, now: datetime
) -> None:
    """Ask for what becomes free: it is offered to them by their account, under this application."""
    [first, *more] = sessions
    if application.resident is None or more or queries.terms_of(first.offering).gap:
        raise CannotBook(slots.Refusal(reason=slots.Reason.FULL))
    entry = waiting.wait(
        session_id=first.pk,
        who=_wish(application, wanted).who,
        party=wanted.party,
        number=wanted.number,
        by=by,
        now=now,
        application=application.reference,
    )
    if entry.application != application.reference:
        raise CannotBook(slots.Refusal(reason=slots.Reason.ALREADY))


def _reserved_before(
    application: Application, sessions: Sequence[Session], now: datetime
) -> Reservation | None:
    """What they reserved before they were asked: the same time, or the only one that anybody may have."""
    if application.resident is None or len(sessions) != 1:
        return None
    [session] = sessions
    held = queries.reserved_before(resident=application.resident, offering=session.offering_id, now=now)
    if held is None:
        return None
    is_only = queries.terms_of(session.offering).once is slots.Once.OFFERING
    return held if is_only or held.session_id == session.pk else None


def _move(application: Application, wanted: Asked, by: Actor, now: datetime) -> None:
    sessions = timetables.find_sessions(wanted.offering, wanted.times)
    if len(sessions) != 1:
        raise CannotBook(slots.Refusal(reason=slots.Reason.CLOSED))
    changing.move_of_application(
        application=application.reference,
        session_id=sessions[0].pk,
        by=by,
        now=now,
        by_officer=application.entered_by_id is not None,
    )


def _wish(application: Application, wanted: Asked) -> Wish:
    entered_by = application.entered_by
    return Wish(
        who=Who(
            resident=application.resident,
            name=application.applicant_name,
            kana=application.applicant_kana,
            contact_kind=application.contact_kind,
            contact=application.contact,
            language=application.language,
            medium=Medium(application.medium),
            booked_by=entered_by.number if entered_by else "",
        ),
        party=wanted.party,
        key=f"application:{application.reference}:{wanted.offering}:{application.answer_count}",
        application=application.reference,
    )


def _refused(wanted: Asked, document: Document, refused: CannotBook) -> CannotReserve:
    reason = REASONS.get(refused.refusal.reason, Reason.SLOT_GONE)
    return CannotReserve(Refusal(reason, document.step_of(wanted.path).id, wanted.path), wanted.offering)


def _seal(application: Application, document: Document, answers: dict[str, object], now: datetime) -> None:
    before = application.answer_sets.get(number=application.answer_count)
    application.answer_count += 1
    application.save(update_fields=["answer_count"])
    plain, sensitive = care.part(document, answers)
    sealed = AnswerSet.objects.create(
        application=application,
        number=application.answer_count,
        version_id=before.version_id,
        parent=before,
        answers=plain,
        sealed_at=now,
    )
    if sensitive:
        SealedAnswer.objects.create(answer_set=sealed, token=crypto.seal(sensitive))
    application.listed.all().delete()
    with rows.together():
        listing.put(application, document, answers)

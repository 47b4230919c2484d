"""Reading what officers wrote, and who of them may act on an application."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed
from madoguchi.audit.actions import Actor
from madoguchi.people import queries as people
from madoguchi.people.models import Officer
from madoguchi.people.models import Role as Post
from madoguchi.review.models import (
    Batch,
    Decision,
    Letter,
    Mailing,
    MailingItem,
    Mark,
    Note,
    PhoneNote,
    Phrase,
    Return,
)
from madoguchi.rules.documents import Document
from madoguchi.rules.documents.procedure import ChecklistItem
from madoguchi.rules.journey import holds, journey
from madoguchi.rules.lifecycle import Act, Role, State, acts_from
from madoguchi.rules.submission import Delivery

OF_PROPOSALS: Final = frozenset({Act.SEND_BACK, Act.SETTLE, Act.RELEASE})
BY_NUMBER: Final = ("issued_at", Length("document_number"), "document_number")  # の3 before の10
MAILING_KEPT: Final = timedelta(days=30)  # its PDF, not the letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """An officer before an application of their section: who, in which role, and as the record names them."""

    officer: Officer
    role: Role
    actor: Actor


def reviewer(*, officer: Officer, section: str, actor: Actor, on: date) -> Reviewer:
    """The officer as one of `section`; 404 for an outsider."""
    held = people.role_in(officer=officer, section=section, on=on)
    if held is None:
        raise Http404
    role = Role.APPROVER if people.may(held, Post.APPROVER) else Role.REVIEWER
    return Reviewer(officer=officer, role=role, actor=actor)


def list_acts(*, application: Application, document: Document, by: Reviewer, on: date) -> frozenset[Act]:
    """What this officer may do now to the application itself: the buttons of the page.

    What may be done to a proposal it is part of, that proposal says.
    """
    is_checked = not application.waits_for_check
    acts = set(acts_from(state=State(application.state), role=by.role, is_checked=is_checked)) - OF_PROPOSALS
    if document.review.two_person or application.state == State.PROPOSED:
        acts.discard(Act.DECIDE)
    if application.state == State.RETURNED and _is_running(application, on):
        acts -= {Act.PROPOSE, Act.DECIDE}
    return frozenset(acts)


def _is_running(application: Application, on: date) -> bool:
    running = open_return(application)
    return running is not None and on <= running.due_on


def list_checklist(read: Filed) -> tuple[ChecklistItem, ...]:
    """What is to be looked at in this application before it is decided."""
    facts = read.facts()
    walked = journey(read.document, read.answers, facts)
    return tuple(
        item
        for item in read.document.review.checklist
        if item.ask_when is None or holds(read.document, item.ask_when, walked, facts)
    )


def list_marks(*, application: Application) -> dict[str, Mark]:
    """The ticks on the checklist, by item."""
    return {mark.item: mark for mark in application.marks.select_related("officer")}


def list_notes(*, application: Application) -> list[Note]:
    """The private notes, the newest first."""
    return list(application.notes.select_related("officer").order_by("-at", "-id"))


def list_phone_notes(*, application: Application) -> list[PhoneNote]:
    """What was said on the telephone about an application, the newest first."""
    return list(application.phone_notes.select_related("officer").order_by("-at", "-id"))


def list_open_phone_notes(*, sections: Collection[str]) -> list[PhoneNote]:
    """The calls after which something is left to do, the oldest first."""
    return list(_phone_notes(sections).filter(is_done=False).order_by("at", "id"))


def list_phone_notes_alone(*, sections: Collection[str]) -> list[PhoneNote]:
    """The latest calls that belong to no application."""
    return list(_phone_notes(sections).filter(application=None, is_done=True).order_by("-at", "-id")[:20])


def access_phone_note(*, note_id: int, sections: Collection[str]) -> PhoneNote:
    """A note of these sections."""
    found = _phone_notes(sections).filter(pk=note_id).first()
    if found is None:
        raise Http404
    return found


def list_returns(*, application: Application) -> list[Return]:
    """What was asked to be put right, the newest first."""
    return list(application.returns.select_related("officer").order_by("-sent_at", "-id"))


def open_return(application: Application) -> Return | None:
    """The return whose answer is awaited."""
    return application.returns.filter(answered_at=None, lapsed_at=None).first()


def decision_of(application: Application) -> Decision | None:
    """The decision as it was given. Until its instant it stays inside the office, as if there were none."""
    if application.state != State.DECIDED:
        return None
    return _decisions().filter(application=application, decided_at__isnull=False).first()


def draft_of(application: Application) -> Decision | None:
    """What is meant to be decided: drafted, proposed, or kept for its instant. For officers."""
    if application.state == State.DECIDED:
        return None
    return _decisions().filter(application=application, dropped_at=None).first()


def list_phrases(*, section: str, document: Document) -> list[str]:
    """Reasons to choose from: those of the document, then those the section keeps."""
    kept = Phrase.objects.filter(section=section).order_by("pk").values_list("text", flat=True)
    return [*(phrase.text.in_("ja") for phrase in document.review.phrases), *kept]


def letter_of(application: Application) -> Letter | None:
    """The letter in force of a decision that was given; without a file while it waits on the 外字 list."""
    if application.state != State.DECIDED:
        return None
    return _letters().filter(application=application, replaced_by=None).first()


def list_letters(*, application: Application) -> list[Letter]:
    """Every letter of an application, replaced or not released yet too, the latest first. For officers."""
    return list(_letters().filter(application=application).order_by("-issued_at", "-pk"))


def access_letter(*, letter_id: UUID, sections: Collection[str]) -> Letter:
    """A letter of these sections."""
    found = _letters().filter(pk=letter_id, application__section__in=sections).first()
    if found is None:
        raise Http404
    return found


def access_issued_letter(*, letter_id: UUID, sections: Collection[str]) -> Letter:
    """A letter of these sections that may leave the house."""
    found = _issued(sections).filter(pk=letter_id).first()
    if found is None:
        raise Http404
    return found


def list_letters_waiting(*, sections: Collection[str]) -> list[Letter]:
    """The 外字 list: letters whose characters the font lacks, the oldest first."""
    return list(_waiting(sections).order_by(*BY_NUMBER))


def list_letters_to_post(*, sections: Collection[str], opened_before: date) -> list[Letter]:
    """Letters to send on paper: where paper is wished for, where nobody opened it, and once more."""
    return list(_to_post(sections, opened_before).order_by(*BY_NUMBER))


def first_day_still_unopened(today: date) -> date:
    """Letters dated before this day should have been opened by now."""
    return today - timedelta(days=settings.LETTER_UNOPENED_DAYS)


def count_overdue_returns(*, sections: Collection[str], on: date) -> int:
    """How many applicants let the day of their correction pass."""
    late = Return.objects.filter(
        answered_at=None, lapsed_at=None, due_on__lt=on, application__state=State.RETURNED
    )
    return late.filter(application__section__in=sections).count()


def count_letters(*, sections: Collection[str], opened_before: date) -> dict[str, int]:
    """How many letters wait for an officer."""
    waiting, to_post = _waiting(sections), _to_post(sections, opened_before)
    return {"waiting": waiting.count(), "to_post": to_post.count()}


def access_mailing(*, mailing_id: UUID, officer: Officer) -> Mailing:
    """A mailing this officer began."""
    found = Mailing.objects.select_related("file").filter(pk=mailing_id, officer=officer).first()
    if found is None:
        raise Http404
    return found


def list_mailings(*, officer: Officer, since: datetime) -> list[Mailing]:
    """What this officer had drawn since then and has not noted as posted, the latest first."""
    return list(
        Mailing.objects.filter(officer=officer, started_at__gte=since, posted_on=None)
        .annotate(total=Count("items"))
        .order_by("-started_at")
    )


def list_mailing_items(*, mailing: Mailing) -> list[MailingItem]:
    """The letters of a mailing in the order in which they are printed."""
    return list(mailing.items.select_related("letter__application").order_by("pk"))


def list_unfinished_mailings(*, begun_before: datetime) -> list[UUID]:
    """Mailings that should have been drawn by now."""
    late = Mailing.objects.filter(finished_at=None, started_at__lt=begun_before)
    return list(late.values_list("pk", flat=True))


def access_batch(*, batch_id: UUID, officer: Officer) -> Batch:
    """A batch this officer began."""
    found = Batch.objects.filter(pk=batch_id, officer=officer).first()
    if found is None:
        raise Http404
    return found


def list_unfinished_batches(*, begun_before: datetime) -> list[UUID]:
    """Batches that should have come to their end by now."""
    late = Batch.objects.filter(finished_at=None, started_at__lt=begun_before)
    return list(late.values_list("pk", flat=True))


def _decisions() -> QuerySet[Decision]:
    return Decision.objects.select_related("proposed_by", "approved_by", "proposal__release")


def _phone_notes(sections: Collection[str]) -> QuerySet[PhoneNote]:
    return PhoneNote.objects.select_related("officer", "application").filter(section__in=sections)


def _letters() -> QuerySet[Letter]:
    return Letter.objects.select_related("application", "decision", "file")


def _waiting(sections: Collection[str]) -> QuerySet[Letter]:
    waiting = _letters().filter(application__section__in=sections, file=None, substitutes={})
    return waiting.exclude(missing_glyphs=[])  # those are only being drawn anew


def _to_post(sections: Collection[str], opened_before: date) -> QuerySet[Letter]:
    on_paper = Q(application__delivery=Delivery.PAPER, posted_on=None)
    unopened = Q(dated_on__lt=opened_before, posted_on=None, opened_at=None)
    return _issued(sections).filter(on_paper | unopened | Q(again_at__isnull=False))


def _issued(sections: Collection[str]) -> QuerySet[Letter]:
    """Letters that may leave the house: seen by everybody whom they concern, and in force."""
    return _letters().filter(
        application__section__in=sections,
        application__state=State.DECIDED,
        file__isnull=False,
        replaced_by=None,
    )

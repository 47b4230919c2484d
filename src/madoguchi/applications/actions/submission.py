"""Filing: a draft becomes an application the city must answer, once, in one transaction."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.expressions import RawSQL
from django.http import Http404

from madoguchi.applications import listing, passages
from madoguchi.applications.actions import likening, reserving
from madoguchi.applications.actions.drafts import AlreadyFiled
from madoguchi.applications.actions.reserving import CannotReserve
from madoguchi.applications.actions.telling import tell
from madoguchi.applications.announcements import ApplicationSubmitted, CorrectionSubmitted, EntryMended
from madoguchi.applications.models import (
    AnswerSet,
    Application,
    Attachment,
    Claimed,
    Draft,
    DraftKind,
    Event,
    SealedAnswer,
)
from madoguchi.applications.queries import Visitor, Writing, facts, may_write, writing
from madoguchi.applications.queries import filed as read_filed
from madoguchi.audit import actions as audit
from madoguchi.audit.actions import Actor
from madoguchi.base import counters, crypto, objects, office, rows, statements
from madoguchi.base.announce import announce
from madoguchi.base.prepared import Prepared
from madoguchi.booking import showing
from madoguchi.messaging import friends
from madoguchi.people.models import Officer
from madoguchi.procedures.queries import closing_of, opening_of
from madoguchi.rules import (
    calendar,
    care,
    corrections,
    lifecycle,
    names,
    references,
    retention,
    submission,
    traits,
)
from madoguchi.rules.documents import Document
from madoguchi.rules.doors import Door, Medium, Period
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.lifecycle import Act, Role, State
from madoguchi.rules.opening import Opening
from madoguchi.rules.reserving import kept_times, slot_questions
from madoguchi.rules.submission import Reason, Refusal


class CannotSubmit(Exception):
    """The draft may not be filed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What the applicant is handed: the application, and the code to follow it without an account."""

    application: Application
    inquiry_code: str  # empty where an account follows it

    @property
    def is_correction(self) -> bool:
        """Whether answers were filed before."""
        return self.application.answer_count > 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How an application reached the city: the instant that counts, the door, what the ledger keeps of it."""

    at: datetime
    door: Door = Door.OWN
    medium: Medium = Medium.ONLINE
    helped_by: str = ""
    represented_by: Mapping[str, str] = field(default_factory=dict)
    entered_by: Officer | None = None
    afterwards_reason: str = ""
    late_reason: str = ""
    email: str = ""  # where no account has one
    contact_by: str = ""  # the way asked for first


HowItCame = Callable[[Draft, Period, datetime], Came]


def _online(draft: Draft, _period: Period, now: datetime) -> Came:
    """Written on this machine by whoever applies: it arrives as it is filed."""
    return Came(at=now, door=Door(draft.door), helped_by=draft.section, represented_by=draft.slip)


def submit(
    *,
    draft_id: UUID,
    by: Actor,
    now: datetime,
    delivery: str = "",
    visitor: Visitor | None = None,
    how: HowItCame | None = None,
) -> Receipt:
    """File a draft: exactly once, however often it is asked.

    `delivery`: how its writer wants letters. `how` says, of the draft held, how it came.

    A correction stands beside what was filed first. For a `visitor` who may not write the draft it is not
    there (404); without one, whoever calls has found it. Raises CannotSubmit, or AlreadyFiled with the
    application it became before.
    """
    with _in_words(now):
        return _submit(draft_id=draft_id, visitor=visitor, by=by, now=now, delivery=delivery, how=how)


@contextmanager
def _in_words(now: datetime) -> Iterator[None]:
    """What a limit allows once, or another was faster to reserve, is refused in the words of filing."""
    try:
        yield
    except IntegrityError as clash:
        if statements.broken(clash).startswith("applications_claimed"):
            raise CannotSubmit(Refusal(Reason.ALREADY_APPLIED)) from clash
        raise
    except CannotReserve as refused:
        showing.recount(refused.offering, now)
        raise CannotSubmit(refused.refusal) from refused


@transaction.atomic
def _submit(
    *,
    draft_id: UUID,
    visitor: Visitor | None,
    by: Actor,
    now: datetime,
    delivery: str,
    how: HowItCame | None,
) -> Receipt:
    held = _hold(draft_id, visitor)
    if held.draft.kind == DraftKind.CORRECTION:
        return Receipt(application=_correct(held, by=by, now=now), inquiry_code="")
    draft, written = held.draft, writing(held.draft)
    document = written.document
    came = (how or _online)(draft, _period(held, document), now)
    filed = journey(document, written.answers, facts(document, came.at))
    contact = submission.contact_of(
        document, filed.answers, account_email=held.account_email or came.email, first=came.contact_by
    ) or _on_line(draft, now)

    refusal = submission.refuse(
        submission.Facts(
            opening=_opening(held, came),
            is_current=held.offered == draft.version_id or passages.may_stay(written, now),
            journey=filed,
            is_reachable=contact is not None,
        )
    )
    if refusal or contact is None:
        raise CannotSubmit(refusal or Refusal(Reason.UNREACHABLE))

    code = "" if draft.resident_id else references.inquiry_code(os.urandom(16))
    application = _application(held, document, filed, came, contact=contact, code=code, now=now)
    application.delivery = submission.delivery(delivery, contact_kind=contact.kind)
    _keep_papers(draft, application, document)
    with rows.together():
        rows.add(application, *_limits(application, document, filed))
        _seal(held, application, document, filed, now=now)
        listing.put(application, document, filed.answers)
        _put_event(application, Act.SUBMIT, by=by, now=came.at)
        _close(draft, application, now)
        audit.record(
            verb="application.submitted",
            about=("application", application.reference),
            by=by,
            now=now,
            details=_told_of(came),
        )
        tell(
            application=application,
            document=document,
            template="noted" if document.review.noted else "received",
            key="first",
            now=now,
            filed=lambda: filed,
            arrived_at=came.at,
            accepted_on=application.accepted_on,
        )
    _flag(application, document, filed, by=by, now=now)
    announce(ApplicationSubmitted(reference=application.reference, version=application.version_id, at=now))
    _claim_capacity(document)
    reserving.reserve(application=application, document=document, journey=filed, by=by, now=now)
    return Receipt(application=application, inquiry_code=code)


def _on_line(draft: Draft, now: datetime) -> submission.Contact | None:
    """Who gave no other way may still be a friend of the city on LINE, if they signed in."""
    person = draft.resident.reference if draft.resident else None
    return submission.ON_LINE if friends.reached(person, has_other_way=False, now=now) else None


def submit_correction(*, draft_id: UUID, by: Actor, now: datetime) -> Application:
    """Send back what was marked: a new sealed set beside the first; the arrival stays what it was.

    Raises CannotSubmit, or AlreadyFiled.
    """
    with _in_words(now), transaction.atomic():
        return _correct(_hold(draft_id), by=by, now=now)


def _correct(held: _Held, *, by: Actor, now: datetime) -> Application:
    draft = held.draft
    application = Application.objects.select_for_update(of=("self",)).get(drafts=draft)
    written = writing(draft)
    kept = _kept_times(written, application)
    filed = _corrected(written, kept, application)
    moved = lifecycle.next_state(state=State(application.state), act=Act.CORRECT, role=Role.APPLICANT)
    if isinstance(moved, lifecycle.Refusal):
        raise CannotSubmit(Refusal(Reason.CLOSED))
    if not filed.complete:
        raise CannotSubmit(Refusal(Reason.INCOMPLETE, filed.next))

    application.state = moved
    _file_beside(held, application, written.document, filed, by=by, now=now)
    _put_event(application, Act.CORRECT, by=by, now=now)
    audit.record(verb="application.corrected", about=("application", application.reference), by=by, now=now)
    tell(
        application=application,
        document=written.document,
        template="corrected_received",
        key=str(application.answer_count),
        now=now,
        arrived_at=now,
    )
    announce(CorrectionSubmitted(reference=application.reference, at=now))
    reserving.follow(
        application=application,
        document=written.document,
        journey=filed,
        kept=kept,
        by=by,
        now=now,
    )
    return application


def _kept_times(written: Writing, application: Application) -> Mapping[str, Any]:
    """The times it does not ask for, as somebody may have moved them since it was begun."""
    if not slot_questions(written.document):
        return {}
    return kept_times(written.document, read_filed(application).answers, written.draft.open_paths)


def _corrected(written: Writing, kept: Mapping[str, Any], application: Application) -> Journey:
    """The way through what was written anew, as of the day of arrival."""
    known = facts(written.document, application.arrived_at)
    return journey(written.document, {**written.answers, **kept}, known)


def mend_entry(*, draft_id: UUID, officer: Officer, by: Actor, now: datetime) -> Application:
    """Type anew what was found to differ from the paper: a second sealed set, to be checked like the first.

    Nothing came from the applicant, so state and arrival stay. Which questions changed stands in the record.
    """
    with _in_words(now):
        return _mend(draft_id, officer, by, now)


@transaction.atomic
def _mend(draft_id: UUID, officer: Officer, by: Actor, now: datetime) -> Application:
    held = _hold(draft_id)
    application = Application.objects.select_for_update(of=("self",)).get(drafts=held.draft)
    written = writing(held.draft)
    document = written.document
    kept = _kept_times(written, application)
    filed = _corrected(written, kept, application)
    if not filed.complete:
        raise CannotSubmit(Refusal(Reason.INCOMPLETE, filed.next))

    application.entered_by, application.entered_at = officer, now
    _reach_anew(application, document, filed)
    changed = corrections.differences(read_filed(application).answers, filed.answers)
    _file_beside(held, application, document, filed, by=by, now=now)
    audit.record(
        verb="application.entry_mended",
        about=("application", application.reference),
        by=by,
        now=now,
        details={"questions": [each.path for each in changed]},
    )
    announce(EntryMended(reference=application.reference, at=now))
    reserving.follow(application=application, document=document, journey=filed, kept=kept, by=by, now=now)
    return application


def _file_beside(
    held: _Held, application: Application, document: Document, filed: Journey, *, by: Actor, now: datetime
) -> None:
    """A sealed set beside the ones before; the ledger names, lists and compares what it says."""
    application.answer_count += 1
    application.version_id = held.draft.version_id  # a correction may go on under a newer one
    listing.name(application, document, filed.answers)
    application.save()
    application.listed.all().delete()
    with rows.together():
        _seal(held, application, document, filed, now=now)
        listing.put(application, document, filed.answers)
    if document.limits.repeat == "flag":
        application.claims.all().delete()
        rows.add(*_limits(application, document, filed))
        _flag(application, document, filed, by=by, now=now)
    _keep_papers(held.draft, application, document)
    _close(held.draft, application, now)


def _reach_anew(application: Application, document: Document, filed: Journey) -> None:
    """A telephone number or an address that was mistyped would never reach anybody."""
    email = application.contact if application.contact_kind == "email" else ""
    contact = submission.contact_of(
        document, filed.answers, account_email=email, first=application.contact_kind
    )
    if contact is not None:
        application.contact_kind, application.contact = contact.kind, contact.address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A draft held until commit, with what else filing must know of it and the numbers it will give."""

    draft: Draft
    offered: int | None  # the version its procedure is offered in now
    extended: datetime | None  # the end that its latest extension promised
    account_email: str | None
    is_protected: bool | None  # its household; None where there is no account
    serial: int
    application_number: int
    answers_number: int


def _hold(draft_id: UUID, visitor: Visitor | None = None) -> _Held:
    draft = _HOLDING.first(draft_id)
    if draft is not None and draft.resident_id and draft.resident is None:
        draft = _HOLDING.first(draft_id)  # taken over by who signed in, while this waited for it
    if draft is None or not (visitor is None or may_write(draft, visitor)):
        raise Http404
    if draft.submitted_at is not None and draft.application is not None:
        raise AlreadyFiled(draft.application)
    return _Held(draft=draft, **{name: getattr(draft, name) for name in _BESIDE})


_BESIDE: Final = {
    "offered": F("version__procedure__current_id"),
    "extended": F("version__procedure__extension__closes_at"),
    "account_email": F("resident__account__email"),
    # The resident's row is held as well: who protects the household meanwhile waits until this is filed.
    "is_protected": RawSQL(
        "SELECT is_protected FROM people_resident WHERE id = applications_draft.resident_id"
        " FOR NO KEY UPDATE",
        (),
    ),
    "serial": RawSQL("nextval('applications_receipt')", ()),
    "application_number": RawSQL("nextval('applications_application_id_seq')", ()),
    "answers_number": RawSQL("nextval('applications_answerset_id_seq')", ()),
}
_HOLDING: Final = Prepared(
    lambda key: (
        Draft.objects.select_for_update(of=("self",))
        .select_related("resident")
        .annotate(**_BESIDE)
        .filter(pk=key)
    ),
    blank=UUID(int=0),
)


def _period(held: _Held, document: Document) -> Period:
    """When applications are taken, as promised now."""
    version = held.offered or held.draft.version_id
    return Period(opens_at=document.period.opens_at, ends_at=closing_of(version, held.extended))


def _opening(held: _Held, came: Came) -> Opening:
    """The opening as it was when it came; what is taken late with a reason finds it open."""
    found = opening_of(held.offered, held.extended, came.at)
    return Opening.OPEN if found is Opening.CLOSED and came.late_reason else found


def _told_of(came: Came) -> dict[str, Any] | None:
    """What the record says of the way it came, where it is not the usual one."""
    if came.door is Door.OWN:
        return None
    late = {"late": True} if came.late_reason else {}
    return {"door": came.door, "medium": came.medium, "arrived_at": came.at.isoformat(), **late}


# The same days for everybody who files that day.
_clock: Final = lru_cache(maxsize=64)(submission.clock)


def _application(
    held: _Held,
    document: Document,
    filed: Journey,
    came: Came,
    *,
    contact: submission.Contact,
    code: str,
    now: datetime,
) -> Application:
    day = calendar.local_day(came.at)
    clock = _clock(
        arrived_on=day,
        standard_days=document.review.standard_days,
        closed_days=office.closed_days(day.year),
    )
    year = calendar.fiscal_year(day)
    application = objects.new(
        Application,
        id=held.application_number,
        reference=references.receipt_number(calendar.reiwa(year), document.number, held.serial),
        version_id=held.draft.version_id,
        section=document.section,
        state=lifecycle.filed(noted=document.review.noted),
        delete_on=_deleted(document, now) if document.review.noted else None,
        language=held.draft.language,
        arrived_at=came.at,
        fiscal_year=document.target_year or year,
        accepted_on=clock.accepted_on,
        due_on=clock.due_on,
        contact_kind=contact.kind,
        contact=contact.address,
        is_protected=bool(held.is_protected),
        inquiry_hash=crypto.salted_hash("inquiry", code) if code else "",
        door=came.door,
        medium=came.medium,
        helped_by=came.helped_by,
        represented_by=dict(came.represented_by),
        entered_by_id=came.entered_by.pk if came.entered_by else None,
        entered_at=now if came.entered_by else None,
        afterwards_reason=came.afterwards_reason,
        late_reason=came.late_reason,
    )
    application.resident = held.draft.resident
    listing.name(application, document, filed.answers)
    return application


def _deleted(document: Document, now: datetime) -> date:
    """What is only noted has come to its end as it arrives."""
    return retention.deletes_on(calendar.local_day(now), document.retention.years)


def _seal(
    held: _Held, application: Application, document: Document, filed: Journey, *, now: datetime
) -> None:
    """The answers of this filing: never changed again, the sensitive ones encrypted beside the others."""
    plain, sensitive = care.part(document, filed.answers)
    rows.put(
        AnswerSet,
        id=held.answers_number,
        application_id=application.pk,
        number=application.answer_count,
        version_id=held.draft.version_id,
        parent_id=_before(application),
        answers=plain,
        sealed_at=now,
    )
    if sensitive:
        rows.put(SealedAnswer, answer_set_id=held.answers_number, token=crypto.seal(sensitive))


def _before(application: Application) -> int | None:
    """The number of the answers that a correction stands beside."""
    before = application.answer_count - 1
    return application.answer_sets.values_list("pk", flat=True).get(number=before) if before else None


def _keep_papers(draft: Draft, application: Application, document: Document) -> None:
    if not traits.asks_for_papers(document) and draft.entered_by_id is None:
        return
    given = Attachment.objects.filter(draft=draft, removed_at=None)
    if draft.kind == DraftKind.CORRECTION:
        replaced = application.attachments.filter(
            path__in=given.exclude(path="").values("path"), removed_at=None
        )
        replaced.exclude(draft=draft).update(removed_at=draft.saved_at)
    given.update(application=application)


def _limits(application: Application, document: Document, filed: Journey) -> Iterator[Claimed]:
    if not document.limits.one_per:
        return
    if document.limits.repeat == "refuse":
        yield Claimed(key=_limit("limit", document, filed), application_id=application.pk)
    else:
        whose = str(application.resident_id or application.reference)
        yield Claimed(
            key=_limit("limit of", document, filed, whose),
            alike=_limit("alike", document, filed),
            application_id=application.pk,
        )


def _limit(purpose: str, document: Document, filed: Journey, *whose: str) -> str:
    values = [str(document.value_at(path, filed.answers) or "") for path in document.limits.one_per]
    held = map(names.search_key, values)
    return crypto.salted_hash(purpose, document.id, str(document.target_year or ""), *held, *whose)


def _flag(application: Application, document: Document, filed: Journey, *, by: Actor, now: datetime) -> None:
    """Where a second application is not refused, officers are told of it."""
    if not document.limits.one_per or document.limits.repeat == "refuse":
        return
    is_first = likening.flag(
        application=application,
        document=document,
        answers=filed.answers,
        alike=_limit("alike", document, filed),
        once=_limit("limit", document, filed),
        by=by,
        now=now,
    )
    if not is_first:
        raise CannotSubmit(Refusal(Reason.ALREADY_APPLIED))


def _claim_capacity(document: Document) -> None:
    limit = document.limits.capacity
    if limit is not None and not counters.claim(f"capacity:{document.id}", limit=limit):
        raise CannotSubmit(Refusal(Reason.FULL))


def _close(draft: Draft, application: Application, now: datetime) -> None:
    """The draft has done its work: only what leads to the application stays."""
    emptied = {"answers": {}, "sealed": "", "resume_hash": "", "slip": {}}
    rows.change(draft, application=application.pk, submitted_at=now, **emptied)


def _put_event(application: Application, act: Act, *, by: Actor, now: datetime) -> None:
    rows.put(
        Event,
        application_id=application.pk,
        at=now,
        act=act,
        state=application.state,
        by_kind=by.kind,
        by_ref=by.ref,
    )

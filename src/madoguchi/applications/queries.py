"""Reading drafts and applications: found and permitted, or 404 alike for absent and forbidden."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import (
    AnswerSet,
    Application,
    Attachment,
    Draft,
    DraftKind,
    Event,
    Invitation,
    SealedAnswer,
)
from madoguchi.base import crypto, office
from madoguchi.base.prepared import Prepared
from madoguchi.booking import timetables
from madoguchi.people.models import Officer, Resident, Role
from madoguchi.people.queries import may, opens_protected, role_in, sections_of
from madoguchi.places import queries as places
from madoguchi.procedures.queries import closing_of, document_of, extended
from madoguchi.rules import calendar, care, doors, protection, references, reserving, traits
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.doors import Medium, Period, Split
from madoguchi.rules.journey import Journey, journey
from madoguchi.rules.lifecycle import State
from madoguchi.rules.naming import subject_name
from madoguchi.rules.protection import Relation
from madoguchi.rules.rebasing import Again, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who reads, as far as they have shown: signed in, or holding a draft or a number in this browser."""

    resident: Resident | None = None
    drafts: frozenset[str] = field(default_factory=frozenset)  # ids begun or resumed in this sign-in
    followed: frozenset[str] = field(default_factory=frozenset)  # references opened with an inquiry code


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """A draft with what is needed to go on writing it."""

    draft: Draft
    document: Document
    answers: Mapping[str, Any]  # as typed, sensitive ones opened

    @property
    def is_correction(self) -> bool:
        """Whether only marked questions of a filed application are written anew."""
        return self.draft.kind == DraftKind.CORRECTION

    def facts(self, now: datetime) -> dict[str, Any]:
        """What the world says; a correction is read as of the day its application arrived."""
        filed = self.draft.application
        known = facts(self.document, filed.arrived_at if filed else now)
        return {**known, "slots": {**known["slots"], **_times(self.document, now, self.draft)}}

    def journey(self, now: datetime) -> Journey:
        """The way through the document with what is written so far."""
        return journey(self.document, self.answers, self.facts(now))

    def open_news(self, now: datetime) -> tuple[Again, ...]:
        """Of what a newer version asks again, what is not answered yet."""
        journey = self.journey(now)
        return tuple(
            Again(path=path, why=Why(why))
            for path, why in self.draft.news.get("again", ())
            if path in journey.visible
            and (journey.errors_at(path) or self.document.value_at(path, journey.answers) is None)
        )

    def visible_when_filed(self) -> tuple[str, ...]:
        """The questions asked of the application that came back; none for a first draft."""
        return filed(self.draft.application).journey().visible if self.draft.application else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """How many applications came, how many of them online, and when the first did."""

    all: int
    online: int
    first: datetime


PlacesOf = Callable[[str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An application with its latest answers."""

    application: Application
    document: Document
    answers: Mapping[str, Any]  # canonical, sensitive ones opened, hidden ones left out
    number: int  # of the answer set read
    hidden: frozenset[str] = frozenset()  # ids of the questions whose answers this reader may not see
    relation: Relation | None = None  # of who reads it, outside the city hall

    @property
    def is_shown_to_guardian(self) -> bool:
        """Whether a second guardian reads it, who may change nothing."""
        return self.relation is Relation.GUARDIAN

    @property
    def is_masked(self) -> bool:
        """Whether something is hidden from this reader."""
        return bool(self.hidden)

    def facts(self, places_of: PlacesOf | None = None) -> dict[str, Any]:
        """What the world said on the day of arrival. `places_of`: of whoever reads many, and asks once."""
        return facts(self.document, self.application.arrived_at, places_of)

    def journey(self) -> Journey:
        """The way through the document as it was on the day of arrival."""
        return journey(self.document, self.answers, self.facts())

    def arrived_on(self) -> date:
        """The day of arrival in the city."""
        return calendar.local_day(self.application.arrived_at)

    def papers_to_follow(self) -> tuple[str, ...]:
        """The questions whose papers were put off with a reason."""
        return tuple(
            path for path in self.journey().visible if _is_put_off(self.document.value_at(path, self.answers))
        )


def _is_put_off(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.get("cannot"))


def _times(document: Document, now: datetime, draft: Draft) -> dict[str, Any]:
    """What can be booked now, of what the draft lets choose from, and what they have reserved already."""
    offered = _to_choose_from(document, draft)
    application = draft.application.reference if offered and draft.application else ""
    resident = draft.resident if offered else None
    return {
        each: timetables.timetable(each, now=now, application=application, resident=resident)
        for each in offered
    }


def _to_choose_from(document: Document, draft: Draft) -> Collection[str]:
    """The offerings it asks for; in a correction those of open questions, for what was filed stays right."""
    offered = traits.offerings(document)
    if not offered or draft.application is None:
        return offered
    kept = reserving.kept_times(document, filed(draft.application).answers, draft.open_paths)
    return {each.offering for each in reserving.slot_questions(document) if each.id not in kept}


def reserved_before(document: Document, resident: Resident | None, now: datetime) -> dict[str, str]:
    """What a resident reserved before, as answers to the questions that ask for it."""
    found = {
        each.id: timetables.answer_before(resident, each.offering, now)
        for each in reserving.slot_questions(document)
    }
    return {id: answer for id, answer in found.items() if answer}


def facts(document: Document, now: datetime, places_of: PlacesOf | None = None) -> dict[str, Any]:
    """What a document may ask of the world: the day, the school year, closed days and places."""
    today = calendar.local_day(now)
    return {
        "now": now,
        "today": today,
        "fiscal_year": calendar.fiscal_year(today),
        "target_year": document.target_year or calendar.fiscal_year(today),
        "closed_days": office.closed_days(today.year),
        "places": {kind: (places_of or places.places_of)(kind) for kind in traits.place_kinds(document)},
        "slots": {each: {"places": timetables.places_of(each)} for each in traits.offerings(document)},
    }


def access_draft(*, draft_id: UUID, visitor: Visitor) -> Writing:
    """The draft this visitor is writing."""
    draft = _DRAFT.first(draft_id)
    if draft is None or not may_write(draft, visitor):
        raise Http404
    return writing(draft)


_DRAFT: Final = Prepared(lambda key: Draft.objects.filter(pk=key), blank=UUID(int=0))


def may_write(draft: Draft, visitor: Visitor) -> bool:
    """Whether this visitor writes that draft: with the account it belongs to, or where it was begun."""
    if draft.entered_by_id is not None:  # an officer types it: it is nobody's at the portal
        return False
    if draft.resident_id is not None:
        return visitor.resident is not None and draft.resident_id == visitor.resident.pk
    return str(draft.pk) in visitor.drafts


def access_entry(*, draft_id: UUID, sections: Collection[str]) -> Writing:
    """What an officer of one of these sections is typing in, or was."""
    draft = (
        Draft.objects.select_related("application", "version__procedure__extension", "entered_by")
        .filter(pk=draft_id, entered_by__isnull=False, section__in=sections)
        .first()
    )
    if draft is None:
        raise Http404
    return writing(draft)


def may_take_late(*, officer: Officer, section: str, on: date) -> bool:
    """Whether this officer may take a paper that came after the closing: one who may approve."""
    return may(role_in(officer=officer, section=section, on=on), Role.APPROVER)


def period_of(draft: Draft) -> Period:
    """When applications like this draft are taken, as promised now."""
    period = document_of(draft.version_id).period
    promised = closing_of(draft.version_id, extended(draft.version.procedure))
    return Period(opens_at=period.opens_at, ends_at=promised)


def list_open_entries(*, sections: Collection[str]) -> list[Draft]:
    """入力の途中: what officers of these sections began to type and have not filed, the latest first."""
    open_ones = Draft.objects.filter(entered_by__isnull=False, submitted_at=None, section__in=sections)
    return list(
        open_ones.select_related("entered_by", "application").defer("answers", "sealed").order_by("-saved_at")
    )


def list_unchecked(*, sections: Collection[str], most: int = 200) -> list[Application]:
    """確認待ち: what was typed and is not compared with its paper yet, the oldest first."""
    return list(unchecked(sections).select_related("entered_by").order_by("entered_at", "pk")[:most])


def unchecked(sections: Collection[str]) -> QuerySet[Application]:
    """Applications of these sections that wait for their second officer."""
    waiting = Application.objects.filter(entered_by__isnull=False, checked_by=None, section__in=sections)
    return waiting.exclude(state=State.WITHDRAWN)


def split_by_door(*, sections: Collection[str], since: datetime) -> Split:
    """Through which doors the applications came that arrived since an instant."""
    arrived = Application.objects.filter(section__in=sections, arrived_at__gte=since)
    return doors.split(arrived.order_by().values_list("door", "medium").annotate(Count("pk")))


def count_arrived(slug: str) -> Arrived | None:
    """How many applications by any version of a procedure arrived; None where none did."""
    found = Application.objects.filter(version__procedure=slug).aggregate(
        all=Count("pk"), online=Count("pk", filter=Q(medium=Medium.ONLINE)), first=Min("arrived_at")
    )
    return Arrived(**found) if found["first"] else None


def open_entry_of(application: Application) -> Draft | None:
    """What is being typed anew of this application, because it differed from the paper."""
    return application.drafts.filter(
        kind=DraftKind.CORRECTION, entered_by__isnull=False, submitted_at=None
    ).first()


def list_scans(*, application: Application) -> list[Attachment]:
    """The scans of the whole paper, in the order they came."""
    return [paper for paper in list_attachments(application=application) if not paper.path]


def access_by_secret(*, draft_id: UUID, secret: str) -> Writing:
    """The draft that a resume link opens."""
    draft = (
        Draft.objects.select_related("application", "version").filter(pk=draft_id, submitted_at=None).first()
    )
    if (
        draft is None
        or not draft.resume_hash
        or not crypto.is_same(draft.resume_hash, crypto.salted_hash("resume", secret))
    ):
        raise Http404
    return writing(draft)


def writing(draft: Draft) -> Writing:
    """A draft as it is written on, its sensitive answers opened."""
    opened = crypto.unseal(draft.sealed) if draft.sealed else {}
    return Writing(
        draft=draft,
        document=document_of(draft.version_id),
        answers=care.join(draft.answers, opened),
    )


def access_application(*, reference: str, visitor: Visitor, shared: bool = False) -> Filed:
    """The application this visitor filed, or follows by its number and inquiry code.

    With `shared`, also one that another guardian shows them: to look at, as `Filed.relation` says.
    """
    found = Application.objects.select_related("version").filter(reference=reference)
    application = found.annotate(is_shown=_is_shown_to(visitor, shared)).first()
    relation = _relation_of(application, visitor) if application else None
    if application is None or relation is None:
        raise Http404
    return _as_read_by(relation, filed(application))


def _relation_of(application: Any, visitor: Visitor) -> Relation | None:
    """How this visitor stands to an application; None for everybody else."""
    if visitor.resident is not None and application.resident_id == visitor.resident.pk:
        return Relation.APPLICANT
    if application.reference in visitor.followed:
        return Relation.FOLLOWER
    may_read = protection.may_read(Relation.GUARDIAN, is_protected=application.is_protected)
    return Relation.GUARDIAN if application.is_shown and may_read else None


def _is_shown_to(visitor: Visitor, shared: bool) -> Exists:
    """Whether another guardian shows it to them: invited, checked by an officer, not ended.

    Asked in the same breath as the application itself: absent and forbidden take the same time.
    """
    guest = visitor.resident.pk if visitor.resident and shared else None
    let_in = Invitation.objects.filter(guest_id=guest, confirmed_at__isnull=False, ended_at=None)
    return Exists(let_in.filter(guest__isnull=False, application=OuterRef("pk")))


def _as_read_by(relation: Relation, read: Filed) -> Filed:
    hidden = protection.hides_from(relation, read.document, is_protected=read.application.is_protected)
    return replace(masked(read, hidden) if hidden else read, relation=relation)


def masked(read: Filed, hidden: frozenset[str]) -> Filed:
    """The application without the hidden answers: what is drawn from it cannot tell them."""
    return replace(read, answers=protection.masked(read.answers, hidden), hidden=hidden)


def find_by_code(*, reference: str, code: str, born: str = "") -> Application | None:
    """The application with this number, inquiry code and date of birth, however typed; None unless all match.

    The date is asked only where one was filed: it is told by none but the hash that stands there.
    """
    number = references.read_receipt_number(reference)
    secret = references.read_inquiry_code(code)
    application = (
        Application.objects.filter(reference=number).exclude(inquiry_hash="").first() if number else None
    )
    held, wanted = (application.inquiry_hash, application.birth_hash) if application else ("", "")
    knows_code = crypto.is_same(held, crypto.salted_hash("inquiry", secret or ""))
    knows_birth = crypto.is_same(wanted, birth_hash(number or "", _typed_day(born)))
    return application if knows_code and (knows_birth or not wanted) else None


def birth_hash(reference: str, born: str) -> str:
    """What of a date of birth (ISO) is kept to recognise it by; empty where there is none."""
    return crypto.salted_hash("birth", reference, born) if born else ""


def _typed_day(typed: str) -> str:
    """2020-07-08, 2020年7月8日, R2.7.8 or 20200708 as ISO; of what is none, something no date is like."""
    parts = calendar.parse_day(typed)
    return "-".join((f"{parts[0]:04}", f"{parts[1]:02}", f"{parts[2]:02}")) if parts else "?"


def access_for_officer(*, reference: str, officer: Officer, on: date, opened: Collection[str] = ()) -> Filed:
    """The application an officer may read: one of a section they belong to on that day.

    A protected one is masked, unless this sign-in has `opened` it with a reason and the officer still may.
    """
    sections = sections_of(officer=officer, on=on)
    application = (
        Application.objects.select_related("version")
        .filter(reference=reference, section__in=sections)
        .first()
    )
    if application is None:
        raise Http404
    read = filed(application)
    return read if _is_open(application, officer, on, opened) else for_desk(read)


def for_desk(read: Filed) -> Filed:
    """The application as any list, table or print of the office may use it: masked where it is protected."""
    return masked(read, protection.hidden_ids(read.document)) if read.application.is_protected else read


def earlier(read: Filed, number: int) -> Filed:
    """An earlier set of answers of an application, as masked as the one at hand."""
    before = filed(read.application, number=number)
    return masked(before, protection.hidden_ids(before.document)) if read.is_masked else before


def contact_of(application: Application, *, opened: Collection[str] = ()) -> str:
    """How the applicant is reached, for lists and envelopes; not shown where the household is protected."""
    if application.is_protected and application.reference not in opened:
        return protection.NOT_SHOWN
    return application.contact


def protected_among(references: Collection[str]) -> frozenset[str]:
    """Those of these applications whose household is protected."""
    found = Application.objects.filter(reference__in=references, is_protected=True) if references else ()
    return frozenset(each.reference for each in found)


def _is_open(application: Application, officer: Officer, on: date, opened: Collection[str]) -> bool:
    if not application.is_protected:
        return True
    is_permitted = opens_protected(officer=officer, section=application.section, on=on)
    return is_permitted and application.reference in opened


def section_of(reference: str) -> str | None:
    """The section in charge of an application; None for an unknown number."""
    return Application.objects.filter(reference=reference).values_list("section", flat=True).first()


def of_sections(sections: Collection[str]) -> QuerySet[Application]:
    """The applications officers of these sections may read, for the room that narrows and orders them."""
    return Application.objects.filter(section__in=sections)


def is_waiting(application: Application) -> bool:
    """Whether it was decided that whoever applied waits (保留)."""
    if application.state != State.DECIDED or not application.outcome:
        return False
    return document_of(application.version_id).outcome(application.outcome).kind == "held"


def filed(application: Application, *, number: int | None = None) -> Filed:
    """An application with the answers of set `number`, the latest when not said."""
    answers = answer_set(application, number or application.answer_count)
    return Filed(
        application=application,
        document=document_of(answers.version_id),
        answers=_opened(answers),
        number=answers.number,
    )


def filed_together(applications: Iterable[Application]) -> list[Filed]:
    """Applications with their latest answers, in the same order, read in one statement."""
    wanted = list(applications)
    latest = AnswerSet.objects.filter(application__in=wanted, number=F("application__answer_count"))
    held = {each.application_id: each for each in latest.select_related("sealed")}
    return [
        Filed(
            application=each,
            document=document_of(held[each.pk].version_id),
            answers=_opened(held[each.pk]),
            number=each.answer_count,
        )
        for each in wanted
    ]


def answer_set(application: Application, number: int) -> AnswerSet:
    """One sealed set of answers with its sensitive part beside it."""
    return AnswerSet.objects.select_related("sealed").get(application=application, number=number)


def _opened(answers: AnswerSet) -> dict[str, Any]:
    sealed: SealedAnswer | None = getattr(answers, "sealed", None)
    return care.join(answers.answers, crypto.unseal(sealed.token) if sealed else {})


def list_open_drafts(*, visitor: Visitor) -> list[Draft]:
    """What this visitor can go on writing: their account's, and what was begun in this browser."""
    mine = Q(resident=visitor.resident) if visitor.resident else Q(pk__in=())
    begun = Q(resident=None, pk__in=[UUID(held) for held in visitor.drafts])
    return list(
        Draft.objects.filter(mine | begun, submitted_at=None, kind=DraftKind.FIRST, entered_by=None)
        .select_related("version")
        .order_by("-saved_at")
    )


def open_correction_of(application: Application) -> Draft | None:
    """The correction that waits to be sent, if one was asked for."""
    return application.drafts.filter(kind=DraftKind.CORRECTION, entered_by=None, submitted_at=None).first()


def writers(slug: str) -> QuerySet[Draft]:
    """The drafts of a procedure whose writers the city can reach, without what they wrote."""
    begun = Draft.objects.filter(version__procedure=slug, kind=DraftKind.FIRST, submitted_at=None)
    reached = begun.filter(resident__account__isnull=False)
    return reached.select_related("resident__account").defer("answers", "sealed")


def count_writers(slug: str) -> int:
    """How many drafts there are whose writers the city can reach."""
    return writers(slug).count()


def list_applications(*, resident: Resident) -> list[Application]:
    """What a resident filed, the latest first."""
    return list(
        Application.objects.filter(resident=resident).select_related("version").order_by("-arrived_at")
    )


def subjects_of(found: Sequence[Application]) -> dict[int, str]:
    """Whom each application is about, by its key: for the applicant's own list, and no other."""
    latest = AnswerSet.objects.filter(application__in=found, number=F("application__answer_count"))
    return {
        each.application_id: subject_name(document_of(each.version_id), _opened(each))
        for each in latest.select_related("sealed")
    }


def list_followed(*, references: Sequence[str]) -> list[Application]:
    """Applications opened by number in this browser."""
    return list(Application.objects.filter(reference__in=references).select_related("version"))


def list_events(*, application: Application) -> list[Event]:
    """The time line, the oldest first."""
    return list(application.events.order_by("id"))


def titles_of(*, application: Application, paths: Collection[str]) -> list[Text]:
    """The titles of questions, of the newest version under which each was asked; a question once."""
    versions = application.answer_sets.order_by("-number").values_list("version_id", flat=True)
    asked: dict[str, Text] = {}
    for version_id in dict.fromkeys(versions):
        document = document_of(version_id)
        for path in paths:
            if document.has_question(path):
                asked.setdefault(document.question(path).id, document.question(path).title)
    return list(asked.values())


def list_attachments(*, application: Application) -> list[Attachment]:
    """The papers in force, in the order they came."""
    return list(
        application.attachments.filter(removed_at=None).select_related("file").order_by("added_at", "id")
    )


def list_replaced_attachments(*, application: Application) -> list[Attachment]:
    """The papers that a correction replaced, in the order they came."""
    return list(
        application.attachments.exclude(removed_at=None).select_related("file").order_by("added_at", "id")
    )


def list_draft_attachments(*, draft: Draft) -> list[Attachment]:
    """The papers given so far to a draft."""
    return list(draft.attachments.filter(removed_at=None).select_related("file").order_by("added_at", "id"))


def access_draft_file(*, draft: Draft, attachment_id: UUID) -> Attachment:
    """One paper of a draft that was already permitted."""
    found = draft.attachments.filter(removed_at=None, pk=attachment_id).select_related("file").first()
    if found is None:
        raise Http404
    return found


def access_file(*, application: Application, attachment_id: UUID) -> Attachment:
    """One paper of an application that was already permitted."""
    found = application.attachments.filter(pk=attachment_id).select_related("file").first()
    if found is None:
        raise Http404
    return found

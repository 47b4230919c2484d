"""Reading the catalogue: what is offered, and the documents of published versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.db.models import F, JSONField, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.http import Http404

from madoguchi.people.models import Section
from madoguchi.people.queries import at_work_by_section, roles_by_section
from madoguchi.procedures.models import Extension, Procedure, ProcedureVersion
from madoguchi.procedures.wording import Notice, notice
from madoguchi.rules import documents, extending, rebasing
from madoguchi.rules.documents import Document
from madoguchi.rules.extending import Plan
from madoguchi.rules.opening import Opening, last_minute, opening
from madoguchi.rules.rebasing import Policy
from madoguchi.rules.sections import Days, Orphaned, orphaned


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A procedure as residents meet it at one instant."""

    slug: str
    section: str  # code
    section_name: str
    section_title: Mapping[str, str]  # the name in every language
    section_phone: str
    version_id: int
    number: int  # of the version
    published_at: datetime
    document: Document
    opening: Opening
    closes_at: datetime | None  # as promised now: the version's, or a later one
    extension: Extension | None  # the one residents are told of, until the end it promises

    @property
    def last_minute(self) -> datetime | None:
        """The end as people say it; None where there is none."""
        return last_minute(self.closes_at) if self.closes_at else None

    @property
    def notice(self) -> Notice | None:
        """What the city says of a closing that was moved, in the reader's language."""
        return notice(self.extension) if self.extension else None

    @property
    def may_start(self) -> bool:
        """Whether a draft can be begun: also before the opening."""
        return self.opening.is_open or self.opening is Opening.NOT_YET


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """A procedure in force that somebody answers for or published."""

    slug: str
    title: str
    number: int
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A procedure that nobody answers for, and why."""

    slug: str
    title: str
    section: str  # code
    section_name: str
    reason: Orphaned


@lru_cache(maxsize=512)
def document_of(version_id: int) -> Document:
    """The document of a published version. Versions never change, so every process keeps what it read."""
    return parsed(ProcedureVersion.objects.values_list("text", flat=True).get(pk=version_id))


@lru_cache(maxsize=64)
def parsed(text: str) -> Document:
    """The document of a text that was found sound before it was stored."""
    document = documents.parse(documents.load(text))
    if not isinstance(document, Document):
        raise ValueError(f"a stored document cannot be read: {document[0]}")
    return document


def access_procedure(slug: str, now: datetime) -> Offer:
    """The procedure as it is offered now; a withdrawn one in its last version. 404 if never published."""
    procedure = _with_names().filter(slug=slug).first()
    if procedure is None:
        raise Http404
    return _offer(procedure, procedure.current or _latest(slug), now)


def list_offers(now: datetime, section: str | None = None) -> list[Offer]:
    """What the city offers, open or not, in the order of the procedures' numbers."""
    procedures = _with_names().filter(current__isnull=False)
    if section is not None:
        procedures = procedures.filter(section=section)
    offers = [_offer(each, each.current, now) for each in procedures if each.current]
    return sorted(offers, key=lambda offer: (offer.document.number, offer.slug))


def list_public_offers(now: datetime) -> list[Offer]:
    """What stands in the residents' catalogue."""
    return [offer for offer in list_offers(now) if offer.document.is_public]


def list_offers_to_officers(now: datetime) -> list[Offer]:
    """What officers fill in themselves."""
    return [offer for offer in list_offers(now) if not offer.document.is_public]


def count_offers(now: datetime) -> Counter[Opening]:
    """How many procedures stand in each state of opening."""
    return Counter(offer.opening for offer in list_offers(now))


def closing_of(version_id: int, extended: datetime | None) -> datetime | None:
    """When applications by a version end; `extended`: what the latest extension of its procedure promised.

    The one answer to this question: a document knows only what was published.
    """
    return extending.closing(document_of(version_id).period.closes_at, extended)


def closing_of_draft(procedure: Procedure) -> datetime | None:
    """When applications by the draft would end, were it published now."""
    return extending.closing(parsed(procedure.draft_text).period.closes_at, extended(procedure))


def opening_of(version_id: int | None, extended: datetime | None, now: datetime) -> Opening:
    """Whether applications by the version in force are taken at `now`; None was withdrawn."""
    return opening(
        opens_at=document_of(version_id).period.opens_at if version_id else None,
        closes_at=closing_of(version_id, extended) if version_id else None,
        is_withdrawn=version_id is None,
        now=now,
    )


def extended(procedure: Procedure) -> datetime | None:
    """What the latest extension promised."""
    return procedure.extension.closes_at if procedure.extension else None


def extending_facts(procedure: Procedure, plan: Plan, seen: datetime, now: datetime) -> extending.Facts:
    """What must be known to decide whether the closing may be moved; `seen` is the one the officer saw."""
    current = procedure.current_id
    return extending.Facts(
        plan=plan,
        seen=seen,
        opens_at=document_of(current).period.opens_at if current else None,
        closes_at=closing_of(current, extended(procedure)) if current else None,
        is_offered=current is not None,
        now=now,
    )


def list_extensions(slug: str) -> list[Extension]:
    """Every extension of a procedure, the newest first."""
    return list(Extension.objects.filter(procedure=slug).order_by("-pk"))


def current_version_id(version_id: int) -> int | None:
    """The version in force of the procedure that `version_id` belongs to; None when it was withdrawn."""
    return Procedure.objects.filter(versions=version_id).values_list("current_id", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """The version in force, seen from an older one, and what authors since then wanted for drafts."""

    version_id: int
    policy: Policy


def ahead_of(version_id: int) -> Ahead | None:
    """What a draft of this version may go on to; None where it is in force, or nothing is."""
    current = current_version_id(version_id)
    if current in (None, version_id):
        return None
    own = ProcedureVersion.objects.values("procedure", "number").get(pk=version_id)
    later = ProcedureVersion.objects.filter(procedure=own["procedure"], number__gt=own["number"])
    wanted = later.values_list("for_drafts", flat=True)
    return Ahead(version_id=current, policy=rebasing.strongest(map(Policy, wanted)))


def access_procedure_row(slug: str, sections: Collection[str]) -> Procedure:
    """The procedure with its draft, for officers of its section."""
    procedures = _with_names(drafts=True).select_related("owner", "deputy")
    procedure = procedures.filter(slug=slug, section__in=sections).first()
    if procedure is None:
        raise Http404
    return procedure


def list_procedures(sections: Collection[str]) -> list[Procedure]:
    """All procedures of these sections, published or not."""
    return list(_with_names(drafts=True).filter(section__in=sections).order_by("section", "slug"))


def list_withdrawn(sections: Collection[str]) -> frozenset[str]:
    """Ids of the procedures of these sections that were published once and are not offered now."""
    found = Procedure.objects.filter(section__in=sections, current=None, versions__isnull=False)
    return frozenset(found.values_list("slug", flat=True).distinct())


def list_versions(slug: str) -> list[ProcedureVersion]:
    """The history of a procedure, the newest version first."""
    return list(_without_texts().filter(procedure=slug).order_by("-number"))


def access_version(slug: str, number: int, sections: Collection[str]) -> ProcedureVersion:
    """One published version, with its text, for officers of its section."""
    versions = ProcedureVersion.objects.defer("document").filter(procedure__section__in=sections)
    version = versions.filter(procedure=slug, number=number).first()
    if version is None:
        raise Http404
    return version


def access_document(slug: str, *, draft: bool = False) -> tuple[Document, int | None]:
    """The document in force and its number, or the draft and None: for whoever runs the machine."""
    procedure = _with_names(drafts=True).filter(slug=slug).first()
    if procedure is None:
        raise Http404
    if draft and procedure.draft_text:
        return parsed(procedure.draft_text), None
    if draft or procedure.current is None:
        raise Http404
    return document_of(procedure.current.pk), procedure.current.number


def list_owned_by(*, number: str, sections: Collection[str]) -> list[Owned]:
    """The procedures of these sections that this officer answers for or published last."""
    his = Q(published_by=number) | Q(procedure__owner__number=number) | Q(procedure__deputy__number=number)
    found = ProcedureVersion.objects.filter(his, procedure__section__in=sections, procedure__current=F("pk"))
    return [
        Owned(
            slug=each.procedure_id,
            title=document_of(each.pk).title.in_("ja"),
            number=each.number,
            published_at=each.published_at,
        )
        for each in found.defer("text", "document").order_by("procedure")
    ]


def list_ids() -> frozenset[str]:
    """The id of every procedure there is or was."""
    return frozenset(Procedure.objects.values_list("slug", flat=True))


def list_numbers(*, besides: str = "") -> frozenset[str]:
    """The two digits of every procedure, drafted or ever published: they stand in receipt numbers.

    `besides`: the id of a procedure whose own do not count.
    """
    number = KeyTextTransform("number", Cast("draft_text", JSONField()))
    drafted = Procedure.objects.exclude(draft_text="").exclude(slug=besides).values_list(number, flat=True)
    published = (
        ProcedureVersion.objects.exclude(procedure=besides)
        .values_list("document__number", flat=True)
        .distinct()
    )
    return frozenset([*drafted, *published])


def list_orphans(*, on: date) -> list[Orphan]:
    """Procedures that are offered though nobody answers for them, or nobody can approve."""
    held, there = roles_by_section(on=on), at_work_by_section(on=on)
    offered = _with_names().filter(current__isnull=False).order_by("section", "slug")
    found = (
        (
            each,
            orphaned(
                _days(each.section),
                held.get(each.section_id, ()),
                owner=each.owner.number if each.owner else None,
                there=there.get(each.section_id, ()),
                on=on,
            ),
        )
        for each in offered.select_related("owner")
    )
    return [
        Orphan(
            slug=each.slug,
            title=document_of(each.current.pk).title.in_("ja"),
            section=each.section_id,
            section_name=each.section.name,
            reason=reason,
        )
        for each, reason in found
        if reason and each.current
    ]


def _days(section: Section) -> Days:
    return Days(starts_on=section.starts_on, ends_on=section.ends_on)


def _offer(procedure: Procedure, version: ProcedureVersion, now: datetime) -> Offer:
    promised = extended(procedure)
    return Offer(
        slug=procedure.slug,
        section=procedure.section_id,
        section_name=procedure.section.name,
        section_title=procedure.section.title,
        section_phone=procedure.section.phone,
        version_id=version.pk,
        number=version.number,
        published_at=version.published_at,
        document=document_of(version.pk),
        opening=opening_of(procedure.current_id, promised, now),
        closes_at=closing_of(version.pk, promised),
        extension=procedure.extension if promised and now < promised and procedure.current_id else None,
    )


def _latest(slug: str) -> ProcedureVersion:
    version = _without_texts().filter(procedure=slug).order_by("-number").first()
    if version is None:
        raise Http404
    return version


def _with_names(*, drafts: bool = False) -> QuerySet[Procedure]:
    deferred = ["current__text", "current__document", *([] if drafts else ["draft_text"])]
    return Procedure.objects.select_related("section", "current", "extension").defer(*deferred)


def _without_texts() -> QuerySet[ProcedureVersion]:
    return ProcedureVersion.objects.defer("text", "document")

"""Reading the catalogue: what is offered, and the documents of published versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet
from django.http import Http404

from madoguchi.procedures.models import Procedure, ProcedureVersion
from madoguchi.rules import documents
from madoguchi.rules.documents import Document
from madoguchi.rules.opening import Opening, last_minute, opening


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

    @property
    def last_minute(self) -> datetime | None:
        """The end as people say it; None where there is none."""
        closes_at = self.document.period.closes_at
        return last_minute(closes_at) if closes_at else None

    @property
    def may_start(self) -> bool:
        """Whether a draft can be begun: also before the opening."""
        return self.opening.is_open or self.opening is Opening.NOT_YET


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


def count_offers(now: datetime) -> Counter[Opening]:
    """How many procedures stand in each state of opening."""
    return Counter(offer.opening for offer in list_offers(now))


def opening_of(version: ProcedureVersion, now: datetime) -> Opening:
    """Whether applications by this version are taken at `now`."""
    period = document_of(version.pk).period
    return opening(
        opens_at=period.opens_at,
        closes_at=period.closes_at,
        is_withdrawn=version.procedure.current_id is None,
        now=now,
    )


def current_version_id(version_id: int) -> int | None:
    """The version in force of the procedure that `version_id` belongs to; None when it was withdrawn."""
    return Procedure.objects.filter(versions=version_id).values_list("current_id", flat=True).first()


def access_procedure_row(slug: str, sections: Collection[str]) -> Procedure:
    """The procedure with its draft, for officers of its section."""
    procedure = _with_names(drafts=True).filter(slug=slug, section__in=sections).first()
    if procedure is None:
        raise Http404
    return procedure


def list_procedures(sections: Collection[str]) -> list[Procedure]:
    """All procedures of these sections, published or not."""
    return list(_with_names(drafts=True).filter(section__in=sections).order_by("section", "slug"))


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


def _offer(procedure: Procedure, version: ProcedureVersion, now: datetime) -> Offer:
    version.procedure = procedure
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
        opening=opening_of(version, now),
    )


def _latest(slug: str) -> ProcedureVersion:
    version = _without_texts().filter(procedure=slug).order_by("-number").first()
    if version is None:
        raise Http404
    return version


def _with_names(*, drafts: bool = False) -> QuerySet[Procedure]:
    deferred = ["current__text", "current__document", *([] if drafts else ["draft_text"])]
    return Procedure.objects.select_related("section", "current").defer(*deferred)


def _without_texts() -> QuerySet[ProcedureVersion]:
    return ProcedureVersion.objects.defer("text", "document")

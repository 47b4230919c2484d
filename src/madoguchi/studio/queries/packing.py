"""Packs as the studio reads them: what a procedure came from, is as a pack, and would be after an upgrade."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404

from madoguchi import VERSION
from madoguchi.applications import queries as applications
from madoguchi.audit.actions import Actor
from madoguchi.people.models import Section
from madoguchi.places import queries as places
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Procedure
from madoguchi.rules import calendar, documents, packs, starting
from madoguchi.rules.documents import Document
from madoguchi.rules.packs import Choice, Difference, Figures, Kind, Manifest, Pack, Slot
from madoguchi.rules.packs.pack import Making, measured, sha256
from madoguchi.rules.problems import Problems
from madoguchi.studio import writing
from madoguchi.studio.models import ArrivedPack, Manual

MANUAL: Final = "manual"  # stands beside the keys of the document while both are merged
LICENCES: Final = ("CC-BY-4.0", "CC0-1.0", "Apache-2.0")
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What this city can put into slots, and what is taken already."""

    sections: Mapping[str, str]  # code → name, of those the officer publishes for
    places: Mapping[str, int]  # kind → how many there are
    numbers: Collection[str]  # in receipts of any procedure
    ours: Mapping[str, str]  # id → number, of procedures the officer may write
    ids: Collection[str]  # of every procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What taking a pack in would make of what stands here."""

    slug: str
    seen: str  # fingerprint of what it was merged with; empty where nothing is here yet
    base: ArrivedPack | None  # the pack as it was taken in before
    differences: tuple[Difference, ...]
    undecided: tuple[Difference, ...]
    data: Mapping[str, Any]  # what comes of it
    document: Document | Problems
    manual: str

    @property
    def is_first(self) -> bool:
        """Whether there is no such procedure yet."""
        return not self.seen


def access_arrived(pack_id: UUID, by: Actor) -> ArrivedPack:
    """A pack that this officer handed in and that waits to be taken in; 404 else."""
    found = ArrivedPack.objects.filter(pk=pack_id, by=by.ref, procedure=None).first()
    if found is None:
        raise Http404
    return found


def list_waiting(by: Actor) -> list[ArrivedPack]:
    """What this officer handed in and has not taken in, the newest first."""
    return list(ArrivedPack.objects.filter(by=by.ref, procedure=None).defer("content").order_by("-at"))


def list_taken(slug: str) -> list[ArrivedPack]:
    """The packs a procedure came from, the latest first."""
    return list(ArrivedPack.objects.filter(procedure=slug).defer("content").order_by("-taken_at"))


def latest_manual(slug: str) -> Manual | None:
    """The manual as it is; None where nobody wrote one."""
    return Manual.objects.filter(procedure=slug).order_by("-number").first()


def list_manuals(slug: str) -> list[Manual]:
    """Every writing of the manual, the latest first."""
    return list(Manual.objects.filter(procedure=slug).order_by("-number"))


def read(arrived: ArrivedPack) -> Pack:
    """The pack in an arrived file, which was checked before it was kept."""
    found = packs.read(bytes(arrived.content))
    if isinstance(found, Problems):
        raise ValueError(f"a pack that was kept cannot be read: {found[0]}")
    return found


def surroundings(sections: Mapping[str, str]) -> Here:
    """What can be put into slots by an officer who publishes for these sections, by code and name."""
    ours = procedures.list_procedures(sections)
    return Here(
        sections=sections,
        places=places.count_by_kind(),
        numbers=procedures.list_numbers(),
        ours={each.slug: procedures.parsed(_text(each)).number for each in ours},
        ids=procedures.list_ids(),
    )


def proposed(arrived: ArrivedPack, manifest: Manifest, around: Here) -> dict[str, Any]:
    """What is put into the slots unless somebody says otherwise: as the last time, else what fits."""
    same = ArrivedPack.objects.filter(pack_id=arrived.pack_id, made_by=arrived.made_by)
    before = same.filter(procedure__in=around.ours).order_by("-taken_at").first()
    fitting = {name: _fitting(slot, manifest.id, around) for name, slot in manifest.slots.items()}
    section = Section.objects.filter(code=fitting.get("section", "")).first()
    known = here(section) if section else {}
    return {**fitting, **{name: known[name] for name in fitting if name in known}, **_slots(before)}


def plan(
    arrived: ArrivedPack,
    values: Values,
    choices: Mapping[str, Choice],
    sections: Collection[str] | None = None,
) -> Plan | None:
    """Merge the pack, its slots filled so, with what stands under its id; None: that is not theirs."""
    pack = read(arrived)
    procedure = Procedure.objects.filter(slug=values["id"]).first()
    if procedure is not None and sections is not None and procedure.section_id not in sections:
        return None
    base = _base(arrived, procedure)
    ours = _standing(procedure) if procedure else {}
    merged = packs.merge(
        _said(read(base), base.slots or {}) if base else {}, ours, _said(pack, values), choices
    )
    manual = merged.data.pop(MANUAL, "")
    return Plan(
        slug=values["id"],
        seen=_fingerprint(ours, base) if procedure else "",
        base=base,
        differences=merged.differences,
        undecided=merged.undecided,
        data=merged.data,
        document=documents.parse(merged.data),
        manual=manual,
    )


def pack_of(slug: str, licence: str, now: datetime) -> bytes:
    """A procedure as it is offered, or else drafted, as a pack.

    The very bytes it came as where nothing was changed since, else a pack of ours.
    """
    procedure = Procedure.objects.select_related("section", "current").filter(slug=slug).first()
    if procedure is None:
        raise Http404
    manual = latest_manual(slug)
    text = procedure.current.text if procedure.current else _text(procedure)
    if came := _unchanged(slug, text, manual.text if manual else ""):
        return bytes(came.content)
    document = procedures.parsed(text)
    made = packs.made(
        writing.plain(document),
        manual=manual.text if manual else "",
        here=here(procedure.section),
        making=Making(
            version=procedure.versions.count() + (0 if procedure.current else 1),
            made_by=settings.CITY_NAME or "-",
            made_at=procedure.current.published_at if procedure.current else procedure.draft_at or now,
            licence=licence,
            application=VERSION,
            figures=figures(slug, document, now),
        ),
        written=writing.as_yaml,
    )
    return packs.write(made, writing.as_yaml)


def here(section: Section) -> dict[str, Any]:
    """What this city is called and how it is reached, as far as it is known: what becomes slots."""
    names = {language: name for language, name in settings.CITY_NAMES.items() if name}
    found = {
        "city": names if "ja" in names else "",
        "phone": section.phone,
        "city_phone": settings.CITY_PHONE if section.phone != settings.CITY_PHONE else "",
        "mail": settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >"),
    }
    return {name: value for name, value in found.items() if value}


def figures(slug: str, document: Document, now: datetime) -> Figures | None:
    """What the procedure brought so far, counted; None where nobody has applied yet."""
    counted = applications.count_arrived(slug)
    if counted is None:
        return None
    return measured(
        applications=counted.all,
        online=counted.online,
        since=calendar.local_day(counted.first),
        until=calendar.local_day(now),
        effect=document.effect,
    )


def _slots(taken: ArrivedPack | None) -> dict[str, Any]:
    return (taken.slots or {}) if taken else {}


def _fitting(slot: Slot, id: str, around: Here) -> Any:
    example = str(slot.example)
    match slot.kind:
        case Kind.SECTION:
            return example if example in around.sections else next(iter(around.sections), "")
        case Kind.NUMBER:
            is_own = around.ours.get(id) == example
            return example if is_own else starting.free_number(around.numbers, example)
        case Kind.PLACES:
            return example if example in around.places else ""
        case Kind.CITY | Kind.MAIL | Kind.PHONE:
            return ""
    return example


def _base(arrived: ArrivedPack, procedure: Procedure | None) -> ArrivedPack | None:
    """The same pack as it was taken into this procedure the last time."""
    if procedure is None:
        return None
    same = ArrivedPack.objects.filter(pack_id=arrived.pack_id, made_by=arrived.made_by)
    return same.filter(procedure=procedure).order_by("-taken_at").first()


def _said(pack: Pack, values: Values) -> dict[str, Any]:
    """Everything a pack says, in the form that what stands here has."""
    document = pack.document(values)
    if isinstance(document, Problems):
        return {**packs.fill(pack.template, values), MANUAL: pack.manual_with(values)}
    return {**writing.plain(document), MANUAL: pack.manual_with(values)}


def _standing(procedure: Procedure) -> dict[str, Any]:
    manual = latest_manual(procedure.slug)
    return {**writing.plain(procedures.parsed(_text(procedure))), MANUAL: manual.text if manual else ""}


def _text(procedure: Procedure) -> str:
    """The draft, else what is in force, else what was last."""
    if procedure.draft_text:
        return procedure.draft_text
    version = procedure.current or procedure.versions.order_by("-number").first()
    if version is None:
        raise Http404
    return version.text


def _fingerprint(ours: Mapping[str, Any], base: ArrivedPack | None) -> str:
    return sha256(f"{writing.as_yaml(ours)}{base.pk if base else ''}".encode())


def _unchanged(slug: str, text: str, manual: str) -> ArrivedPack | None:
    """The pack that says exactly what the procedure says."""
    for came in ArrivedPack.objects.filter(procedure=slug).order_by("-taken_at"):
        pack, values = read(came), came.slots or {}
        document = pack.document(values)
        is_same = isinstance(document, Document) and documents.canonical(document) == text
        if is_same and pack.manual_with(values) == manual:
            return came
    return None

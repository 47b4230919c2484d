"""Procedures of a section, drafts with their faults, what publishing changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from madoguchi.base.reasons import Told, told
from madoguchi.people.models import Officer, Role
from madoguchi.people.queries import may, sections_of
from madoguchi.procedures import queries as procedures
from madoguchi.procedures.models import Extension, Procedure, ProcedureVersion
from madoguchi.rules import documents, extending
from madoguchi.rules.analysis import analyse, run_golden
from madoguchi.rules.changes import Change, compare
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.documents.procedure import Golden
from madoguchi.rules.extending import Plan
from madoguchi.rules.opening import Opening, last_minute
from madoguchi.rules.problems import Fault
from madoguchi.studio.sentences import Dependent, dependents, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose procedures an officer may see, and whose they may write and publish."""

    reads: frozenset[str]
    publishes: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A line of the list of procedures."""

    slug: str
    title: Text
    section_name: str
    number: int | None  # of the version in force
    published_at: datetime | None
    opening: Opening | None  # None: never published
    draft_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A golden example, and where it came out otherwise than expected."""

    title: str
    faults: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The document being worked on, with everything one wants to know before publishing it."""

    document: Document
    digest: str
    saved_at: datetime | None
    saved_by: str
    faults: tuple[Told, ...]  # of the document itself
    examples: tuple[Example, ...]
    changes: tuple[Change, ...]  # against the version in force
    sentences: tuple[str, ...]  # the changes, said

    @property
    def is_sound(self) -> bool:
        """Whether nothing keeps it from being published."""
        return not self.faults and not any(example.faults for example in self.examples)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One procedure on the officer's table."""

    slug: str
    title: Text
    section: str
    section_name: str
    opening: Opening | None
    current: ProcedureVersion | None
    draft: Draft | None
    versions: list[ProcedureVersion]
    closes_at: datetime | None  # of what is offered now, extensions included
    extensions: list[Extension]
    owner: Officer | None
    deputy: Officer | None
    may_publish: bool
    dependents: tuple[Dependent, ...]  # on answers, in the draft or else in what is in force

    @property
    def last_minute(self) -> datetime | None:
        """The closing as people say it."""
        return last_minute(self.closes_at) if self.closes_at else None


def reach_of(officer: Officer, on: date) -> Reach:
    """What an officer may see and publish that day."""
    held = sections_of(officer=officer, on=on)
    return Reach(
        reads=frozenset(held),
        publishes=frozenset(code for code, role in held.items() if may(role, Role.APPROVER)),
    )


def list_procedures(reach: Reach, now: datetime) -> list[Listed]:
    """All procedures of the officer's sections, by section and name."""
    withdrawn = procedures.list_withdrawn(reach.reads)
    return [_listed(procedure, withdrawn, now) for procedure in procedures.list_procedures(reach.reads)]


def access_bench(slug: str, reach: Reach, now: datetime) -> Bench:
    """One procedure of the officer's sections with its draft and history."""
    procedure = procedures.access_procedure_row(slug, reach.reads)
    return Bench(
        slug=slug,
        title=_shown_document(procedure).title,
        section=procedure.section_id,
        section_name=procedure.section.name,
        opening=_opening(procedure, procedures.list_withdrawn(reach.reads), now),
        current=procedure.current,
        draft=_draft(procedure) if procedure.draft_text else None,
        versions=procedures.list_versions(slug),
        closes_at=_closing(procedure),
        extensions=procedures.list_extensions(slug),
        owner=procedure.owner,
        deputy=procedure.deputy,
        may_publish=procedure.section_id in reach.publishes,
        dependents=dependents(_shown_document(procedure)),
    )


def access_document(slug: str, reach: Reach, version: int | None = None) -> Document:
    """The document of a version, or where none is named the draft, else what is in force."""
    if version is not None:
        return procedures.document_of(procedures.access_version(slug, version, reach.reads).pk)
    return _shown_document(procedures.access_procedure_row(slug, reach.reads))


def objections(
    slug: str, reach: Reach, plan: Plan, seen: datetime, now: datetime
) -> tuple[extending.Reason, ...]:
    """What stands against moving the closing of a procedure that the officer may publish."""
    procedure = procedures.access_procedure_row(slug, reach.publishes)
    return extending.refuse(procedures.extending_facts(procedure, plan, seen, now))


def example_results(document: Document) -> tuple[Example, ...]:
    """The golden examples of a document, run."""
    faults = run_golden(document)
    return tuple(_example(golden, faults) for golden in document.golden)


def _listed(procedure: Procedure, withdrawn: Collection[str], now: datetime) -> Listed:
    return Listed(
        slug=procedure.slug,
        title=_shown_document(procedure).title,
        section_name=procedure.section.name,
        number=procedure.current.number if procedure.current else None,
        published_at=procedure.current.published_at if procedure.current else None,
        opening=_opening(procedure, withdrawn, now),
        draft_at=procedure.draft_at if procedure.draft_text else None,
    )


def _shown_document(procedure: Procedure) -> Document:
    if procedure.draft_text:
        return procedures.parsed(procedure.draft_text)
    if procedure.current is None:
        raise Http404
    return procedures.document_of(procedure.current.pk)


def _opening(procedure: Procedure, withdrawn: Collection[str], now: datetime) -> Opening | None:
    if procedure.current is not None:
        return procedures.opening_of(procedure.current.pk, procedures.extended(procedure), now)
    return Opening.WITHDRAWN if procedure.slug in withdrawn else None


def _closing(procedure: Procedure) -> datetime | None:
    if procedure.current is None:
        return None
    return procedures.closing_of(procedure.current.pk, procedures.extended(procedure))


def _draft(procedure: Procedure) -> Draft:
    document = procedures.parsed(procedure.draft_text)
    current = procedure.current
    before = procedures.document_of(current.pk) if current else None
    changes = compare(before, document) if before else ()
    faults = analyse(document)
    of_examples = run_golden(document)
    return Draft(
        document=document,
        digest=documents.digest(procedure.draft_text),
        saved_at=procedure.draft_at,
        saved_by=procedure.draft_by,
        faults=told(fault for fault in faults if fault not in of_examples),
        examples=tuple(_example(golden, of_examples) for golden in document.golden),
        changes=changes,
        sentences=tuple(sentence(change, old=before, new=document) for change in changes),
    )


def _example(golden: Golden, faults: tuple[Fault, ...]) -> Example:
    its_own = tuple(fault for fault in faults if fault.path.startswith(f"golden[{golden.id}]"))
    return Example(title=golden.title, faults=told(its_own))

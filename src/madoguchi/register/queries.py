"""Reading extracts, proposals and choices: found and of the officer's own sections, or 404."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from madoguchi.applications.models import Application
from madoguchi.applications.queries import filed_together, for_desk, of_sections
from madoguchi.base import crypto
from madoguchi.people.models import Officer
from madoguchi.procedures.queries import document_of
from madoguchi.register.models import RegisterExtract, RegisterMatch, RegisterRun
from madoguchi.register.wanted import OPEN, Pile, Wanted
from madoguchi.register.wording import DIFFERENCES
from madoguchi.rules.matching import Difference, Result, Role, Sought
from madoguchi.rules.sought import sought

PAGE: Final = 50  # rows


def in_use(section: str) -> RegisterExtract | None:
    """The extract that a section's applications are compared with."""
    found = RegisterExtract.objects.defer("content").select_related("officer")
    return found.filter(section=section, state=RegisterExtract.State.IN_USE).first()


def list_extracts(*, sections: Collection[str]) -> list[RegisterExtract]:
    """What these sections were given, the latest first."""
    found = RegisterExtract.objects.defer("content").select_related("officer")
    return list(found.filter(section__in=sections).order_by("-received_at")[:PAGE])


def access_extract(*, extract_id: UUID, sections: Collection[str]) -> RegisterExtract:
    """An extract of these sections."""
    found = RegisterExtract.objects.defer("content").select_related("officer")
    extract = found.filter(pk=extract_id, section__in=sections).first()
    if extract is None:
        raise Http404
    return extract


def access_run(*, run_id: UUID, officer: Officer) -> RegisterRun:
    """A run this officer began."""
    run = RegisterRun.objects.filter(pk=run_id, officer=officer).first()
    if run is None:
        raise Http404
    return run


def list_unfinished(*, begun_before: datetime) -> tuple[list[UUID], list[UUID]]:
    """Extracts and runs that should have come to their end by now."""
    reading = RegisterExtract.objects.filter(
        state=RegisterExtract.State.READING, received_at__lt=begun_before
    )
    running = RegisterRun.objects.filter(finished_at=None, started_at__lt=begun_before)
    return list(reading.values_list("pk", flat=True)), list(running.values_list("pk", flat=True))


def list_expired(*, received_before: datetime) -> list[UUID]:
    """Extracts whose people have been kept long enough."""
    found = RegisterExtract.objects.filter(
        state=RegisterExtract.State.IN_USE, received_at__lte=received_before
    )
    return list(found.values_list("pk", flat=True))


def to_compare(*, section: str, procedure: str = "") -> QuerySet[Application]:
    """The applications of a section that are under way."""
    found = of_sections([section]).filter(state__in=OPEN)
    return found.filter(version__procedure_id=procedure) if procedure else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of an application in the list."""

    reference: str
    path: str
    role: Role
    name: str
    kana: str
    born: str
    result: Result
    reasons: tuple[str, ...]  # message ids
    is_shielded: bool
    is_changed: bool  # the application was corrected afterwards
    decided_at: datetime | None
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """A page of the list, and how many there are in each pile."""

    rows: Sequence[Row]
    page: Page[RegisterMatch]
    counts: dict[Pile, int]


def list_matches(*, section: str, wanted: Wanted, page: int) -> Matches:
    """One page of what was compared; a page beyond the last is the last."""
    pages = Paginator(_ordered(section, wanted), PAGE)
    here = pages.get_page(page)
    return Matches(rows=_rows(list(here.object_list)), page=here, counts=count_matches(section, wanted))


def list_references(*, section: str, wanted: Wanted) -> list[str]:
    """The applications of the list, each once and in its order: for next and previous."""
    found = _ordered(section, wanted).values_list("application__reference", flat=True)
    return list(dict.fromkeys(found))


def count_matches(section: str, wanted: Wanted) -> dict[Pile, int]:
    """How many there are in each pile, whichever is looked at."""
    found = _narrowed(section, wanted).annotate(is_open=Q(decided_at=None))
    rows = found.values_list("result", "is_open").order_by().annotate(count=Count("pk"))
    counted = {(result, is_open): count for result, is_open, count in rows}
    piles = {Pile(result): counted.get((result, True), 0) for result in Result}
    chosen = sum(count for (_, is_open), count in counted.items() if not is_open)
    return {Pile.OPEN: sum(piles.values()), **piles, Pile.CHOSEN: chosen}


def list_sure(*, section: str, wanted: Wanted, extract: RegisterExtract) -> QuerySet[RegisterMatch]:
    """Proposals that are the same in everything, to be confirmed together; protected households are not."""
    found = _narrowed(section, wanted).filter(result=Result.SAME, decided_at=None, extract=extract)
    found = found.filter(application__is_protected=False)
    return found.filter(answers=F("application__answer_count"))


def list_procedures(*, section: str) -> list[tuple[str, str]]:
    """Slugs and titles of the procedures that people of this section applied by."""
    versions = to_compare(section=section).order_by("version_id")
    latest = dict(versions.values_list("version__procedure_id", "version_id"))
    return sorted((slug, document_of(version).title.in_("ja")) for slug, version in latest.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an application stands with the register, for its page on the desk."""

    result: Result
    is_chosen: bool
    is_shielded: bool
    is_changed: bool
    number: str  # 宛名番号, once somebody was chosen
    household: str


def standing(application: Application) -> Standing | None:
    """The match of whom the application is for; None where nothing was compared yet."""
    match = application.matches.filter(role=Role.SUBJECT).first()
    if match is None:
        return None
    chosen = crypto.unseal(match.sealed) if match.sealed and match.decided_at else {}
    return Standing(
        result=Result(match.result),
        is_chosen=match.decided_at is not None,
        is_shielded=match.is_shielded,
        is_changed=match.answers < application.answer_count,
        number=chosen.get("number", ""),
        household=chosen.get("household", ""),
    )


def list_of(application: Application) -> dict[str, RegisterMatch]:
    """What was compared of an application, by path."""
    return {match.path: match for match in application.matches.select_related("officer")}


def _narrowed(section: str, wanted: Wanted) -> QuerySet[RegisterMatch]:
    found = RegisterMatch.objects.filter(application__section=section)
    if wanted.procedure:
        found = found.filter(application__version__procedure_id=wanted.procedure)
    return found.filter(role__in=wanted.roles) if wanted.roles else found


def _ordered(section: str, wanted: Wanted) -> QuerySet[RegisterMatch]:
    found = _narrowed(section, wanted)
    if wanted.pile is Pile.CHOSEN:
        found = found.exclude(decided_at=None)
    else:
        found = found.filter(decided_at=None)
        found = found if wanted.pile is Pile.OPEN else found.filter(result=wanted.pile)
    return found.order_by("application__arrived_at", "application_id", "pk").select_related("officer")


def _rows(matches: Sequence[RegisterMatch]) -> list[Row]:
    applications = Application.objects.filter(pk__in={each.application_id for each in matches})
    read = {each.application.pk: for_desk(each) for each in filed_together(applications)}
    people = {(pk, one.path): one for pk, each in read.items() for one in sought(each.document, each.answers)}
    return [_row(each, read[each.application_id].application, people) for each in matches]


def _row(match: RegisterMatch, application: Application, people: dict[tuple[int, str], Sought]) -> Row:
    one = people.get((application.pk, match.path))
    return Row(
        reference=application.reference,
        path=match.path,
        role=Role(match.role),
        name=one.name if one else "",
        kana=one.kana if one else "",
        born=one.born.isoformat() if one and one.born else "",
        result=Result(match.result),
        reasons=tuple(DIFFERENCES[Difference(each)] for each in match.differences),
        is_shielded=match.is_shielded,
        is_changed=match.answers < application.answer_count,
        decided_at=match.decided_at,
        decided_by=match.officer.name if match.officer else "",
    )

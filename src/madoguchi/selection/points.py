"""指数計算書: every line of points of one child, what it rests on, and who confirmed that when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings

from madoguchi.applications import summary as summaries
from madoguchi.people.queries import section_name
from madoguchi.places.models import Place
from madoguchi.rules import calendar, scoring
from madoguchi.rules.criteria.cases import Case, case_of
from madoguchi.rules.findings import HOUSEHOLD, behind, case, guardians_of, places_of
from madoguchi.rules.findings import Confirmed as Held
from madoguchi.rules.naming import subject_name
from madoguchi.rules.questions.people import full_name
from madoguchi.rules.scoring import Line, Scored
from madoguchi.selection.beside import words_of
from madoguchi.selection.families import guardians
from madoguchi.selection.models import Assessment, CriteriaEdition, Finding
from madoguchi.selection.queries.findings import Sheet

LANGUAGE = "ja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A confirmed finding as the sheet names it."""

    title: str
    value: str
    source: str  # a value of Finding.Source
    answers: str  # of the family, where it comes from them
    paper: str  # and its page
    reason: str
    by: str
    at: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line of the sheet in words."""

    subject: str
    label: str
    detail: str
    points: Decimal
    worth: Decimal
    why: str  # a value of rules.scoring.Line.why
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSheet:
    """Everything that stands on the sheet of one child."""

    child: str
    edition: CriteriaEdition
    assessment: Assessment | None
    is_complete: bool  # nothing is left to confirm or to look at again
    lines: tuple[Shown, ...]
    totals: tuple[tuple[str, Decimal], ...]  # by wish, in their order
    scored: Scored
    errors: tuple[str, ...]  # codes with their paths
    refusals: tuple[str, ...]


def point_sheet(sheet: Sheet, edition: CriteriaEdition) -> PointSheet:
    """The sheet of one child, counted from what was confirmed and nothing else."""
    read, criteria = sheet.read, edition.criteria
    places = places_of(criteria, read.answers)
    counted = _case(sheet, edition)
    scored = scoring.score(criteria, counted)
    names = dict(Place.objects.filter(pk__in=places).values_list("pk", "name"))
    return PointSheet(
        child=subject_name(read.document, read.answers),
        edition=edition,
        assessment=sheet.assessment,
        is_complete=_is_complete(sheet),
        lines=tuple(_lines(sheet, edition, scored.lines, names)),
        totals=tuple(
            (names.get(code, code), scored.totals[code]) for code in places if code in scored.totals
        ),
        scored=scored,
        errors=tuple(f"{each.path}: {each.code}" for each in scored.errors),
        refusals=tuple(each.label.get(LANGUAGE, each.requirement) for each in scored.reasons),
    )


def _case(sheet: Sheet, edition: CriteriaEdition) -> Case:
    read, criteria = sheet.read, edition.criteria
    made = case(
        [Held(name=each.name, subject=each.subject, value=each.value) for each in sheet.confirmed.values()],
        id=read.application.reference,
        on=sheet.round.basis_on,
        guardians=guardians_of(criteria, read.answers),
        places=places_of(criteria, read.answers),
    )
    found = case_of(made)
    if not isinstance(found, Case):
        raise ValueError(f"no case: {found}")
    return found


def _is_complete(sheet: Sheet) -> bool:
    assessment = sheet.assessment
    if assessment is None or sheet.open_count or assessment.answers != sheet.read.number:
        return False
    return not assessment.in_sample or assessment.checked_at is not None


def _lines(
    sheet: Sheet, edition: CriteriaEdition, lines: Iterable[Line], places: Mapping[str, str]
) -> Iterable[Shown]:
    criteria = edition.criteria
    people = guardians(sheet.read, criteria)
    rests_on = behind(criteria)
    answers = _answers(sheet)
    for line in lines:
        subject = _subject(line.subject, list(people))
        named = rests_on.get(line.item, frozenset())
        whose = (subject, HOUSEHOLD)
        found = [each for each in sheet.confirmed.values() if each.name in named and each.subject in whose]
        person = people.get(subject)
        yield Shown(
            subject=full_name(person) if person else places.get(subject, ""),
            label=line.label.get(LANGUAGE, line.item),
            detail="・".join(each.get(LANGUAGE, "") for each in line.detail),
            points=line.points,
            worth=line.worth,
            why=line.why,
            grounds=tuple(_ground(each, sheet, answers) for each in found),
        )


def _subject(named: str, paths: list[str]) -> str:
    """`guardian 2` as the path of that guardian; the household as its own; a place as its code."""
    kind, _, number = named.partition(" ")
    if kind == "guardian" and number.isdigit():
        return paths[int(number) - 1]
    return HOUSEHOLD if named == "household" else named


def _answers(sheet: Sheet) -> dict[str, str]:
    read = sheet.read
    chapters = summaries.summary(
        read.document, read.journey(), read.facts(), words=LANGUAGE, hidden=read.hidden
    )
    return {line.path: f"{line.label.in_(LANGUAGE)} {line.value}" for each in chapters for line in each.lines}


def _ground(finding: Finding, sheet: Sheet, answers: Mapping[str, str]) -> Ground:
    proposal = sheet.proposal(finding.name, finding.subject)
    dated = f"就労証明書 {calendar.wareki(finding.certificate.issued_on)}" if finding.certificate else ""
    page = f"{finding.paper.name} {finding.page}頁" if finding.paper and finding.page else ""
    return Ground(
        title=proposal.wanted.title.in_(LANGUAGE) if proposal else finding.name,
        value=words_of(proposal.wanted, finding.value) if proposal else str(finding.value),
        source=finding.source,
        answers="、".join(answers[path] for path in finding.paths if path in answers),
        paper="・".join(filter(None, (dated, page))),
        reason=finding.reason,
        by=finding.confirmed_by.name,
        at=finding.confirmed_at,
    )


WHY = {
    "counts": "",
    "lower": "他の事由が上回るため算入しない",
    "other_guardian": "他の保護者の指数による",
    "replaced": "世帯の指数による",
    "exclusive": "同じ区分の他の項目による",
    "capped": "上限による",
}


def printed(found: PointSheet, sheet: Sheet) -> dict[str, Any]:
    """What stands on the paper."""
    assessment = found.assessment
    return {
        "office": settings.CITY_NAME,
        "section": section_name(sheet.round.section),
        "title": "指数計算書",
        "is_complete": found.is_complete,
        "facts": _facts(found, sheet, assessment),
        "lines": [_printed_line(each) for each in found.lines],
        "totals": [{"place": place, "total": f"{total:f}"} for place, total in found.totals],
        "total": "" if found.scored.total is None else f"{found.scored.total:f}",
        "refusals": list(found.refusals),
    }


def _facts(found: PointSheet, sheet: Sheet, assessment: Assessment | None) -> list[dict[str, str]]:
    checked = assessment.checked_by if assessment else None
    said = {
        "受付番号": sheet.read.application.reference,
        "児童": found.child,
        "募集回": sheet.round.title,
        "基準": f"{found.edition.title}（{found.edition.sha256[:8]}）",
        "基準日": calendar.wareki(sheet.round.basis_on),
        "再確認": f"{checked.name} {_day(assessment.checked_at)}" if checked and assessment else "",
    }
    return [{"label": label, "value": value} for label, value in said.items() if value]


def _printed_line(line: Shown) -> dict[str, str]:
    return {
        "subject": line.subject or "世帯",
        "label": " ".join(filter(None, (line.label, line.detail))),
        "points": f"{line.points:f}",
        "why": WHY.get(line.why, line.why),
        "grounds": "\n".join(_printed_ground(each) for each in line.grounds),
    }


def _printed_ground(ground: Ground) -> str:
    told = "／".join(filter(None, (ground.answers, ground.paper, ground.reason)))
    return f"{ground.title} {ground.value}（{told or '職員の確認'}） {ground.by} {_day(ground.at)}"


def _day(instant: Any) -> str:
    day = calendar.local_day(instant)
    return f"R{calendar.reiwa(day.year)}.{day.month}.{day.day}"

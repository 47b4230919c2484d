"""Findings as an officer reads them: what is proposed, from which answer, beside the paper that proves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from madoguchi.applications import queries as applications
from madoguchi.applications import summary as summaries
from madoguchi.base.texts import say_plain
from madoguchi.places.models import Place
from madoguchi.review.reading import Paper, papers
from madoguchi.rules import calendar
from madoguchi.rules.criteria.document import Finding as Wanted
from madoguchi.rules.findings import HOUSEHOLD, Proposal, is_same
from madoguchi.rules.questions.people import RELATIONS, full_kana, full_name
from madoguchi.selection.families import guardians
from madoguchi.selection.models import Finding
from madoguchi.selection.queries.findings import Held, Sheet

LANGUAGE = "ja"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One finding on the page."""

    proposal: Proposal
    proposed: str  # in words; empty where nothing is proposed
    typed: str  # the proposed value as it is sent
    sources: tuple[tuple[str, str], ...]  # question and answer it comes from
    found: Finding | None
    found_words: str
    found_typed: str
    differs: bool  # what was found is not what is proposed
    is_doubtful: bool
    wrong: str = ""
    kept: Mapping[str, str] | None = None  # what was typed when it was refused

    @property
    def id(self) -> str:
        """Of its row on the page."""
        return f"{self.proposal.subject.replace('/', '-') or 'household'}-{self.proposal.wanted.id}"

    @property
    def is_open(self) -> bool:
        """Whether an officer still has to confirm it."""
        return self.proposal.asks and self.found is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A guardian, the household or a place, with what is to be found of it and the papers beside."""

    subject: str
    kind: str  # guardian | household | facility
    number: int | None
    name: str
    kana: str
    relation: str
    lines: tuple[Line, ...]  # proposed or confirmed
    others: tuple[Line, ...]  # nothing is proposed
    papers: tuple[Paper, ...]
    certificate: Held | None
    row: str  # of the guardian in the address

    @property
    def open_count(self) -> int:
        """How many of them nobody has confirmed."""
        return sum(each.is_open for each in self.lines)

    @property
    def pages(self) -> list[tuple[Paper, int]]:
        """Every page there is to point at."""
        return [(paper, number) for paper in self.papers for number in paper.pages]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """What was typed and could not be confirmed, to be shown again at its place."""

    key: tuple[str, str]
    words: str
    kept: Mapping[str, str]


def blocks(sheet: Sheet, *, refused: Refused | None = None) -> list[Block]:
    """Everything to be found of a family, in the order of the form."""
    if sheet.round.criteria is None:
        return []
    answers = _answers(sheet)
    people = guardians(sheet.read, sheet.round.criteria.criteria)
    held = papers(applications.list_attachments(application=sheet.read.application))
    names = dict(Place.objects.filter(pk__in=_places(sheet)).values_list("pk", "name"))
    return [
        _block(subject, sheet, answers, held, people, names, refused)
        for subject in dict.fromkeys(each.subject for each in sheet.proposals)
    ]


def _places(sheet: Sheet) -> list[str]:
    return [each.subject for each in sheet.proposals if each.wanted.scope == "facility"]


def _answers(sheet: Sheet) -> dict[str, tuple[str, str]]:
    """Question and answer in words, by path."""
    read = sheet.read
    chapters = summaries.summary(
        read.document, read.journey(), read.facts(), words=LANGUAGE, hidden=read.hidden
    )
    return {
        line.path: (line.label.in_(LANGUAGE), line.value)
        for chapter in chapters
        for line in chapter.lines
        if not line.is_heading
    }


def _block(  # noqa: PLR0913 - gathered once for all blocks
    subject: str,
    sheet: Sheet,
    answers: Mapping[str, tuple[str, str]],
    held: Mapping[str, tuple[Paper, ...]],
    people: Mapping[str, Mapping[str, Any]],
    places: Mapping[str, str],
    refused: Refused | None,
) -> Block:
    person = people.get(subject) or {}
    lines = [_line(each, sheet, answers, refused) for each in sheet.proposals if each.subject == subject]
    kind = "household" if subject == HOUSEHOLD else "guardian" if subject in people else "facility"
    return Block(
        subject=subject,
        kind=kind,
        number=list(people).index(subject) + 1 if subject in people else None,
        name=full_name(person) if person else places.get(subject, ""),
        kana=full_kana(person) if person else "",
        relation=RELATIONS[person["relation"]][LANGUAGE] if person.get("relation") else "",
        lines=tuple(each for each in lines if each.proposal.asks or each.found),
        others=tuple(each for each in lines if not (each.proposal.asks or each.found)),
        papers=tuple(_papers(subject, kind, held, people)),
        certificate=sheet.certificates.get(subject),
        row=subject.partition("/")[2],
    )


def _papers(
    subject: str, kind: str, held: Mapping[str, tuple[Paper, ...]], people: Mapping[str, object]
) -> Iterator[Paper]:
    """A guardian's own; of the household whatever no guardian brought, scans of the whole paper too."""
    for path, them in held.items():
        owner = "/".join(path.split("/")[:2])
        if (kind == "guardian" and owner == subject) or (kind == "household" and owner not in people):
            yield from them


def _line(
    proposal: Proposal, sheet: Sheet, answers: Mapping[str, tuple[str, str]], refused: Refused | None
) -> Line:
    found = sheet.confirmed.get(proposal.key)
    is_refused = refused is not None and refused.key == proposal.key
    return Line(
        proposal=proposal,
        proposed=words_of(proposal.wanted, proposal.value),
        typed=typed(proposal.value),
        sources=tuple(answers[path] for path in proposal.paths if path in answers),
        found=found,
        found_words=words_of(proposal.wanted, found.value) if found else "",
        found_typed=typed(found.value) if found else "",
        differs=found is not None and not is_same(found.value, proposal.value),
        is_doubtful=sheet.is_doubtful(proposal),
        wrong=refused.words if refused and is_refused else "",
        kept=refused.kept if refused and is_refused else None,
    )


def words_of(wanted: Wanted, value: Any) -> str:
    """A value as officers read it."""
    if value is None:
        return ""
    match wanted.type:
        case "flag":
            return say_plain("applies") if value else say_plain("does not apply")
        case "choice":
            options = {each.id: each.title.in_(LANGUAGE) for each in wanted.options}
            return options.get(value, str(value))
        case "date":
            return calendar.wareki(date.fromisoformat(value))
        case "days" if isinstance(value, list):
            return "、".join(value)
        case _:
            return f"{value}{wanted.unit.in_(LANGUAGE) if wanted.unit else ''}"


def typed(value: Any) -> str:
    """A value as it is sent and typed: the inverse of `rules.findings.read_value`."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(value)
        case _:
            return str(value)

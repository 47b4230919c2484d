"""What each question of a document is for: everything in it that would miss the answer (必要な設問か)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Final

from madoguchi.rules import letters
from madoguchi.rules.analysis import letter_templates
from madoguchi.rules.documents import Document, Question
from madoguchi.rules.documents.procedure import Absence, Enrolling
from madoguchi.rules.documents.questions import GroupQuestion

ENOUGH: Final = 10  # applications: fewer say nothing, and might tell of somebody
HARDLY: Final = 5  # per cent: answered by so few that it is worth a thought

_NAMING: Final = frozenset({"answer", "row", "rows", "answered"})
# These are agreed to, read, or looked at by a person: nothing in a document has to name them.
_SPEAK_FOR_THEMSELVES: Final = frozenset({"consent", "explanation"})


class Use(StrEnum):
    """Who would miss the answer."""

    CONDITION = "condition"  # whether something else is asked
    CHECK = "check"
    COMPUTED = "computed"
    LETTER = "letter"
    CHECKLIST = "checklist"
    PAPER = "paper"  # officers look at it beside the answer it proves
    LIMIT = "limit"
    APPLICANT = "applicant"
    PLACE = "place"  # club or school has to know it, or it says from when
    CRITERIA = "criteria"  # a finding is proposed from it
    LISTED = "listed"  # queues, filters, exports
    RETURNED = "returned"  # an officer asked for a correction of it
    CORRECTED = "corrected"  # an applicant changed it afterwards


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a question fared in the applications looked at."""

    answered: int = 0
    returned: int = 0
    corrected: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """One question: why it is asked, who uses it, how it fared."""

    question: Question
    uses: tuple[Use, ...]
    figures: Figures
    applications: int  # that were looked at
    group: GroupQuestion | None = None  # in whose rows it is asked

    @property
    def is_used(self) -> bool:
        """Whether anything or anybody would miss it."""
        return bool(self.uses) or self.question.type in _SPEAK_FOR_THEMSELVES

    @property
    def says_why(self) -> bool:
        """Whether residents read why it is asked."""
        return self.question.why is not None or self.question.type in _SPEAK_FOR_THEMSELVES

    @property
    def percent(self) -> int | None:
        """How many of a hundred answered; None where too few applied to say, or nobody may count it."""
        if self.applications < ENOUGH or self.question.is_sensitive or not self.question.has_answer:
            return None
        return round(100 * self.figures.answered / self.applications)

    @property
    def is_hardly_answered(self) -> bool:
        """Whether it is asked of many and answered by almost nobody."""
        return self.percent is not None and self.percent < HARDLY


def usages(
    document: Document,
    figures: Mapping[str, Figures],
    applications: int,
    *,
    scored: Collection[str] = (),
) -> tuple[Usage, ...]:
    """Every question of the document, in its order. `figures`: by id; `scored`: named by criteria."""
    named = _named(document, scored)
    groups = [each for each in document.questions() if isinstance(each, GroupQuestion)]
    within = {inner.id: group for group in groups for inner in group.questions}
    return tuple(
        Usage(
            question=question,
            uses=(*named.get(question.id, ()), *_of_people(figures.get(question.id))),
            figures=figures.get(question.id, Figures()),
            applications=applications,
            group=within.get(question.id),
        )
        for question in document.questions()
    )


def _of_people(figures: Figures | None) -> Iterator[Use]:
    if figures and figures.returned:
        yield Use.RETURNED
    if figures and figures.corrected:
        yield Use.CORRECTED


def _named(document: Document, scored: Collection[str]) -> dict[str, tuple[Use, ...]]:
    """By question id: the kinds of places that name it. A group is used where a question of its rows is."""
    found: dict[str, dict[Use, None]] = defaultdict(dict)
    for use, path in chain(_places(document), ((Use.CRITERIA, path) for path in scored)):
        found[_head(path)][use] = None
    for question in document.questions():
        if isinstance(question, GroupQuestion):
            inside = [use for each in question.questions for use in found.get(each.id, ())]
            found[question.id].update(dict.fromkeys(inside))
    return {id: tuple(sorted(uses, key=list(Use).index)) for id, uses in found.items()}


def _places(document: Document) -> Iterator[tuple[Use, str]]:
    for step in document.steps:
        yield from _in(Use.CONDITION, step.ask_when)
    for question in document.questions():
        for key in ("ask_when", "required_when", "earliest", "latest"):
            yield from _in(Use.CONDITION, getattr(question, key, None))
        if near := getattr(question, "near", None):
            yield Use.CONDITION, near
        if question.type == "files":
            yield Use.PAPER, question.id
        if question.listed:
            yield Use.LISTED, question.id
    for check in document.checks:
        yield from _in(Use.CHECK, check.refuse_when)
    for computed in document.computed:
        yield from _in(Use.COMPUTED, computed.value)
    for item in document.review.checklist:
        yield from _in(Use.CHECKLIST, item.ask_when)
    yield from ((Use.LIMIT, path) for path in document.limits.one_per)
    applicant = document.applicant.model_dump(exclude_none=True).values()
    yield from ((Use.APPLICANT, path) for path in applicant)
    yield from ((Use.PLACE, path) for path in _of_place(document.enrolment))
    yield from ((Use.PLACE, path) for path in _of_day(document.absence))
    yield from _in_letters(document)


def _of_place(enrolling: Enrolling | None) -> Iterator[str]:
    if enrolling is not None:
        days = (enrolling.starts, enrolling.ends)
        named = (enrolling.at, enrolling.to, *days, *enrolling.says, *enrolling.keeps.values())
        yield from (path for path in named if path is not None)


def _of_day(absence: Absence | None) -> Iterator[str]:
    if absence is not None:
        single = (absence.kind, absence.starts, absence.ends, absence.temperature)
        why = (each.at for each in absence.reasons)
        named = (*absence.at, *single, *why, *absence.times, *absence.words)
        yield from (path for path in named if path is not None)


def _in_letters(document: Document) -> Iterator[tuple[Use, str]]:
    for letter in document.letters:
        for _, template in letter_templates(letter):
            yield from ((Use.LETTER, name) for name in letters.names_in(template))
        for item in letter.items:
            yield from _in(Use.LETTER, item.show_when)


def _in(use: Use, expression: Any) -> Iterator[tuple[Use, str]]:
    return ((use, path) for path in named_in(expression))


def named_in(expression: Any) -> Iterator[str]:
    """The paths of the answers that an expression asks about."""
    if isinstance(expression, Mapping):
        for key, value in expression.items():
            if key in _NAMING and isinstance(value, str):
                yield value
            else:
                yield from named_in(value)
    elif isinstance(expression, Iterable) and not isinstance(expression, str):
        for each in expression:
            yield from named_in(each)


def _head(path: str) -> str:
    return path.partition(".")[0]

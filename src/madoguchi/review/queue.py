"""The queue: which applications of their sections officers see, in which order, and how many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q
from django.utils import timezone

from madoguchi.applications import queries as applications
from madoguchi.applications.models import AnswerIndex, Application
from madoguchi.places.queries import places_of
from madoguchi.procedures.queries import document_of
from madoguchi.review.models import Decision
from madoguchi.review.wanted import FINISHED, OURS, STATES, Pile, Wanted, narrowed, on_pile, ordered
from madoguchi.rules import calendar, protection, questions
from madoguchi.rules.documents import Document, Question
from madoguchi.rules.documents.questions import (
    ChoiceQuestion,
    PhoneQuestion,
    PlaceQuestion,
    RankedPlacesQuestion,
    YesNoQuestion,
)
from madoguchi.rules.doors import Door, Medium
from madoguchi.rules.lifecycle import State
from madoguchi.rules.protection import NOT_SHOWN
from madoguchi.rules.questions.places import place_name

PAGE: Final = 50  # rows
SOON: Final = 3  # days
BRIEF: Final = 4  # answers
MOST_OTHERS: Final = 10
LANGUAGE: Final = "ja"  # officers read Japanese


@dataclass(frozen=True, slots=True)
class Due:
    """How the day by which the city answers lies to today."""

    days_left: int

    @property
    def is_over(self) -> bool:
        """Whether it has passed."""
        return self.days_left < 0

    @property
    def days_over(self) -> int:
        """For how many days."""
        return -self.days_left

    @property
    def is_soon(self) -> bool:
        """Whether it is near."""
        return 0 <= self.days_left <= SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One application in the queue."""

    reference: str
    title: str
    fiscal_year: int
    name: str
    kana: str
    state: State
    outcome: str  # in words, once decided
    door: Door
    medium: Medium
    is_unchecked: bool  # an officer typed it, and no other has compared it with its paper
    is_late: bool
    arrived_at: datetime
    accepted_on: date
    due_on: date
    due: Due | None  # None: nothing is due from the city
    listed: Mapping[str, str]  # the listed answers in words, by question
    subject: str  # whom it is about, where that is listed
    is_protected: bool = False

    @property
    def brief(self) -> str:
        """What it is about, at a glance."""
        left_out = ("", NOT_SHOWN, self.subject)
        rest = (answer for answer in self.listed.values() if answer not in left_out)
        return "・".join(islice(rest, BRIEF))


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Rows to work through. `columns` and `subject` are there when one procedure is looked at."""

    rows: Sequence[Row]
    total: int
    page: Page[Application] | None
    columns: Mapping[str, str]  # headings by question
    subject: str  # heading of whom it is about


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many there are in each state, and of these past their day or due today."""

    by_state: Mapping[State, int]
    overdue: int
    due_today: int

    def of(self, pile: Pile) -> int:
        """How many stand in a pile."""
        return sum(self.by_state.get(state, 0) for state in STATES[pile])

    @cached_property
    def piles(self) -> dict[str, int]:
        """How many stand in each pile, by its name."""
        return {pile.value: self.of(pile) for pile in Pile}


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount:
    """A 年度 and how much of it is not finished; until the end of spring two stand side by side."""

    fiscal_year: int
    unfinished: int
    overdue: int
    due_today: int
    is_earlier: bool  # than the one under way: the queue shows it only when asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Applications about to be handled together; `document` when all are of one procedure."""

    references: tuple[str, ...]
    states: Mapping[State, int]
    drafted: int  # how many have a decision drafted
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A procedure to narrow the queue to."""

    slug: str
    title: str


def due(application: Application, on: date) -> Due | None:
    """How much time the city has left; None when it is not the city's turn."""
    return Due((application.due_on - on).days) if application.state in OURS else None


def count_queue(*, sections: Collection[str], wanted: Wanted, on: date) -> Counts:
    """The counts under everything wanted but the pile."""
    ours = Q(state__in=OURS)
    found = narrowed(sections, on_pile(wanted, Pile.ALL), on).values_list("state")
    counted = found.order_by().annotate(
        total=Count("pk"),
        overdue=Count("pk", filter=ours & Q(due_on__lt=on)),
        today=Count("pk", filter=ours & Q(due_on=on)),
    )
    rows = list(counted)
    return Counts(
        by_state={State(state): total for state, total, _, _ in rows},
        overdue=sum(overdue for _, _, overdue, _ in rows),
        due_today=sum(today for _, _, _, today in rows),
    )


def count_years(*, sections: Collection[str], on: date) -> list[YearCount]:
    """The 年度 these sections have applications for, the latest first, with what each still asks of them."""
    ours = Q(state__in=OURS)
    counted = (
        applications.of_sections(sections)
        .values("fiscal_year")
        .annotate(
            unfinished=Count("pk", filter=~Q(state__in=FINISHED)),
            overdue=Count("pk", filter=ours & Q(due_on__lt=on)),
            due_today=Count("pk", filter=ours & Q(due_on=on)),
        )
        .order_by("-fiscal_year")
    )
    return [YearCount(**each, is_earlier=each["fiscal_year"] < calendar.fiscal_year(on)) for each in counted]


def list_queue(*, sections: Collection[str], wanted: Wanted, on: date, page: int) -> Queue:
    """One page of the queue; a page beyond the last is the last."""
    found = ordered(sections, wanted, on)
    pages = Paginator(found, PAGE)
    here = pages.get_page(page)
    return _queue(list(here.object_list), pages.count, here, sections, wanted, on)


def list_whole_queue(*, sections: Collection[str], wanted: Wanted, on: date) -> Queue:
    """Every row of the queue, with every listed answer."""
    found = list(ordered(sections, wanted, on))
    return _queue(found, len(found), None, sections, wanted, on)


def _queue(
    found: list[Application],
    total: int,
    page: Page[Application] | None,
    sections: Collection[str],
    wanted: Wanted,
    on: date,
) -> Queue:
    document = _only_document(sections, wanted)
    questions = document.listed() if document else ()
    held = _listed_answers(found, questions) if questions else {}
    columns = {question.id: question.title.in_(LANGUAGE) for question in questions}
    subject = _subject(document)
    return Queue(
        rows=[_row(each, columns, held.get(each.pk, {}), subject, on) for each in found],
        total=total,
        page=page,
        columns=columns,
        subject=columns.get(subject, ""),
    )


def _subject(document: Document | None) -> str:
    """The question that says whom an application is about."""
    path = document.applicant.subject if document else None
    return (path or "").partition(".")[0]


def list_choices(*, sections: Collection[str]) -> list[Choice]:
    """The procedures these sections have applications for."""
    found = [
        Choice(slug=slug, title=document_of(version).title.in_("ja"))
        for slug, version in _latest_versions(sections).items()
    ]
    return sorted(found, key=lambda choice: choice.title)


def list_references(*, sections: Collection[str], wanted: Wanted, on: date) -> list[str]:
    """Every receipt number wanted, in order: for next and previous, and for exports."""
    return list(ordered(sections, wanted, on).values_list("reference", flat=True))


def outlook(*, sections: Collection[str], references: Sequence[str]) -> Outlook:
    """What these applications have in common; those of other sections are left out."""
    found = applications.of_sections(sections).filter(reference__in=references)
    rows = list(found.values_list("reference", "state", "version_id", "version__procedure_id"))
    procedures = {procedure for *_, procedure in rows}
    drafted = Decision.objects.filter(
        application__reference__in=[reference for reference, *_ in rows], decided_at=None
    )
    return Outlook(
        drafted=drafted.count(),
        references=tuple(reference for reference, *_ in rows),
        states=Counter(State(state) for _, state, *_ in rows),
        document=document_of(max(version for *_, version, _ in rows)) if len(procedures) == 1 else None,
    )


def list_by_same_resident(*, application: Application, sections: Collection[str], on: date) -> list[Row]:
    """What else this resident asked of these sections, the latest first: often for a brother or sister."""
    if application.resident_id is None:
        return []
    theirs = applications.of_sections(sections).filter(resident=application.resident_id)
    found = list(theirs.exclude(pk=application.pk).order_by("-arrived_at")[:MOST_OTHERS])
    documents = {each.version_id: document_of(each.version_id) for each in found}
    subjects = {version: _subject(document) for version, document in documents.items()}
    indexed = AnswerIndex.objects.filter(application__in=found, question__in=set(subjects.values()))
    held = {(each.application_id, each.question): each.text or "" for each in indexed}
    return [
        _row(each, (), {"subject": held.get((each.pk, subjects[each.version_id]), "")}, "subject", on)
        for each in found
    ]


def list_arrivals(*, sections: Collection[str], since: datetime) -> Counter[datetime]:
    """How many applications arrived in each hour since an instant, by the city's clock."""
    arrived = applications.of_sections(sections).filter(arrived_at__gte=since)
    hours = arrived.values_list("arrived_at", flat=True)
    return Counter(timezone.localtime(each).replace(minute=0, second=0, microsecond=0) for each in hours)


def _only_document(sections: Collection[str], wanted: Wanted) -> Document | None:
    """The document of the one procedure looked at: chosen, or the only one there is."""
    latest = _latest_versions(sections)
    if wanted.procedure:
        version = latest.get(wanted.procedure)
    else:
        version = next(iter(latest.values())) if len(latest) == 1 else None
    return document_of(version) if version else None


def _latest_versions(sections: Collection[str]) -> dict[str, int]:
    """The latest version applied by, for each procedure of these sections."""
    found = applications.of_sections(sections).values_list("version__procedure_id")
    return dict(found.annotate(latest=Max("version_id")).order_by())


def _listed_answers(found: Sequence[Application], listed: Sequence[Question]) -> dict[int, dict[str, str]]:
    """The listed answers in words, by application and question."""
    by_id = {question.id: question for question in listed}
    places = {
        kind: places_of(kind) for kind in {getattr(question, "places", None) for question in listed} if kind
    }
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    indexed = AnswerIndex.objects.filter(application__in=[each.pk for each in found], question__in=by_id)
    for each in indexed:
        answers[each.application_id][each.question] = _written(by_id[each.question], each, {"places": places})
    return answers


def _written(question: Question, answer: AnswerIndex, facts: Mapping[str, Any]) -> str:
    if answer.day is not None:
        return answer.day.isoformat()
    if answer.number is not None:
        return f"{answer.number.normalize():f}"
    return _said(question, answer.text or "", facts)


def _said(question: Question, indexed: str, facts: Mapping[str, Any]) -> str:
    """Options and places stand in the index as their ids: here they get their names back."""
    match question:
        case RankedPlacesQuestion():
            return place_name(question, indexed, LANGUAGE, facts)
        case YesNoQuestion():
            return questions.show(question, indexed == "yes", LANGUAGE, facts)
        case ChoiceQuestion() | PlaceQuestion() | PhoneQuestion():
            return questions.show(question, indexed, LANGUAGE, facts)
    return indexed


def _row(
    application: Application, columns: Iterable[str], held: Mapping[str, str], subject: str, on: date
) -> Row:
    document = document_of(application.version_id)
    state = State(application.state)
    hidden = protection.hidden_ids(document) if application.is_protected else frozenset()
    return Row(
        reference=application.reference,
        title=document.title.in_("ja"),
        fiscal_year=application.fiscal_year,
        name=application.applicant_name,
        kana=application.applicant_kana,
        state=state,
        outcome=document.outcome(application.outcome).title.in_("ja") if application.outcome else "",
        door=Door(application.door),
        medium=Medium(application.medium),
        is_unchecked=application.waits_for_check,
        is_late=application.is_late,
        arrived_at=application.arrived_at,
        accepted_on=application.accepted_on,
        due_on=application.due_on,
        due=due(application, on),
        listed={each: NOT_SHOWN if each in hidden else held.get(each, "") for each in columns},
        subject=held.get(subject, ""),
        is_protected=application.is_protected,
    )

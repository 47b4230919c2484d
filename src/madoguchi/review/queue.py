"""The queue: which applications of their sections officers see, in which order, and how many there are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from madoguchi.applications import queries as applications
from madoguchi.applications.models import AnswerIndex, Application
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, names, references
from madoguchi.rules.documents import Document
from madoguchi.rules.lifecycle import State

PAGE: Final = 50  # rows
LISTED_COLUMNS: Final = 3
SOON: Final = 3  # days


class Pile(StrEnum):
    """The piles an officer works through."""

    TO_DO = "to_do"
    RETURNED = "returned"
    PROPOSED = "proposed"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    ALL = "all"


class Order(StrEnum):
    """How rows are sorted."""

    DUE = "due"
    OLDEST = "oldest"
    NEWEST = "newest"
    KANA = "kana"


STATES: Final[Mapping[Pile, tuple[State, ...]]] = {
    Pile.TO_DO: (State.ARRIVED, State.ACCEPTED, State.CORRECTED),
    Pile.RETURNED: (State.RETURNED,),
    Pile.PROPOSED: (State.PROPOSED,),
    Pile.DECIDED: (State.DECIDED,),
    Pile.WITHDRAWN: (State.WITHDRAWN,),
    Pile.ALL: tuple(State),
}
OURS: Final = (*STATES[Pile.TO_DO], State.PROPOSED)  # the city has to act: a due day may be missed
ORDERS: Final[Mapping[Order, tuple[str, ...]]] = {
    Order.DUE: ("due_on", "arrived_at", "pk"),
    Order.OLDEST: ("arrived_at", "pk"),
    Order.NEWEST: ("-arrived_at", "-pk"),
    Order.KANA: ("applicant_kana", "arrived_at", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What an officer wants to see."""

    pile: Pile = Pile.TO_DO
    state: State | None = None
    procedure: str = ""  # slug
    overdue: bool = False
    due_within: int | None = None  # days from today
    arrived_from: date | None = None
    arrived_until: date | None = None
    search: str = ""
    order: Order = Order.DUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One application in the queue."""

    reference: str
    title: str
    name: str
    kana: str
    state: State
    outcome: str  # in words, once decided
    arrived_at: datetime
    accepted_on: date
    due_on: date
    days_left: int | None  # None: nothing is due from the city
    listed: tuple[str, ...]

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which the city answers has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_soon(self) -> bool:
        """Whether that day is near."""
        return self.days_left is not None and 0 <= self.days_left <= SOON


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
class Choice:
    """A procedure to narrow the queue to."""

    slug: str
    title: str


def count_queue(*, sections: Collection[str], wanted: Wanted, on: date) -> Counts:
    """The counts under everything wanted but the pile."""
    narrowed = _narrowed(sections, replace(wanted, pile=Pile.ALL, state=None, overdue=False), on)
    ours = Q(state__in=OURS)
    found = narrowed.values_list("state").annotate(
        Count("pk"),
        Count("pk", filter=ours & Q(due_on__lt=on)),
        Count("pk", filter=ours & Q(due_on=on)),
    )
    counted = list(found.order_by())
    return Counts(
        by_state={State(state): total for state, total, _, _ in counted},
        overdue=sum(overdue for _, _, overdue, _ in counted),
        due_today=sum(today for _, _, _, today in counted),
    )


def list_queue(
    *, sections: Collection[str], wanted: Wanted, on: date, page: int | None = 1
) -> tuple[list[Row], int]:
    """One page of rows (all of them when `page` is None), and how many there are in all."""
    found = _ordered(sections, wanted, on)
    total = found.count()
    chosen = found if page is None else found[(page - 1) * PAGE : page * PAGE]
    listed = _only_document(sections, wanted)
    applications = list(chosen)
    answers = _listed_answers(applications, listed)
    return [_row(each, listed, answers, on) for each in applications], total


def listed_titles(*, sections: Collection[str], wanted: Wanted) -> tuple[str, ...]:
    """Headings of the listed answers, when one procedure is looked at."""
    document = _only_document(sections, wanted)
    return tuple(question.title.in_("ja") for question in document.listed()) if document else ()


def list_choices(*, sections: Collection[str]) -> list[Choice]:
    """The procedures these sections have applications for."""
    latest = applications.of_sections(sections).values_list("version__procedure_id").annotate(Max("version_id"))
    found = [Choice(slug=slug, title=document_of(version).title.in_("ja")) for slug, version in latest]
    return sorted(found, key=lambda choice: choice.title)


def list_references(*, sections: Collection[str], wanted: Wanted, on: date) -> list[str]:
    """Every receipt number wanted, in order: for next and previous, and for exports."""
    return list(_ordered(sections, wanted, on).values_list("reference", flat=True))


def list_arrivals(*, sections: Collection[str], since: datetime) -> Counter[datetime]:
    """How many applications arrived in each hour since an instant, by the city's clock."""
    arrived = applications.of_sections(sections).filter(arrived_at__gte=since)
    hours = arrived.values_list("arrived_at", flat=True)
    return Counter(calendar.local(each).replace(minute=0, second=0, microsecond=0) for each in hours)


def _ordered(sections: Collection[str], wanted: Wanted, on: date) -> QuerySet[Application]:
    return _narrowed(sections, wanted, on).order_by(*ORDERS[wanted.order])


def _narrowed(sections: Collection[str], wanted: Wanted, on: date) -> QuerySet[Application]:
    states = (wanted.state,) if wanted.state else STATES[wanted.pile]
    found = applications.of_sections(sections).filter(state__in=states)
    if wanted.procedure:
        found = found.filter(version__procedure_id=wanted.procedure)
    if wanted.overdue:
        found = found.filter(state__in=OURS, due_on__lt=on)
    if wanted.due_within is not None:
        found = found.filter(state__in=OURS, due_on__lte=on + timedelta(days=wanted.due_within))
    if wanted.arrived_from:
        found = found.filter(arrived_at__gte=_begin(wanted.arrived_from))
    if wanted.arrived_until:
        found = found.filter(arrived_at__lt=_begin(wanted.arrived_until + timedelta(days=1)))
    return found.filter(_matching(wanted.search.strip())) if wanted.search.strip() else found


def _matching(search: str) -> Q:
    """A receipt number, a day, or else a part of a name, a reading or a number."""
    if number := references.read_receipt_number(search):
        return Q(reference=number)
    if day := _day(search):
        return Q(arrived_at__gte=_begin(day), arrived_at__lt=_begin(day + timedelta(days=1))) | Q(accepted_on=day)
    key = names.search_key(search)
    return Q(search_key__contains=key) | Q(reference__contains=key)


def _day(search: str) -> date | None:
    parts = calendar.parse_day(search)
    try:
        return date(*parts) if parts else None
    except ValueError:
        return None


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _only_document(sections: Collection[str], wanted: Wanted) -> Document | None:
    if not wanted.procedure:
        return None
    found = applications.of_sections(sections).filter(version__procedure_id=wanted.procedure)
    latest = found.aggregate(Max("version_id"))["version_id__max"]
    return document_of(latest) if latest else None


def _listed_answers(found: Sequence[Application], document: Document | None) -> dict[int, dict[str, str]]:
    answers: dict[int, dict[str, str]] = defaultdict(dict)
    if document is None or not found:
        return answers
    rows = AnswerIndex.objects.filter(application__in=[each.pk for each in found])
    for each in rows:
        answers[each.application_id][each.question] = _written(each)
    return answers


def _written(answer: AnswerIndex) -> str:
    if answer.day is not None:
        return answer.day.isoformat()
    return answer.text if answer.text is not None else f"{answer.number or 0:f}".rstrip("0").rstrip(".")


def _row(
    application: Application, listed: Document | None, answers: Mapping[int, Mapping[str, str]], on: date
) -> Row:
    document = document_of(application.version_id)
    held = answers.get(application.pk, {})
    state = State(application.state)
    return Row(
        reference=application.reference,
        title=document.title.in_("ja"),
        name=application.applicant_name,
        kana=application.applicant_kana,
        state=state,
        outcome=document.outcome(application.outcome).title.in_("ja") if application.outcome else "",
        arrived_at=application.arrived_at,
        accepted_on=application.accepted_on,
        due_on=application.due_on,
        days_left=(application.due_on - on).days if state in OURS else None,
        listed=tuple(held.get(question.id, "") for question in listed.listed()) if listed else (),
    )

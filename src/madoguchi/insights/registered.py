"""The yearly statistics of clubs (放課後児童クラブ 登録・待機児童数, 5月1日現在): by club and grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Final

from django.db.models import Count, Q, QuerySet

from madoguchi.applications.models import Application
from madoguchi.applications.queries import Filed, filed_together
from madoguchi.enrolment.models import Enrolment
from madoguchi.places.models import Belonging, Kind
from madoguchi.places.queries import places_of
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar
from madoguchi.rules.documents import Document
from madoguchi.rules.enrolment import LIVING
from madoguchi.rules.lifecycle import State
from madoguchi.rules.naming import birth_date

GRADES: Final = (1, 2, 3, 4, 5, 6)
NOWHERE: Final = ""  # of children who wait without having named a club

Cell = tuple[str, int]  # place, grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Club:
    """One line: a club and its children, registered and waiting, by grade."""

    code: str
    name: str
    operator: str  # empty: the city
    capacity: int | None
    registered: tuple[int, ...]
    waiting: tuple[int, ...]


def list_clubs(on: date) -> list[Club]:
    """Every club that was open on that day, by reading."""
    registered, waiting = _registered(on), _waiting(on)
    there = {code: place for code, place in places_of(Kind.CLUB).items() if _is_open(place, on)}
    return [
        Club(
            code=code,
            name=place["name"],
            operator=place["operator"] or "",
            capacity=place["capacity"],
            registered=_by_grade(registered, code),
            waiting=_by_grade(waiting, code),
        )
        for code, place in there.items()
    ]


def _registered(on: date) -> Counter[Cell]:
    """The children who belong to a club on that day."""
    there = Belonging.objects.filter(place__kind=Kind.CLUB, starts_on__lte=on, grade__isnull=False)
    there = there.filter(Q(ends_on=None) | Q(ends_on__gt=on)).order_by()
    rows = there.values_list("place_id", "grade").annotate(Count("child", distinct=True))
    return Counter({(place, grade): count for place, grade, count in rows})


def _waiting(on: date) -> Counter[Cell]:
    """The children who were told to wait and had no club on that day, at the club they wanted most."""
    year = calendar.fiscal_year(on)
    decided = Application.objects.filter(
        fiscal_year=year, state=State.DECIDED, decision__decided_at__date__lte=on
    )
    seated = Enrolment.objects.filter(year=year, state__in=LIVING, starts_on__lte=on)
    seated = seated.filter(Q(leaves_on=None) | Q(leaves_on__gt=on))
    still = decided.filter(_held(decided)).exclude(offers__child__in=seated.values("child"))
    return Counter(_wish(each, year) for each in filed_together(still))


def _held(decided: QuerySet[Application]) -> Q:
    """Those who were told to wait for a place: by the outcomes of the documents they were decided under."""
    pairs = decided.order_by().values_list("version_id", "outcome").distinct()
    found = [
        Q(version=version, outcome=outcome)
        for version, outcome in pairs
        if _wishes(document_of(version)) and _kind(document_of(version), outcome) == "held"
    ]
    return reduce(or_, found, Q(pk__in=[]))


def _kind(document: Document, outcome: str) -> str:
    return next((each.kind for each in document.review.outcomes if each.id == outcome), "")


def _wish(read: Filed, year: int) -> Cell:
    wishes = read.answers.get(_wishes(read.document) or "") or [NOWHERE]
    born = birth_date(read.document, read.answers)
    grade = calendar.school_grade(date.fromisoformat(born), year) if born else 0
    return str(wishes[0]), grade


def _wishes(document: Document) -> str | None:
    """The question in which places are wished for in order."""
    found = (each.id for each in document.questions() if each.type == "ranked_places")
    return next(found, None)


def _by_grade(counts: Mapping[Cell, int], code: str) -> tuple[int, ...]:
    return tuple(counts.get((code, grade), 0) for grade in GRADES)


def _is_open(place: Mapping[str, object], on: date) -> bool:
    closed_on = place["closed_on"]
    return closed_on is None or (isinstance(closed_on, date) and closed_on > on)


def owners(on: date) -> frozenset[str]:
    """The sections that take applications for places in that year: they see every count."""
    asked = Application.objects.filter(fiscal_year=calendar.fiscal_year(on)).order_by()
    pairs = asked.values_list("version_id", "section").distinct()
    return frozenset(section for version, section in pairs if _wishes(document_of(version)))

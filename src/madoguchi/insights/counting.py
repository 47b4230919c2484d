"""Counts behind the effect page, each from the rows themselves and in one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncHour, TruncMonth

from madoguchi.applications.models import Application
from madoguchi.audit.models import Line
from madoguchi.base import office
from madoguchi.base.office import CLOSES, OPENS
from madoguchi.procedures.queries import document_of
from madoguchi.rules import calendar, doors, effects
from madoguchi.rules.calendar import TOKYO
from madoguchi.rules.documents import Document, Text
from madoguchi.rules.doors import Door, Medium, Split
from madoguchi.rules.effects import Counted, Effect, Hours

LOOKED: Final = "roster.listed"  # by somebody who works for a club


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is counted: applications that arrived in a fiscal year, of some sections or (None) all others."""

    year: int
    sections: Collection[str] | None
    but: Collection[str] = ()

    @property
    def begins(self) -> datetime:
        """The first instant of the year."""
        return datetime.combine(date(self.year, 4, 1), time(), TOKYO)

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return datetime.combine(date(self.year + 1, 4, 1), time(), TOKYO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything the effect page shows."""

    effect: Effect
    split: Split
    by_medium: dict[str, tuple[int, int]]  # by door: online, and on paper
    hours: Hours
    titles: dict[str, Text]  # by procedure


def figures(scope: Scope) -> Figures:
    """What is counted, and what follows from it. Two queries."""
    rows = list(_arrived(scope).values_list("version_id", "door", "medium").annotate(Count("pk")))
    documents = {version: document_of(version) for version in sorted({row[0] for row in rows})}
    total: Counter[int] = Counter()
    online: Counter[int] = Counter()
    for version, _door, medium, count in rows:
        total[version] += count
        online[version] += count if medium == Medium.ONLINE else 0
    return Figures(
        effect=effects.effect(_by_procedure(documents, total, online)),
        split=doors.split((door, medium, count) for _, door, medium, count in rows),
        by_medium=_by_medium((door, medium, count) for _, door, medium, count in rows),
        hours=_hours(scope),
        titles={document.id: document.title for document in documents.values()},
    )


def extracts_avoided(scope: Scope) -> int:
    """Clubs times months in which their own people looked at the children: no list had to be sent. One query.

    Counted for the whole city: a club's children belong to no one section's procedure.
    """
    looked = Line.objects.filter(about_kind="place", verb=LOOKED, at__gte=scope.begins, at__lt=scope.ends)
    months = looked.annotate(month=TruncMonth("at", tzinfo=TOKYO)).order_by()
    return months.values("about_ref", "month").distinct().count()


def list_years() -> list[int]:
    """The fiscal years in which anything arrived, the last first."""
    first = Application.objects.order_by("arrived_at").values_list("arrived_at", flat=True).first()
    last = Application.objects.order_by("-arrived_at").values_list("arrived_at", flat=True).first()
    if first is None or last is None:
        return []
    years = (calendar.fiscal_year(calendar.local_day(each)) for each in (last, first))
    return list(range(next(years), next(years) - 1, -1))


def _by_procedure(documents: dict[int, Document], total: Counter[int], online: Counter[int]) -> list[Counted]:
    """One row for a procedure; versions whose figures differ stand as rows of their own."""
    merged: dict[tuple[str, ...], Counter[str]] = {}
    for version, document in documents.items():
        before = document.effect
        key = (document.id, before.resident_minutes, before.officer_minutes, before.sheets)
        counts = merged.setdefault(key, Counter())
        counts.update(total=total[version], online=online[version])
    return [
        Counted(
            procedure=procedure,
            total=counts["total"],
            online=counts["online"],
            resident_minutes=Decimal(resident),
            officer_minutes=Decimal(officer),
            sheets=Decimal(sheets),
        )
        for (procedure, resident, officer, sheets), counts in merged.items()
    ]


def _by_medium(counts: Iterable[tuple[str, str, int]]) -> dict[str, tuple[int, int]]:
    found: Counter[tuple[str, bool]] = Counter()
    for door, medium, count in counts:
        found[door, medium == Medium.ONLINE] += count
    return {door: (found[door, True], found[door, False]) for door in Door}


def _hours(scope: Scope) -> Hours:
    """By the hour of the city's clock, those alone that residents filed themselves."""
    arrived = _arrived(scope).filter(medium=Medium.ONLINE)
    rows = (
        arrived.annotate(hour=TruncHour("arrived_at", tzinfo=TOKYO)).values_list("hour").annotate(Count("pk"))
    )
    by_hour: Counter[int] = Counter()
    closed = office.closed_days(scope.year)
    out_of_hours = 0
    for hour, count in rows:
        by_hour[hour.hour] += count
        out_of_hours += 0 if _is_open(hour, closed) else count
    return Hours(by_hour={hour: by_hour[hour] for hour in range(24)}, out_of_hours=out_of_hours)


def _is_open(hour: datetime, closed: frozenset[date]) -> bool:
    """Whether the office is open during some part of the hour."""
    return calendar.is_working_day(hour.date(), closed) and OPENS.hour <= hour.hour <= CLOSES.hour


def _arrived(scope: Scope) -> QuerySet[Application]:
    found = Application.objects.filter(arrived_at__gte=scope.begins, arrived_at__lt=scope.ends).order_by()
    of_all = scope.sections is None
    return found.exclude(section__in=scope.but) if of_all else found.filter(section__in=scope.sections)

"""Tables, charges and their standing, as far as a section or a resident may see them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from madoguchi.base import crypto
from madoguchi.payments.models import (
    Charge,
    ChargeFile,
    ChargeResult,
    ChargeRun,
    FeeEdition,
    Reduction,
    ResultFile,
)
from madoguchi.payments.reading import table_of
from madoguchi.people.models import Resident
from madoguchi.rules import calendar
from madoguchi.rules.charges import State
from madoguchi.rules.fees.table import Spot

PAGE: Final = 50
Found = TypeVar("Found")


def edition_for(fee: str, month: date) -> FeeEdition | None:
    """The table in force in a month."""
    return FeeEdition.objects.filter(fee=fee, starts_on__lte=month).order_by("-starts_on").first()


def spots_in(kind: str, month: date, section: str) -> list[Spot]:
    """What a section charges by the day in a month, for one kind of thing."""
    in_force: dict[str, FeeEdition] = {}
    begun = FeeEdition.objects.filter(section=section, starts_on__lte=month)
    for edition in begun.order_by("fee", "-starts_on"):
        in_force.setdefault(edition.fee, edition)
    tables = (table_of(edition) for edition in in_force.values())
    return [spot for table in tables if table.kind == kind for spot in table.spots]


def list_editions(sections: Collection[str]) -> list[FeeEdition]:
    """The tables of some sections, the newest first."""
    found = FeeEdition.objects.filter(section__in=sections).select_related("officer")
    return list(found.order_by("fee", "-starts_on"))


def list_fees(sections: Collection[str]) -> list[FeeEdition]:
    """The newest table of each kind of fee."""
    newest: dict[str, FeeEdition] = {}
    for edition in list_editions(sections):
        newest.setdefault(edition.fee, edition)
    return list(newest.values())


def list_runs(sections: Collection[str]) -> list[ChargeRun]:
    """The months that were charged, the last one first, each with its figures."""
    figures = {
        "count": Count("charges"),
        "total": Sum("charges__amount", default=0),
        "waiting": Count("charges", filter=Q(charges__file=None, charges__amount__gt=0)),
        **{
            f"{state.value}_total": Sum("charges__amount", filter=Q(charges__state=state), default=0)
            for state in State
        },
    }
    found = ChargeRun.objects.filter(section__in=sections).annotate(**figures)
    return list(found.order_by("-month", "fee")[:60])


def access_run(*, run_id: UUID, sections: Collection[str]) -> ChargeRun:
    """A month of a section of the officer's."""
    found = ChargeRun.objects.filter(section__in=sections).select_related("edition", "officer")
    return _or_404(found.filter(pk=run_id).first())


def access_charge(*, number: str, sections: Collection[str]) -> Charge:
    """A charge of a section of the officer's."""
    found = Charge.objects.filter(run__section__in=sections).select_related("run__edition", "file", "payer")
    return _or_404(found.filter(number=number).first())


def access_file(*, file_id: UUID, sections: Collection[str]) -> ChargeFile:
    """A file of a section of the officer's."""
    found = ChargeFile.objects.filter(run__section__in=sections).select_related("run")
    return _or_404(found.filter(pk=file_id).first())


def access_results(*, file_id: UUID, sections: Collection[str]) -> ResultFile:
    """A file of results of a section of the officer's."""
    found = ResultFile.objects.filter(section__in=sections).select_related("officer")
    return _or_404(found.filter(pk=file_id).first())


def access_reduction(*, reduction_id: int, sections: Collection[str]) -> Reduction:
    """A reduction by a table of a section of the officer's."""
    fees = [edition.fee for edition in list_fees(sections)]
    return _or_404(Reduction.objects.filter(fee__in=fees, pk=reduction_id).first())


def list_charges(*, run: ChargeRun, state: State | None, page: int) -> Page[Charge]:
    """A page of a month's charges, by number."""
    found = run.charges.order_by("number")
    return Paginator(found.filter(state=state) if state else found, PAGE).get_page(page)


def count_states(run: ChargeRun) -> dict[State, tuple[int, int]]:
    """How many charges of a month stand how, and their sum."""
    rows = run.charges.order_by().values_list("state").annotate(count=Count("pk"), total=Sum("amount"))
    found = {state: (count, total) for state, count, total in rows}
    return {state: found.get(state.value, (0, 0)) for state in State}


def list_unfiled(run: ChargeRun) -> QuerySet[Charge]:
    """The charges that the next file would hold: nobody is asked for nothing."""
    return run.charges.filter(file=None, amount__gt=0).order_by("number")


def sum_unfiled(run: ChargeRun) -> tuple[int, int]:
    """How many they are, and what they come to."""
    found = list_unfiled(run).aggregate(count=Count("pk"), total=Sum("amount", default=0))
    return found["count"], found["total"]


def section_of(number: str) -> str | None:
    """The section in charge of a charge; None for an unknown one."""
    return Charge.objects.filter(number=number).values_list("run__section", flat=True).first()


def total_of(charges: Iterable[Charge]) -> int:
    """What they come to."""
    return sum(each.amount for each in charges)


def fiscal_year_of(run: ChargeRun) -> int:
    """年度 of a month."""
    return calendar.fiscal_year(run.month)


def list_files(run: ChargeRun) -> list[ChargeFile]:
    """The files of a month, without what is in them."""
    return list(run.files.defer("content").select_related("officer").order_by("number"))


def list_results(charge: Charge) -> list[ChargeResult]:
    """What was told of a charge, in order."""
    return list(charge.results.order_by("pk"))


def list_result_files(sections: Collection[str]) -> list[ResultFile]:
    """The files of results of some sections, the newest first."""
    found = ResultFile.objects.filter(section__in=sections).select_related("officer")
    return list(found.order_by("-taken_at")[:50])


def list_expired(*, before: date) -> list[ChargeRun]:
    """Months before a day of which something is still there."""
    return list(ChargeRun.objects.filter(month__lt=before, charges__isnull=False).distinct())


def list_of(kind: str, ref: str) -> list[Charge]:
    """All charges for one thing, the last month first."""
    return list(Charge.objects.filter(kind=kind, ref=ref).select_related("run").order_by("-run__month"))


def list_reductions(fee: str, kind: str, ref: str) -> list[Reduction]:
    """The reductions for one thing, the last one first."""
    found = Reduction.objects.filter(fee=fee, kind=kind, ref=ref).select_related("officer")
    return list(found.order_by("-since", "-pk"))


def class_of(reduction: Reduction) -> str:
    """The class of a reduction, by its id in the table."""
    return str(crypto.unseal(reduction.sealed)["class"])


def reason_of(reduction: Reduction) -> str:
    """Why it was granted."""
    return str(crypto.unseal(reduction.sealed)["reason"])


def classes_in(fee: str, month: date, refs: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """The classes in force in a month, by what they are for."""
    found = Reduction.objects.filter(fee=fee, ref__in=refs, since__lte=month, until__gte=month)
    classes: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in found.order_by("pk"):
        classes[each.kind, each.ref].append(class_of(each))
    return classes


def list_mine(resident: Resident) -> list[Charge]:
    """What a resident was charged, the last month first; what was not handed over yet may still change."""
    found = Charge.objects.filter(payer=resident).exclude(file=None, amount__gt=0)
    found = found.filter(run__finished_at__isnull=False).select_related("run__edition")
    return list(found.order_by("-run__month", "number"))


def has_charges(resident: Resident) -> bool:
    """Whether there is anything to show."""
    return Charge.objects.filter(payer=resident).exclude(file=None, amount__gt=0).exists()


def _or_404(found: Found | None) -> Found:
    if found is None:
        raise Http404
    return found

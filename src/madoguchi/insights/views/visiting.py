"""Visits to support centres in figures, and the hours they no longer cost, with what was assumed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base import clock
from madoguchi.base.charts import columns
from madoguchi.base.handouts import Kind, attached
from madoguchi.base.pages import page
from madoguchi.insights import handing, visiting
from madoguchi.insights.visiting import Figures
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules import calendar
from madoguchi.rules.effects import Quicker, yearly_hours

BEFORE: Final = 300  # seconds: a sheet of paper at the reception, as another city measured
AFTER: Final = 10
LOWEST: Final = 120  # if writing was quicker than they said
SLOWEST: Final = 30  # if the phone is slower
TYPING: Final = {"minutes": 30, "days": 22, "months": 12}  # staff typed the sheets every evening
LONGEST: Final = 3600


@require_GET
@officer_only
def visits(request: EntrantRequest) -> HttpResponse:
    """The figures of a fiscal year."""
    years = visiting.list_years()
    year, found = _read(request, years)
    before, after = (_seconds(request.GET, name, otherwise) for name, otherwise in _ASSUMED)
    values = {
        "year": year,
        "years": years,
        "query": f"year={year}",
        "found": found,
        "per_open_day": found.per_open_day.items(),
        "chart": columns(zip(found.hours.columns, found.hours.foot, strict=False)),
        "kept": Quicker(times=found.visits, before=before, after=after),
        "least": Quicker(times=found.visits, before=min(before, LOWEST), after=max(after, SLOWEST)),
        "typing": yearly_hours(**TYPING),
        "kinds": list(Kind),
    }
    return page(request, "insights/visits.html", values)


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The same tables as a file."""
    if kind not in list(Kind):
        raise Http404
    year, found = _read(request, visiting.list_years())
    file = handing.export_visits(
        tables=found.tables, year=year, kind=Kind(kind), by=request.actor, now=clock.now()
    )
    return attached(file)


_ASSUMED: Final = (("before", BEFORE), ("after", AFTER))


def _read(request: EntrantRequest, years: list[int]) -> tuple[int, Figures]:
    """The year as the address says it; what makes no sense there is this year."""
    typed = request.GET.get("year", "")
    this_year = calendar.fiscal_year(calendar.local_day(clock.now()))
    year = next((each for each in years if typed == f"{each}"), this_year)
    return year, visiting.figures(year, reach=reach_of(request))


def _seconds(given: Mapping[str, Any], name: str, otherwise: int) -> int:
    typed = str(given.get(name, ""))
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 6
    return int(typed) if is_number and 0 < int(typed) <= LONGEST else otherwise

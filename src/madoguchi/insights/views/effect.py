"""What it brought that applications come online: paper, hours, hours of the day, the share, with formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base import clock
from madoguchi.base.charts import columns
from madoguchi.base.handouts import Kind, attached
from madoguchi.base.pages import page
from madoguchi.insights import counting, handing
from madoguchi.insights.counting import Figures, Scope
from madoguchi.insights.shown import EffectShown, shown_effect
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules import calendar, effects

NIGHT = frozenset({"22", "23", "0", "1", "2", "3", "4", "5"})


@require_GET
@officer_only
def effect(request: EntrantRequest) -> HttpResponse:
    """The figures of a fiscal year, of the officer's sections or of the whole city."""
    reach = reach_of(request)
    scope, is_city = _scope(request.GET, reach)
    found = counting.figures(scope)
    shown = _shown(scope, reach, found)
    hours, late = found.hours, found.hours.late
    values = {
        "scope": scope,
        "is_city": is_city,
        "query": f"year={scope.year}" + ("&of=city" if is_city else ""),
        "years": counting.list_years(),
        "shown": shown,
        "effect": shown.sums,
        "about": effects.about(shown.sums.sheets),
        "rows": shown.rows,
        "split": found.split,
        "online": found.split.percent(found.split.online),
        "hours": hours,
        "late": None if effects.LATE in shown.hidden_hours else hours.percent(late),
        "out_of_hours": hours.percent(hours.out_of_hours),
        "chart": columns(_by_hour(found, shown), marked=NIGHT),
        "extracts": counting.extracts_avoided(scope),
        "kinds": list(Kind),
    }
    return page(request, "insights/effect.html", values)


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The table of procedures as a file."""
    if kind not in list(Kind):
        raise Http404
    reach = reach_of(request)
    scope, _ = _scope(request.GET, reach)
    shown = _shown(scope, reach, counting.figures(scope))
    file = handing.export_effect(
        rows=shown.rows, year=scope.year, kind=Kind(kind), by=request.actor, now=clock.now()
    )
    return attached(file)


def _shown(scope: Scope, reach: frozenset[str], found: Figures) -> EffectShown:
    of_others = None if scope.sections is not None else counting.figures(replace(scope, but=reach))
    return shown_effect(found, of_others)


def _by_hour(found: Figures, shown: EffectShown) -> Iterator[tuple[str, int]]:
    return (
        (str(hour), count) for hour, count in found.hours.by_hour.items() if hour not in shown.hidden_hours
    )


def _scope(given: Mapping[str, Any], reach: frozenset[str]) -> tuple[Scope, bool]:
    """The year and the sections as the address says them; what makes no sense there is this year."""
    typed = str(given.get("year", ""))
    this_year = calendar.fiscal_year(calendar.local_day(clock.now()))
    is_year = typed.isascii() and typed.isdigit() and len(typed) == 4 and 2000 <= int(typed) <= 2100
    is_city = given.get("of") == "city"
    return Scope(year=int(typed) if is_year else this_year, sections=None if is_city else reach), is_city

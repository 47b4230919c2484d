"""Children registered and waiting on 1 May, by club and grade, as the national survey asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from madoguchi.base import clock
from madoguchi.base.handouts import Kind, attached
from madoguchi.base.pages import page
from madoguchi.insights import handing
from madoguchi.insights.registered import GRADES, Club, list_clubs, owners
from madoguchi.insights.shown import Shown, shown_clubs
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.rules import calendar

SURVEYS: Final = ((5, 1), (10, 1))  # the days the country asks about


@require_GET
@officer_only
def registered(request: EntrantRequest) -> HttpResponse:
    """The table of a day."""
    on, clubs, shown = _read(request)
    lines = [{"club": club, "cells": shown.line(row)} for row, club in enumerate(clubs)]
    foot = shown.foot()
    values = {
        "on": on,
        "iso": on.isoformat(),
        "days": _days(),
        "grades": GRADES,
        "lines": lines,
        "foot": foot,
        "registered": foot[len(GRADES)] if foot else 0,
        "waiting": foot[-1] if foot else 0,
        "capacity": sum(club.capacity or 0 for club in clubs),
        "is_whole": shown.is_whole,
        "kinds": list(Kind),
    }
    return page(request, "insights/registered.html", values)


@require_GET
@officer_only
def take_along(request: EntrantRequest, kind: str) -> HttpResponse:
    """The same as a file."""
    if kind not in list(Kind):
        raise Http404
    on, clubs, shown = _read(request)
    file = handing.export_clubs(
        clubs=clubs, shown=shown, on=on, kind=Kind(kind), by=request.actor, now=clock.now()
    )
    return attached(file)


def _read(request: EntrantRequest) -> tuple[date, list[Club], Shown]:
    """Others see the days of the surveys alone: one day less the day before would be a single child."""
    on, reach = _day(request.GET), reach_of(request)
    is_owner = bool(owners(on) & reach)
    if not is_owner and on not in _days():
        on = _days()[0]
    clubs = list_clubs(on)
    return on, clubs, shown_clubs(clubs, is_owner=is_owner)


def _day(given: Mapping[str, Any]) -> date:
    """The day as the address says it; else the last survey."""
    try:
        named = date.fromisoformat(str(given.get("on", "")))
    except ValueError:
        return _days()[0]
    return named if 2000 <= named.year <= 2100 else _days()[0]


def _days() -> list[date]:
    """The surveys of the last years, the latest first, and today before them."""
    today = calendar.local_day(clock.now())
    days = (date(year, *day) for year in range(today.year - 2, today.year + 1) for day in SURVEYS)
    return sorted((day for day in days if day <= today), reverse=True)

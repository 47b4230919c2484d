"""Lotteries: the public page on which everybody finds what was promised, and checks it."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import anyone
from madoguchi.selection.queries.lotteries import list_lotteries


@anyone
@require_safe
def lotteries(request: EntrantRequest) -> HttpResponse:
    """What was promised for each round, and the number once it is shown."""
    return page(request, "selection/lotteries.html", {"lotteries": list_lotteries()})

"""The queue: what there is to do, found in a second, taken along as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from madoguchi.applications import households
from madoguchi.applications.wording import DOOR_NAMES
from madoguchi.audit import actions as audit
from madoguchi.base import clock, searches
from madoguchi.base.handouts import attached
from madoguchi.base.pages import page
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, wording
from madoguchi.review import queue as queues
from madoguchi.review.actions import exporting
from madoguchi.review.queue import Queue
from madoguchi.review.views.opening import reach_of
from madoguchi.review.wanted import Pile, Wanted, on_pile
from madoguchi.rules import calendar
from madoguchi.rules.references import is_receipt_number

DUE_CHOICES = (0, 1, 3, 5, 10)  # days
KEYS = (
    ("j", "down"),
    ("k", "up"),
    ("Enter", "open"),
    ("x", "choose"),
    ("n", "next page"),
    ("p", "previous page"),
    ("/", "search"),
)


@require_GET
@officer_only
def queue(request: EntrantRequest) -> HttpResponse:
    """The applications of the officer's sections; a full receipt number leads straight to its application."""
    reach, now = reach_of(request), clock.now()
    wanted, today = forms.wanted(request.GET), calendar.local_day(now)
    number = forms.page_number(request.GET.get("page"))
    found = queues.list_queue(sections=reach, wanted=wanted, on=today, page=number)
    if found.total == 1 and is_receipt_number(wanted.search):
        return redirect("review:application", found.rows[0].reference)
    audit.record(
        verb="applications.listed",
        about=("section", " ".join(sorted(reach))),
        by=request.actor,
        now=now,
        details={"references": [row.reference for row in found.rows]},
    )
    values = {
        **_values(reach, wanted, found, queues.count_queue(sections=reach, wanted=wanted, on=today)),
        "years": queues.count_years(sections=reach, on=today),
        "this_year": calendar.fiscal_year(today),
    }
    return page(request, "review/queue.html", values)


@require_POST
@officer_only
def search(request: EntrantRequest) -> HttpResponse:
    """Words are posted, and stand sealed in the address of what was found."""
    return redirect(f"{reverse('review:queue')}?{forms.address_of(forms.searched(request.POST.get('q')))}")


@require_POST
@officer_only
def export(request: EntrantRequest, kind: str) -> HttpResponse:
    """The queue as filtered, as CSV, CSV in CP932 with its 外字 report, or XLSX."""
    if kind not in list(exporting.Kind):
        raise Http404
    file = exporting.export_queue(
        sections=reach_of(request),
        wanted=forms.wanted(request.GET),
        kind=exporting.Kind(kind),
        by=request.actor,
        now=clock.now(),
    )
    return attached(file)


def _values(reach: frozenset[str], wanted: Wanted, found: Queue, counts: queues.Counts) -> dict[str, Any]:
    address = forms.address_of(wanted)
    return {
        "wanted": wanted,
        "queue": found,
        "alike": households.flagged_among([row.reference for row in found.rows]),
        "counts": counts,
        "address": address,
        "words": searches.sealed(wanted.search),
        "piles": [
            {"pile": pile, "words": words, "count": counts.of(pile), "address": _on_pile(wanted, pile)}
            for pile, words in wording.PILES.items()
        ],
        "orders": wording.ORDERS,
        "choices": queues.list_choices(sections=reach),
        "states": wording.STATES,
        "doors": DOOR_NAMES,
        "kinds": list(exporting.Kind),
        "due_choices": DUE_CHOICES,
        "keys": KEYS,
    }


def _on_pile(wanted: Wanted, pile: Pile) -> str:
    """The address of the same filter on another pile; the pile is named, for a search would widen it."""
    rest = forms.address_of(on_pile(wanted, pile))
    return rest if "pile=" in rest else f"pile={pile}&{rest}".rstrip("&")

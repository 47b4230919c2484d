"""Many at once: what was ticked in the queue, what to do with it, and how far it has got."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, queries, wording
from madoguchi.review import queue as queues
from madoguchi.review.actions import batching
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.views.opening import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.documents.procedure import Outcome

TEMPLATE = "review/batch_new.html"


@require_POST
@officer_only
def choose(request: EntrantRequest) -> HttpResponse:
    """What to do with the applications ticked, or with all of the queue: asked before anything happens."""
    return page(request, TEMPLATE, _values(request, _references(request)))


@require_POST
@officer_only
def start(request: EntrantRequest) -> HttpResponse:
    """Begin; the page that follows shows how far it has got."""
    references = forms.references(request.POST)
    act = next((each for each in Bulk if each == request.POST.get("act")), None)
    outcome, reason = forms.text(request.POST, "outcome"), forms.text(request.POST, "reason")
    values = _values(request, references)
    chosen = next((each for each in values["outcomes"] if each.id == outcome), None)
    wrong = _wrong(references, act, chosen, reason)
    if wrong or act is None:
        return retry(request, TEMPLATE, {**values, "wrong": wrong})
    batch = batching.start_batch(
        references=references,
        act=act,
        outcome=outcome if act in (Bulk.PROPOSE, Bulk.DECIDE) else "",
        reason=reason if act in (Bulk.PROPOSE, Bulk.DECIDE) else "",
        officer=officer_of(request),
        by=request.actor,
        now=clock.now(),
    )
    return redirect("review:batch", batch.pk)


@require_GET
@officer_only
def batch(request: EntrantRequest, batch_id: UUID) -> HttpResponse:
    """How far it has got, and what could not be done and why."""
    found = queries.access_batch(batch_id=batch_id, officer=officer_of(request))
    counts = found.items.aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(done_at__isnull=False)),
        refused=Count("pk", filter=~Q(refusal="")),
    )
    refused = found.items.exclude(refusal="").select_related("application").order_by("pk")
    values = {
        "batch": found,
        **counts,
        "succeeded": counts["done"] - counts["refused"],
        "refused_items": [
            {"reference": item.application.reference, "words": say(wording.refusal_words(item.refusal))}
            for item in refused
        ],
    }
    return page(request, "review/batch.html", values, part="progress")


def _references(request: EntrantRequest) -> list[str]:
    if request.POST.get("all") != "1":
        return forms.references(request.POST)
    today = calendar.local_day(clock.now())
    return queues.list_references(sections=reach_of(request), wanted=forms.wanted(request.GET), on=today)


def _values(request: EntrantRequest, references: Sequence[str]) -> dict[str, Any]:
    outlook = queues.outlook(sections=reach_of(request), references=references)
    if not outlook.references:
        raise Http404
    return {
        "outlook": outlook,
        "count": len(outlook.references),
        "states": [
            {"words": wording.STATES[state], "count": count} for state, count in outlook.states.items()
        ],
        "outcomes": outlook.document.review.outcomes if outlook.document else (),
        "needs_two": bool(outlook.document and outlook.document.review.two_person),
        "given": {name: forms.text(request.POST, name) for name in ("act", "outcome", "reason")},
        "address": forms.address_of(forms.wanted(request.GET)),
    }


def _wrong(references: Sequence[str], act: Bulk | None, outcome: Outcome | None, reason: str) -> str:
    if not references or act is None:
        return say("Please choose what to do.")
    if act not in (Bulk.PROPOSE, Bulk.DECIDE):
        return ""
    if outcome is None:
        return say("Please choose an outcome.")
    if outcome.needs_reason and not reason:
        return say("Please write the reason. The applicant reads it.")
    return ""

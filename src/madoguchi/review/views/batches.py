"""Many at once: what was ticked in the queue, what to do with it, and how far it has got."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import page, retry
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.review import forms, proposals, queries, wording
from madoguchi.review import queue as queues
from madoguchi.review.actions import batching, proposing, releasing
from madoguchi.review.actions.batching import Bulk
from madoguchi.review.actions.proposing import CannotPropose
from madoguchi.review.views.opening import officer_of, reach_of
from madoguchi.rules import calendar
from madoguchi.rules.documents.procedure import Outcome
from madoguchi.rules.proposals import Numbering, Reason, Refusal

if TYPE_CHECKING:
    from madoguchi.review.models import Batch, Proposal, Release
    from madoguchi.review.queries import Reviewer

TEMPLATE = "review/batch_new.html"
AS_DRAFTED: Final = "as_drafted"  # in place of an outcome: what was drafted for each
NEW: Final = "new"  # in place of an instant: one to be set
WITH_OUTCOME: Final = (Bulk.DRAFT, Bulk.PROPOSE, Bulk.DECIDE)
GIVEN: Final = ("act", "outcome", "reason", "title", "text", "numbering", "release", "day", "time")


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
    wrong = _wrong(references, act, chosen, reason, is_drafted=outcome == AS_DRAFTED)
    if wrong or act is None:
        return retry(request, TEMPLATE, {**values, "wrong": wrong})
    try:
        batch = _start(request, act, values["outlook"], chosen, reason)
    except CannotPropose as cannot:
        wrong = say(wording.PROPOSALS[cannot.refusal.reason])
        return retry(request, TEMPLATE, {**values, "wrong": wrong})
    return redirect("review:batch", batch.pk)


@transaction.atomic
def _start(
    request: EntrantRequest, act: Bulk, outlook: queues.Outlook, chosen: Outcome | None, reason: str
) -> Batch:
    with_outcome = chosen is not None and act in WITH_OUTCOME
    return batching.start_batch(
        references=outlook.references,
        act=act,
        outcome=chosen.id if chosen and with_outcome else "",
        reason=reason if with_outcome else "",
        proposal=_proposal(request, outlook) if act is Bulk.PROPOSE else None,
        officer=officer_of(request),
        by=request.actor,
        now=clock.now(),
    )


def _proposal(request: EntrantRequest, outlook: queues.Outlook) -> Proposal | None:
    """The proposal that gathers them, to be seen at the instant chosen."""
    document = outlook.document
    if document is None:
        return None
    today = calendar.local_day(clock.now())
    by = queries.reviewer(
        officer=officer_of(request), section=document.section, actor=request.actor, on=today
    )
    numbering = next((each for each in Numbering if each == request.POST.get("numbering")), Numbering.BRANCH)
    return proposing.open_proposal(
        section=document.section,
        procedure=document.id,
        title=forms.text(request.POST, "title") or document.title.in_("ja"),
        text=forms.text(request.POST, "text"),
        numbering=numbering,
        release=_release(request, document.section, by),
        by=by,
        now=clock.now(),
    )


def _release(request: EntrantRequest, section: str, by: Reviewer) -> Release | None:
    """The instant chosen among those to come, or the new one that was typed."""
    chosen = request.POST.get("release", "")
    if chosen == NEW:
        at, now = forms.instant(request.POST), clock.now()
        if at is None:
            raise CannotPropose(Refusal(Reason.INSTANT_UNREADABLE))
        title = forms.text(request.POST, "title")
        return releasing.plan(section=section, title=title, releases_at=at, by=by, now=now)
    to_come = proposals.list_releases_to_come(section=section)
    return next((each for each in to_come if str(each.pk) == chosen), None)


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
        "drafted": outlook.drafted,
        "as_drafted": AS_DRAFTED,
        "releases": _releases(outlook),
        "numberings": wording.NUMBERINGS,
        "given": {name: forms.text(request.POST, name) for name in GIVEN},
        "address": forms.address_of(forms.wanted(request.GET)),
    }


def _releases(outlook: queues.Outlook) -> list[Release]:
    return proposals.list_releases_to_come(section=outlook.document.section) if outlook.document else []


def _wrong(
    references: Sequence[str], act: Bulk | None, outcome: Outcome | None, reason: str, *, is_drafted: bool
) -> str:
    if not references or act is None:
        return say("Please choose what to do.")
    if act not in WITH_OUTCOME or (act is Bulk.PROPOSE and is_drafted):
        return ""
    if outcome is None:
        return say("Please choose an outcome.")
    if outcome.needs_reason and not reason:
        return say("Please write the reason. The applicant reads it.")
    return ""

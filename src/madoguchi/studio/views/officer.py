"""Procedures on the officer's table: import, look, publish, withdraw, take out."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.applications import passages
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import officer_names
from madoguchi.procedures import actions as procedures
from madoguchi.rules.problems import Problems
from madoguchi.rules.publishing import Reason
from madoguchi.studio import actions, queries, writing
from madoguchi.studio.actions import guarding
from madoguchi.studio.forms import DocumentForm, FollowingForm
from madoguchi.studio.queries import Bench, Reach, editions, effects
from madoguchi.studio.queries.effects import Effects

REFUSALS: Final = {
    Reason.NO_DRAFT: "There is no draft to publish.",
    Reason.CHANGED_MEANWHILE: "The draft has changed since you looked at it. Please look again.",
    Reason.GUARDED: "Something before publishing is still to be done. Nothing was published.",
    Reason.FAULTY: "The draft has problems. Nothing was published.",
    Reason.UNCHANGED: "The draft says the same as the version in force.",
    Reason.PROMISED: (
        "Residents were promised that they can apply until the extended closing."
        " A version that opens only later can be published after it."
    ),
    Reason.NOT_OFFERED: "This procedure is not offered at present.",
}


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """All procedures of the officer's sections."""
    reach = reach_of(request)
    values = {"procedures": queries.list_procedures(reach, clock.now()), "may_import": bool(reach.publishes)}
    return page(request, "studio/officer/listed.html", values)


@require_http_methods(["GET", "POST"])
@officer_only
def take_in(request: EntrantRequest) -> HttpResponse:
    """Import a document: it becomes a draft, or every fault is listed and nothing becomes anything."""
    reach = reach_of(request)
    if not reach.publishes:
        raise Http404
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "GET":
        return page(request, "studio/officer/take_in.html", {"form": DocumentForm()})
    if not form.is_valid():
        return retry(request, "studio/officer/take_in.html", {"form": form})
    imported = actions.import_document(
        text=form.cleaned_data["document"], by=request.actor, now=clock.now(), sections=reach.publishes
    )
    if isinstance(imported, Problems):
        return retry(request, "studio/officer/take_in.html", {"form": form, "faults": told(imported)})
    return done(request, "studio:procedure", slug=imported.slug, notice=say("The draft was saved."))


@require_GET
@officer_only
def procedure(request: EntrantRequest, slug: str) -> HttpResponse:
    """The draft with its problems, examples and differences; the version in force; the history."""
    bench, _ = _bench(request, slug)
    return page(request, "studio/officer/procedure.html", _values(bench), part="runs")


@require_http_methods(["GET", "POST"])
@officer_only
def publish(request: EntrantRequest, slug: str) -> HttpResponse:
    """Say what publishing means for those who write or have filed; on confirmation, publish."""
    bench, now = publishable(request, slug)
    if request.method == "GET" or bench.draft is None:
        values = {"bench": bench, "form": FollowingForm(), "effects": _effects(request, bench, now)}
        return page(request, "studio/officer/publish.html", values, part="effects")
    form = FollowingForm(request.POST)
    if not form.is_valid():
        values = {"bench": bench, "form": form, "effects": _effects(request, bench, now)}
        return retry(request, "studio/officer/publish.html", values)
    try:
        version = guarding.publish(
            slug=slug,
            seen=request.POST.get("seen", ""),
            by=request.actor,
            now=now,
            following=form.following(),
        )
    except procedures.CannotChangeProcedure as cannot:
        return _refused(request, bench, cannot)
    notice = say("Version {number} is published.", number=version.number)
    return done(request, "studio:procedure", slug=slug, notice=notice)


@require_http_methods(["GET", "POST"])
@officer_only
def withdraw(request: EntrantRequest, slug: str) -> HttpResponse:
    """Say what withdrawing means; on confirmation, withdraw."""
    bench, now = publishable(request, slug)
    if request.method == "GET":
        return page(request, "studio/officer/withdraw.html", {"bench": bench})
    try:
        procedures.withdraw(slug=slug, by=request.actor, now=now)
    except procedures.CannotChangeProcedure as cannot:
        return _refused(request, bench, cannot)
    return done(request, "studio:procedure", slug=slug, notice=say("The procedure is no longer offered."))


@require_GET
@officer_only
def take_out(request: EntrantRequest, slug: str, as_: str, version: int | None = None) -> HttpResponse:
    """Download a document to share, keep or edit it: a version, or the draft."""
    if as_ not in writing.MEDIA_TYPES:
        raise Http404
    document = queries.access_document(slug, reach_of(request), version)
    actions.record_export(slug=slug, version=version, by=request.actor, now=clock.now())
    name = f"{slug}-v{version}.{as_}" if version else f"{slug}-draft.{as_}"
    return HttpResponse(
        writing.write(document, as_),
        content_type=writing.MEDIA_TYPES[as_],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def reach_of(request: EntrantRequest) -> Reach:
    """What the officer who asks may see and publish today."""
    if request.officer is None:
        raise Http404
    return queries.reach_of(request.officer, localdate(clock.now()))


def _effects(request: EntrantRequest, bench: Bench, now: datetime) -> Effects | None:
    """What it means, counted at once where that is quick; else when the page or the officer asks for it."""
    if bench.draft is None or bench.current is None:
        return None
    is_asked = "count" in request.GET or passages.is_told_at_once(bench.slug, bench.draft.document)
    return effects.effects_of(bench.slug, bench.draft.document, now) if is_asked else None


def _bench(request: EntrantRequest, slug: str) -> tuple[Bench, datetime]:
    now = clock.now()
    return queries.access_bench(slug, reach_of(request), now), now


def publishable(request: EntrantRequest, slug: str) -> tuple[Bench, datetime]:
    """The procedure, for who may publish it, and the time; 404 for others."""
    bench, now = _bench(request, slug)
    if not bench.may_publish:
        raise Http404
    return bench, now


def _refused(request: EntrantRequest, bench: Bench, cannot: procedures.CannotChangeProcedure) -> HttpResponse:
    refused = say(REFUSALS[cannot.refusal.reason])
    return retry(request, "studio/officer/procedure.html", {**_values(bench), "refused": refused})


def _values(bench: Bench) -> dict[str, Any]:
    """What the page of a procedure shows, officers by their names."""
    saved_by = bench.draft.saved_by if bench.draft else ""
    acted = [*(each.published_by for each in bench.versions), *(each.by for each in bench.extensions)]
    names = officer_names({saved_by, *acted})
    return {
        "bench": bench,
        "saved_by": names.get(saved_by, saved_by),
        "versions": [(each, names.get(each.published_by, each.published_by)) for each in bench.versions],
        "extensions": [(each, names.get(each.by, each.by)) for each in bench.extensions],
        "runs": effects.list_runs(bench.slug),
        "edition": editions.latest_of(bench.slug),
    }

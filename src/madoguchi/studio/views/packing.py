"""Packs at the desk: handing one in, filling its slots, deciding what an upgrade changes, giving one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.queries import list_sections, officer_names
from madoguchi.rules.analysis import analyse
from madoguchi.rules.documents import Document
from madoguchi.rules.packs import Choice, Pack
from madoguchi.rules.packs.archive import ENDING
from madoguchi.rules.problems import Problems
from madoguchi.studio import queries
from madoguchi.studio.actions import packing as actions
from madoguchi.studio.actions.packing import Reason, Taken
from madoguchi.studio.differing import shown
from madoguchi.studio.filling import LicenceForm, PackForm, SlotsForm, boxes_of
from madoguchi.studio.markdown import draw
from madoguchi.studio.queries import packing
from madoguchi.studio.queries.benches import example_results
from madoguchi.studio.queries.packing import Plan
from madoguchi.studio.views.officer import reach_of

HAND_IN: Final = "studio/officer/hand_in.html"
ARRIVED: Final = "studio/officer/arrived.html"
PACK: Final = "studio/officer/pack.html"
CHOICE: Final = "choice:"  # before the path of a difference
REFUSALS: Final = {
    Reason.OLDER: "A newer version of this pack was taken in before. Nothing was changed.",
    Reason.UNDECIDED: "Please choose what stays, wherever both sides were changed.",
    Reason.CHANGED_MEANWHILE: "There is such a procedure here. Please look at what the pack would change.",
    Reason.FAULTY: "What would come of it is not a sound document. Please choose otherwise.",
    Reason.OTHER_SECTION: "This id is taken. Please choose another one.",
}


@require_http_methods(["GET", "POST"])
@officer_only
def hand_in(request: EntrantRequest) -> HttpResponse:
    """Hand in a pack; one that is sound waits until its slots are filled."""
    _sections(request)
    waiting = packing.list_waiting(request.actor)
    if request.method == "GET":
        return page(request, HAND_IN, {"form": PackForm(), "waiting": waiting})
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return retry(request, HAND_IN, {"form": form, "waiting": waiting})
    arrived = actions.receive(content=form.cleaned_data["file"], by=request.actor, now=clock.now())
    if isinstance(arrived, Problems):
        return retry(request, HAND_IN, {"form": form, "waiting": waiting, "faults": told(arrived)})
    return done(request, "studio:arrived", pack_id=arrived.pk)


@require_http_methods(["GET", "POST"])
@officer_only
def arrived(request: EntrantRequest, pack_id: UUID) -> HttpResponse:
    """What a pack is, what fills its slots, what it would change; on the press, it becomes a draft."""
    around = packing.surroundings(_sections(request))
    waiting = packing.access_arrived(pack_id, request.actor)
    pack = packing.read(waiting)
    proposed = packing.proposed(waiting, pack.manifest, around)
    posted = request.POST if request.method == "POST" else None
    form = SlotsForm(posted, manifest=pack.manifest, here=around, initial=boxes_of(proposed))
    if posted is None:
        plan = packing.plan(waiting, proposed, {}, around.sections)
        return page(request, ARRIVED, _values(pack, form, plan, pack_id))
    choices = _choices(posted)
    if not form.is_valid():
        plan = packing.plan(waiting, proposed, choices, around.sections)
        return retry(request, ARRIVED, _values(pack, form, plan, pack_id, choices))
    taken = actions.take(
        pack_id=pack_id,
        values=form.values(),
        choices=choices,
        seen=posted.get("seen", ""),
        sections=around.sections,
        by=request.actor,
        now=clock.now(),
    )
    if isinstance(taken, Taken):
        return done(request, "studio:procedure", slug=taken.slug, notice=_notice(taken))
    values = _values(pack, form, taken.plan, pack_id, choices)
    refused = {"refused": say(REFUSALS[taken.reason]), "faults": told(taken.faults)}
    return retry(request, ARRIVED, {**values, **refused})


@require_POST
@officer_only
def discard(request: EntrantRequest, pack_id: UUID) -> HttpResponse:
    """Throw away a pack that waits."""
    waiting = packing.access_arrived(pack_id, request.actor)
    actions.discard(pack_id=waiting.pk, by=request.actor, now=clock.now())
    return done(request, "studio:hand_in_pack", notice=say("The pack was thrown away."))


@require_GET
@officer_only
def pack(request: EntrantRequest, slug: str) -> HttpResponse:
    """Where a procedure came from, who runs it, what it brought, and its manual."""
    now = clock.now()
    bench = queries.access_bench(slug, reach_of(request), now)
    document = queries.access_document(slug, reach_of(request))
    manual = packing.latest_manual(slug)
    taken = packing.list_taken(slug)
    names = officer_names({each.taken_by for each in taken})
    values = {
        "bench": bench,
        "document": document,
        "packs": [(each, names.get(each.taken_by, each.taken_by)) for each in taken],
        "figures": packing.figures(slug, document, now),
        "manual": draw(manual.text) if manual and manual.text else None,
        "form": LicenceForm(),
    }
    return page(request, PACK, values)


@require_POST
@officer_only
def give(request: EntrantRequest, slug: str) -> HttpResponse:
    """Download a procedure as a pack."""
    queries.access_document(slug, reach_of(request))
    form = LicenceForm(request.POST)
    if not form.is_valid():
        raise Http404
    now = clock.now()
    content = packing.pack_of(slug, form.cleaned_data["licence"], now)
    actions.record_pack(slug=slug, content=content, by=request.actor, now=now)
    name = f"{slug}{ENDING}"
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _sections(request: EntrantRequest) -> dict[str, str]:
    """The sections the officer publishes for, by code and name; 404 for who publishes for none."""
    publishes = reach_of(request).publishes
    found = {each.code: each.name for each in list_sections(on=localdate(clock.now()))}
    sections = {code: name for code, name in found.items() if code in publishes}
    if not sections:
        raise Http404
    return sections


def _choices(posted: Mapping[str, Any]) -> dict[str, Choice]:
    return {
        name.removeprefix(CHOICE): Choice(value)
        for name, value in posted.items()
        if name.startswith(CHOICE) and value in list(Choice)
    }


def _values(
    pack: Pack, form: SlotsForm, plan: Plan | None, pack_id: UUID, choices: Mapping[str, Choice] | None = None
) -> dict[str, Any]:
    """What the page of a pack shows."""
    document = plan.document if plan else pack.document()
    return {
        "pack_id": pack_id,
        "manifest": pack.manifest,
        "document": pack.document(),
        "has_manual": bool(pack.manual),
        "form": form,
        "plan": plan,
        "differences": () if plan is None or plan.is_first else shown(plan, choices or {}),
        **(_results(document) if isinstance(document, Document) else {}),
    }


def _results(document: Document) -> dict[str, Any]:
    """What comes of the examples, and what else would keep the document from being published."""
    others = (fault for fault in analyse(document) if not fault.path.startswith("golden"))
    return {"examples": example_results(document), "problems": told(others)}


def _notice(taken: Taken) -> str:
    if taken.kept:
        message = "The pack was taken in as a draft. {count} things stay as they were here."
        return say(message, count=taken.kept)
    return say("The pack was taken in as a draft. Residents see nothing of it before you publish it.")

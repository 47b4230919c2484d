"""A procedure as residents would meet it. What is typed lives in the officer's sign-in and nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.applications import forms
from madoguchi.applications.queries import facts
from madoguchi.applications.summary import summary
from madoguchi.applications.views.steps import typed
from madoguchi.base import clock
from madoguchi.base.languages import known
from madoguchi.base.pages import done, page
from madoguchi.base.policy import framed
from madoguchi.base.texts import FALLBACK, read_by, say, say_plain
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules import corrections, documents
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import Add, examples
from madoguchi.rules.phrasing import asked_when
from madoguchi.rules.problems import Problem
from madoguchi.studio import queries
from madoguchi.studio.actions.editing import Edited, edit
from madoguchi.studio.rehearsing import Rehearsal, step_fields, step_values
from madoguchi.studio.views.officer import publishable, reach_of

NO_BYTES: Final = hashlib.sha256(b"").hexdigest()


@require_GET
@officer_only
def begin(request: EntrantRequest, slug: str) -> HttpResponse:
    """Open the first step; what was tried before is forgotten, unless another example is made of it."""
    document = queries.access_document(slug, reach_of(request))
    if "another" not in request.GET:
        request.session.pop(_key(slug), None)
    return redirect("studio:preview_step", slug, document.steps[0].id)


@require_http_methods(["GET", "POST"])
@officer_only
def step(request: EntrantRequest, slug: str, step_id: str) -> HttpResponse:
    """One step, as on a phone."""
    tried = _tried(request, slug)
    if step_id not in tried.journey.path:
        return _not_asked(request, tried, step_id)
    if request.method == "GET":
        return _draw(request, tried, step_id)
    answers = forms.read_step(tried.document, step_id, typed(request), tried.answers)
    request.session[_key(slug)] = _with_files(request, tried.document, answers)
    before, tried = tried, _tried(request, slug)
    if request.headers.get("HX-Request"):
        return _draw_changed(request, before, tried, step_id)
    if "next" not in request.POST:
        return _draw(request, tried, step_id, candidates=_candidates(request))
    if wrong := tried.journey.errors_in(step_id):
        return _draw(request, tried, step_id, problems=wrong, status=422)
    return _after(tried, step_id)


@require_GET
@officer_only
def check(request: EntrantRequest, slug: str) -> HttpResponse:
    """The last look, without the button that would file it."""
    tried = _tried(request, slug)
    with read_by(_language(request)):
        chapters = summary(tried.document, tried.journey, tried.facts)
        values = {"tried": tried, "chapters": chapters, "last_step": tried.journey.path[-1]}
        values["is_framed"] = _is_framed(request)
        values["may_keep"] = tried.document.section in reach_of(request).publishes
        return framed(page(request, "studio/resident/check.html", values))


@require_POST
@officer_only
def keep(request: EntrantRequest, slug: str) -> HttpResponse:
    """Keep what was answered as an example of the draft: it must come true before every publication."""
    bench, now = publishable(request, slug)
    tried = _tried(request, slug)
    title = request.POST.get("title", "").replace("\0", "").strip()[:100]
    if not (tried.journey.complete and title):
        messages.error(request, say_plain("Please answer everything, and name the example."))
        return redirect("studio:preview_check", slug)
    kept = examples.example(tried.document, tried.journey, tried.answers, title=title, at=now)
    seen = documents.digest(documents.canonical(tried.document))
    edited = edit(slug=slug, operation=Add("golden", kept), seen=seen, by=request.actor, now=now)
    if not isinstance(edited, Edited):
        messages.error(request, say_plain("The example could not be kept. Please try again."))
        return redirect("studio:preview_check", slug)
    to = "studio:guard" if bench.draft else "studio:procedure"
    return done(request, to, slug=slug, notice=say("The example was kept."))


def _tried(request: EntrantRequest, slug: str) -> Rehearsal:
    document = queries.access_document(slug, reach_of(request))
    answers = request.session.get(_key(slug), {})
    return Rehearsal(slug=slug, document=document, answers=answers, facts=facts(document, clock.now()))


def _with_files(request: EntrantRequest, document: Document, answers: dict[str, Any]) -> dict[str, Any]:
    """A file counts by its name; its bytes are let go unread."""
    for path in request.FILES:
        if document.has_question(path) and document.question(path).type == "files":
            named = [{"name": sent.name, "sha256": NO_BYTES} for sent in request.FILES.getlist(path)]
            answers = corrections.put(answers, path, named)
    return answers


def _candidates(request: EntrantRequest) -> Any:
    """The towns of a postal code, when they were asked for."""
    return forms.address_candidates(request.POST) if "find_address" in request.POST else None


def _not_asked(request: EntrantRequest, tried: Rehearsal, step_id: str) -> HttpResponse:
    """In the builder's phone, what would open the step; elsewhere there is no such page."""
    if not _is_framed(request) or step_id not in {each.id for each in tried.document.steps}:
        raise Http404
    first = tried.document.steps[0].id
    return framed(page(request, "studio/resident/not_asked.html", {"tried": tried, "first": first}))


def _is_framed(request: EntrantRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "iframe"


def _after(tried: Rehearsal, step_id: str) -> HttpResponse:
    walk = tried.journey.path
    following = walk[walk.index(step_id) + 1 :]
    if following:
        return redirect("studio:preview_step", tried.slug, following[0])
    return redirect("studio:preview_check", tried.slug)


def _draw(
    request: EntrantRequest,
    tried: Rehearsal,
    step_id: str,
    *,
    problems: Iterable[Problem] = (),
    candidates: Any = None,
    status: int = 200,
) -> HttpResponse:
    with read_by(_language(request)):
        values = {**step_values(tried, step_id, tuple(problems)), "candidates": candidates}
        values["is_framed"] = _is_framed(request)
        return framed(page(request, "studio/resident/step.html", values, status=status))


def _draw_changed(request: EntrantRequest, before: Rehearsal, tried: Rehearsal, step_id: str) -> HttpResponse:
    """The questions that are asked now and were not, or no more: whoever types on loses nothing."""
    if step_id not in tried.journey.path:
        return HttpResponse(headers={"HX-Refresh": "true"})
    with read_by(_language(request)):
        was, now = (
            {each.path: each for each in forms.asked(step_fields(one, step_id))} for one in (before, tried)
        )
        come = [each for path, each in now.items() if path not in was or each.required != was[path].required]
        changed = [(each, asked_when(tried.document, each.path)) for each in come]
        gone = [each.id for path, each in was.items() if path not in now]
        return render(request, "studio/resident/_changed.html", {"changed": changed, "gone": gone})


def _language(request: EntrantRequest) -> str:
    """The language tried out: asked for in the address, then kept while trying."""
    asked = request.GET.get("language", "")
    if asked in known():
        request.session["preview_language"] = asked
    return str(request.session.get("preview_language", FALLBACK))


def _key(slug: str) -> str:
    return f"preview:{slug}"

"""The builder: one step or question at a time, saved as one goes, beside the phone that shows it."""

from __future__ import annotations

import secrets
from typing import Any, Protocol

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.policy import framing
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules import documents, editing
from madoguchi.rules.documents import Document
from madoguchi.rules.editing import All, Operation, Refused, Set
from madoguchi.rules.editing.changing import Plain, plain_of
from madoguchi.studio import acts
from madoguchi.studio.actions import editing as actions
from madoguchi.studio.actions.editing import Conflict, Edited
from madoguchi.studio.board import Spot, Wrong, at_question, at_step, board, colleagues, mine, url_of, written
from madoguchi.studio.queries.editing import Table, access_table, text_seen
from madoguchi.studio.views.officer import reach_of

TEMPLATE = "studio/officer/build.html"
Outcome = Edited | Refused | Conflict


@require_GET
@officer_only
def build(request: EntrantRequest, slug: str) -> HttpResponse:
    """Open the first step."""
    table = access_table(slug, reach_of(request))
    return redirect("studio:build_step", slug, table.document.steps[0].id)


@require_GET
@officer_only
def place(request: EntrantRequest, slug: str) -> HttpResponse:
    """Open the step or question in which a place of the document lies, e.g. one that is at fault."""
    table = access_table(slug, reach_of(request))
    return redirect(url_of(table, request.GET.get("at", "")[:500]))


@require_http_methods(["GET", "POST"])
@officer_only
def step(request: EntrantRequest, slug: str, step_id: str) -> HttpResponse:
    """The words of a step; what is posted is kept."""
    table = access_table(slug, reach_of(request))
    if step_id not in {each.id for each in table.document.steps}:
        return _lost(request, table)
    return _answer(request, table, at_step(table, step_id))


@require_http_methods(["GET", "POST"])
@officer_only
def question(request: EntrantRequest, slug: str, question_id: str) -> HttpResponse:
    """A question with all that can be said about it; what is posted is kept."""
    table = access_table(slug, reach_of(request))
    if not table.document.has_question(question_id):
        return _lost(request, table)
    return _answer(request, table, at_question(table, question_id))


@require_POST
@officer_only
def undo(request: EntrantRequest, slug: str) -> HttpResponse:
    """Take back the last change."""
    return _go(request, slug, actions.undo)


@require_POST
@officer_only
def redo(request: EntrantRequest, slug: str) -> HttpResponse:
    """Do again what was taken back."""
    return _go(request, slug, actions.redo)


@require_GET
@officer_only
def now(request: EntrantRequest, slug: str) -> HttpResponse:
    """Who else is at it, and whether they changed something: asked for every few seconds."""
    table = access_table(slug, reach_of(request))
    path = request.GET.get("at", "")[:500]
    actions.show_presence(slug=slug, place=path, by=request.actor, now=clock.now())
    here = colleagues(table, but=request.actor.ref, now=clock.now())
    changed = request.GET.get("seen") != table.seen
    values = {"colleagues": here, "table": table, "path": path, "changed": changed}
    response = page(request, "studio/officer/_colleagues.html", values)
    etag = quote_etag(documents.digest(response.content.decode()))
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response


def _lost(request: EntrantRequest, table: Table) -> HttpResponse:
    return done(
        request,
        "studio:build",
        slug=table.slug,
        notice=say("This is no longer there. Somebody may have taken it away."),
    )


def _answer(request: EntrantRequest, table: Table, spot: Spot) -> HttpResponse:
    if request.method == "GET":
        return _draw(request, table, spot)
    seen = request.POST.get("seen", "")
    looked_at = plain_of(text_seen(spot.slug, seen) or table.text)
    sets = written(looked_at, spot, request.POST)
    outcome: Outcome = Edited(seen=seen, document=table.document)
    if sets:
        outcome = _edit(request, spot.slug, All(sets), seen)
    act = request.POST.get("act", "")
    if isinstance(outcome, Edited) and act:
        return _press(request, spot, act, outcome.seen)
    if not isinstance(outcome, Edited):
        return _refused(request, spot, outcome, looked_at)
    theirs = _wrote_otherwise(plain_of(table.text), spot, looked_at, sets)
    return _saved(request, spot, is_shared=theirs)


def _edit(request: EntrantRequest, slug: str, operation: Operation, seen: str) -> Outcome:
    return actions.edit(slug=slug, operation=operation, seen=seen, by=request.actor, now=clock.now())


def _press(request: EntrantRequest, spot: Spot, act: str, seen: str) -> HttpResponse:
    """Carry out what a button says, then open what it made, or the same again."""
    table = access_table(spot.slug, reach_of(request))
    verb, _, argument = act.partition(":")
    press = acts.Press(
        plain=plain_of(table.text),
        path=spot.path,
        argument=argument,
        posted=request.POST,
        token=f"{secrets.randbelow(10)}{secrets.token_hex(2)}",
        places="school",
    )
    operation = acts.operation(act, press)
    if operation is None:
        return redirect(spot.url)
    outcome = _edit(request, spot.slug, operation, seen)
    if isinstance(outcome, Edited):
        return redirect(_landing(spot, table.document, outcome.document))
    uses = f"{verb}_with_uses:{argument}".rstrip(":")
    return _refused(request, spot, outcome, press.plain, uses=uses)


def _landing(spot: Spot, before: Document, after: Document) -> str:
    """What is new; else the same place; else the step where it was; else the beginning."""
    known = {each.id for each in before.questions()}
    new = next((each.id for each in after.questions() if each.id not in known), None)
    if new:
        return reverse("studio:build_question", args=[spot.slug, new]) + "?new"
    stays = after.has_question(spot.question.id) if spot.question else True
    steps = {each.id for each in after.steps}
    if stays and (spot.question or spot.step_id in steps):
        return spot.url
    return reverse(
        "studio:build_step", args=[spot.slug, spot.step_id if spot.step_id in steps else after.steps[0].id]
    )


def _saved(request: EntrantRequest, spot: Spot, *, is_shared: bool) -> HttpResponse:
    """What changed around the boxes; the boxes too, where somebody else wrote in them or one was wrong."""
    if not request.headers.get("HX-Request") or is_shared:
        notice = say("What you and somebody else wrote stands here together.") if is_shared else ""
        return done(request, spot.url, notice=notice)
    table = access_table(spot.slug, reach_of(request))
    if request.POST.get("again"):
        return _draw(request, table, spot)
    response = page(
        request, TEMPLATE, board(table, spot, Wrong(), by=request.actor.ref, now=clock.now()), part="saved"
    )
    response.headers["HX-Trigger"] = "draft-changed"
    return response


def _wrote_otherwise(stood: Plain, spot: Spot, looked_at: Plain, sets: tuple[Set, ...]) -> bool:
    """Whether the boxes stood otherwise than they were looked at, and than they are written now.

    What was typed may stand there already: a button that was pressed meanwhile took it along.
    """
    if _in_boxes(stood, spot) == _in_boxes(looked_at, spot):
        return False
    mine = editing.change(looked_at, All(sets))
    return isinstance(mine, Refused) or _in_boxes(stood, spot) != _in_boxes(plain_of(mine.text), spot)


def _in_boxes(plain: Plain, spot: Spot) -> Plain:
    """What stands at the place, but for questions in it: they have boxes of their own."""
    return {key: value for key, value in editing.at(plain, spot.path).items() if key != "questions"}


def _refused(
    request: EntrantRequest, spot: Spot, outcome: Outcome, looked_at: Plain, *, uses: str = ""
) -> HttpResponse:
    table = access_table(spot.slug, reach_of(request))
    if isinstance(outcome, Conflict):
        typed = mine(spot, request.POST, looked_at, plain_of(table.text))
        wrong = Wrong(posted=typed, conflict=outcome)
        return _draw(request, table, spot, wrong, status=422)
    faults = outcome.faults if isinstance(outcome, Refused) else ()
    removable = isinstance(outcome, Refused) and outcome.removable
    wrong = Wrong(posted=request.POST.dict(), faults=faults, uses=uses if removable else "")
    return _draw(request, table, spot, wrong, status=422)


def _draw(
    request: EntrantRequest,
    table: Table,
    spot: Spot,
    wrong: Wrong | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The whole page; of htmx' requests, the boxes, with the outline and the phone following."""
    actions.show_presence(slug=table.slug, place=spot.path, by=request.actor, now=clock.now())
    values = board(table, spot, wrong or Wrong(), by=request.actor.ref, now=clock.now())
    values["is_new"] = "new" in request.GET
    response = page(request, TEMPLATE, values, part="editor", status=status)
    if request.headers.get("HX-Request"):
        response.headers["HX-Retarget"] = "#editor"
        response.headers["HX-Reswap"] = "outerHTML"
    return framing(response)


class Act(Protocol):
    """Undo or redo."""

    def __call__(self, *, slug: str, seen: str, by: Any, now: Any) -> Edited | Refused: ...


def _go(request: EntrantRequest, slug: str, act: Act) -> HttpResponse:
    table = access_table(slug, reach_of(request))
    outcome = act(slug=slug, seen=request.POST.get("seen", ""), by=request.actor, now=clock.now())
    notice = told(outcome.faults)[0].pieces[0] if isinstance(outcome, Refused) else ""
    to = request.POST.get("to", "")
    known = to.startswith(reverse("studio:build", args=[table.slug]))
    return done(request, to if known else reverse("studio:build", args=[slug]), notice=str(notice))

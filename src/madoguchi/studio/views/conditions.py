"""Building a condition: line by line, or as text for whoever writes the language."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import page
from madoguchi.base.reasons import told
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.conditions import Joined, Unfinished, read, write
from madoguchi.rules.documents import load
from madoguchi.rules.documents.loading import Loaded
from madoguchi.rules.editing import Refused, Set
from madoguchi.rules.editing.changing import plain_of
from madoguchi.rules.phrasing import said_of
from madoguchi.studio import conditions
from madoguchi.studio.actions import editing
from madoguchi.studio.actions.editing import Conflict, Edited
from madoguchi.studio.conditions import Place
from madoguchi.studio.queries.editing import Table, access_table
from madoguchi.studio.views.officer import reach_of

TEMPLATE = "studio/officer/condition.html"
Outcome = Edited | Refused | Conflict | None


@require_http_methods(["GET", "POST"])
@officer_only
def condition(request: EntrantRequest, slug: str) -> HttpResponse:
    """The condition at a place of the draft, in lines. Whole lines are kept at once."""
    table, place = _opened(request, slug)
    if not place.is_condition:
        raise Http404
    if request.method == "GET":
        return _draw(request, table, place, lines=conditions.lines_of(place))
    lines = conditions.posted_lines(request.POST, place)
    raw, unfinished = write(lines, place.subjects)
    if unfinished:
        pressed = request.POST.get("act") == "save"
        shown = unfinished if pressed else ()
        return _draw(request, table, place, lines=lines, unfinished=shown, status=422 if pressed else 200)
    return _answer(request, slug, place, _kept(request, slug, place, lines, raw), lines)


@require_http_methods(["GET", "POST"])
@officer_only
def condition_text(request: EntrantRequest, slug: str) -> HttpResponse:
    """The same condition as YAML."""
    table, place = _opened(request, slug)
    if request.method == "GET":
        return _draw(request, table, place, text=conditions.text_of(place))
    written = request.POST.get("text", "")
    loaded = load(written) if written.strip() else Loaded(None)
    if isinstance(loaded, Loaded) and loaded.faults:
        return _draw(request, table, place, text=written, faults=told(loaded.faults), status=422)
    operation = Set(place.path, loaded.data if isinstance(loaded, Loaded) else loaded)
    outcome = editing.edit(
        slug=slug, operation=operation, seen=_seen(request), by=request.actor, now=clock.now()
    )
    return _answer(request, slug, place, outcome, written)


def _opened(request: EntrantRequest, slug: str) -> tuple[Table, Place]:
    table = access_table(slug, reach_of(request))
    return table, conditions.access_place(table.document, plain_of(table.text), request.GET.get("at", ""))


def _seen(request: EntrantRequest) -> str:
    return request.POST.get("seen", "")


def _kept(request: EntrantRequest, slug: str, place: Place, lines: Joined, raw: Any) -> Outcome:
    """Nothing is written where the lines say what stands there already, perhaps in other words."""
    if read(place.raw, place.subjects) == read(raw, place.subjects):
        return None
    operation = Set(place.path, raw)
    return editing.edit(
        slug=slug, operation=operation, seen=_seen(request), by=request.actor, now=clock.now()
    )


def _answer(
    request: EntrantRequest, slug: str, place: Place, outcome: Outcome, written: Joined | str
) -> HttpResponse:
    """The page again: with what was kept, or with what was written and why it was not."""
    table, now_there = _opened(request, slug)
    typed: dict[str, Any] = {"text": written} if isinstance(written, str) else {"lines": written}
    match outcome:
        case Refused(faults=faults):
            return _draw(request, table, now_there, **typed, faults=told(faults), status=422)
        case Conflict():
            return _draw(request, table, now_there, **typed, conflict=outcome, status=409)
    return _draw(request, table, now_there, **typed, is_kept=True)


def _draw(
    request: EntrantRequest,
    table: Table,
    place: Place,
    *,
    lines: Joined | None = None,
    unfinished: tuple[Unfinished, ...] = (),
    status: int = 200,
    **values: Any,
) -> HttpResponse:
    shown = {
        "table": table,
        "place": place,
        "said": said_of(table.document, place.raw, place.scope) if place.raw is not None else None,
        "is_lines": lines is not None,
        "how": lines.how if lines else "",
        "boxes": conditions.boxes_of(lines, place, table.document, unfinished) if lines else (),
        **values,
    }
    return page(request, TEMPLATE, shown, status=status)

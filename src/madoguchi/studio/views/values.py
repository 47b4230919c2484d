"""Working a value out: a recipe with its parts. What no recipe says is written as text."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from madoguchi.base import clock
from madoguchi.base.pages import done, page
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.editing import All, Refused, Set
from madoguchi.rules.editing.changing import plain_of
from madoguchi.rules.editing.places import pieces
from madoguchi.rules.phrasing import said_of
from madoguchi.rules.recipes import RECIPES, Filled, Lacking, write
from madoguchi.studio import conditions, values
from madoguchi.studio.actions import editing
from madoguchi.studio.actions.editing import Conflict, Edited
from madoguchi.studio.conditions import Place
from madoguchi.studio.queries.editing import Table, access_table
from madoguchi.studio.views.officer import reach_of

TEMPLATE = "studio/officer/value.html"
Outcome = Edited | Refused | Conflict | None


@require_http_methods(["GET", "POST"])
@officer_only
def value(request: EntrantRequest, slug: str) -> HttpResponse:
    """How a value of the draft is worked out. What is whole is kept at once."""
    table, place = _opened(request, slug)
    if request.method == "GET":
        return _draw(request, table, place, standing=values.value_of(place))
    if request.POST.get("recipe") == values.CONDITION and place.type:
        return _condition(request, slug, place)
    posted = values.posted_value(request.POST, place)
    if posted is None:
        return _none(request, slug, table, place)
    raw, lacking = write(posted, values.ingredients_of(place))
    if lacking:
        pressed = request.POST.get("act") == "save"
        told_now = lacking if pressed else ()
        return _draw(request, table, place, standing=posted, lacking=told_now, status=422 if pressed else 200)
    return _answer(request, slug, _edit(request, slug, place, raw), posted)


def _opened(request: EntrantRequest, slug: str) -> tuple[Table, Place]:
    table = access_table(slug, reach_of(request))
    place = conditions.access_place(table.document, plain_of(table.text), request.GET.get("at", ""))
    if not place.is_value:
        raise Http404
    return table, place


def _condition(request: EntrantRequest, slug: str, place: Place) -> HttpResponse:
    """A value of yes or no: made one that is never so, if it was none; its lines are built on their page."""
    if place.type != "yes_no":
        outcome = _keep(request, slug, place, False, "yes_no")
        if not isinstance(outcome, Edited):
            return _answer(request, slug, outcome, None)
    return done(request, f"{reverse('studio:condition', args=[slug])}?{urlencode({'at': place.path})}")


def _none(request: EntrantRequest, slug: str, table: Table, place: Place) -> HttpResponse:
    """Nothing was chosen: no bound; of a computed value nothing is known yet."""
    if place.is_bound:
        outcome = None if place.raw is None else _keep(request, slug, place, None, "")
        return _answer(request, slug, outcome, None)
    pressed = request.POST.get("act") == "save"
    return _draw(request, table, place, standing=None, is_unchosen=pressed, status=422 if pressed else 200)


def _edit(request: EntrantRequest, slug: str, place: Place, raw: Any) -> Outcome:
    """Nothing is written where it says what stands there already."""
    fitting = values.types_for(raw, place) if place.type else ()
    wanted = request.POST.get("type") or place.type
    kind = wanted if wanted in fitting else next(iter(fitting), place.type)
    if (raw, kind) == (place.raw, place.type):
        return None
    return _keep(request, slug, place, raw, kind)


def _keep(
    request: EntrantRequest, slug: str, place: Place, raw: Any, kind: str
) -> Edited | Refused | Conflict:
    sets = [Set(place.path, raw)]
    if kind != place.type:
        sets.insert(0, Set(f"{place.path.rpartition('.')[0]}.type", kind))
    seen = request.POST.get("seen", "")
    return editing.edit(slug=slug, operation=All(tuple(sets)), seen=seen, by=request.actor, now=clock.now())


def _answer(request: EntrantRequest, slug: str, outcome: Outcome, posted: Filled | None) -> HttpResponse:
    """The page again: with what was kept, or with what was chosen and why it was not."""
    table, place = _opened(request, slug)
    match outcome:
        case Refused(faults=faults):
            return _draw(request, table, place, standing=posted, faults=told(faults), status=422)
        case Conflict():
            return _draw(request, table, place, standing=posted, conflict=outcome, status=409)
    return _draw(request, table, place, standing=posted, is_kept=True)


def _draw(
    request: EntrantRequest,
    table: Table,
    place: Place,
    *,
    standing: Filled | None,
    lacking: tuple[Lacking, ...] = (),
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    chosen = standing.recipe if standing else values.CONDITION if place.type == "yes_no" else ""
    is_set = place.raw is not None and not (place.type and place.raw == 0)
    shown = {
        "table": table,
        "place": place,
        "said": said_of(table.document, place.raw, place.scope) if is_set else None,
        "recipes": values.recipes_at(place, chosen),
        "chosen": chosen,
        "recipe": RECIPES.get(chosen),
        "pieces": values.pieces_of(standing, place, lacking) if standing else (),
        "roundings": [(key, say(words)) for key, words in values.ROUNDINGS],
        "rounding": standing.rounding if standing else "",
        "types": [(key, say(values.TYPES[key])) for key in values.types_for(place.raw, place)],
        "is_beyond": is_set and not standing and place.type != "yes_no" and not request.POST,
        "results": values.results(table.document, pieces(place.path)[1]) if place.type else (),
        **more,
    }
    return page(request, TEMPLATE, shown, status=status)

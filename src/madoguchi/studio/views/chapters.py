"""The chapters of the builder beside steps and questions: boxes and lists, saved as one goes."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from madoguchi.base import clock
from madoguchi.base import paper as drawing
from madoguchi.base.moments import local
from madoguchi.base.pages import done, page
from madoguchi.base.reasons import told
from madoguchi.base.texts import say
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.rules.conditions import scope_at
from madoguchi.rules.documents.procedure import Letter
from madoguchi.rules.editing import Add, All, Operation, Refused, Remove, Set, at
from madoguchi.rules.editing.changing import Plain, plain_of
from madoguchi.rules.editing.moving import down, up
from madoguchi.rules.extending import whole_minute
from madoguchi.rules.opening import last_minute
from madoguchi.rules.phrasing import said_of
from madoguchi.rules.questions.days import parse_moment
from madoguchi.studio.actions import editing as actions
from madoguchi.studio.actions.editing import Conflict, Edited
from madoguchi.studio.board import Wrong, clash_of, colleagues
from madoguchi.studio.boxes import Box, boxes, changes, flat, is_within
from madoguchi.studio.fitting import choices_of
from madoguchi.studio.outline import outline
from madoguchi.studio.properties import Property
from madoguchi.studio.queries.editing import Table, access_table, text_seen
from madoguchi.studio.samples import insertable, sample_letter
from madoguchi.studio.sentences import of_edit
from madoguchi.studio.sheets import MOMENTS, SHEETS, Series, Sheet, entries, letter_sheet, properties_of
from madoguchi.studio.views.officer import reach_of

TEMPLATE = "studio/officer/chapter.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A chapter that is open; the builder's bar and outline ask it where it is."""

    sheet: Sheet
    url: str
    letter: str = ""  # the id of the letter that is open


@require_http_methods(["GET", "POST"])
@officer_only
def chapter(request: EntrantRequest, slug: str, name: str) -> HttpResponse:
    """The boxes of a chapter; what is posted is kept."""
    table = access_table(slug, reach_of(request))
    return _turn(request, table, Open(sheet=SHEETS[name], url=reverse(SHEETS[name].address, args=[slug])))


@require_http_methods(["GET", "POST"])
@officer_only
def letter(request: EntrantRequest, slug: str, letter: str) -> HttpResponse:
    """The words of one letter."""
    table = access_table(slug, reach_of(request))
    _template(table, letter)
    url = reverse("studio:build_letter", args=[slug, letter])
    return _turn(request, table, Open(sheet=letter_sheet(letter), url=url, letter=letter))


@require_GET
@officer_only
def paper(request: EntrantRequest, slug: str, letter: str) -> HttpResponse:
    """The letter of the draft on paper, filled with the answers of the first example."""
    table = access_table(slug, reach_of(request))
    sheet = sample_letter(table.document, _template(table, letter), clock.now())
    response = HttpResponse(drawing.draw(drawing.LETTER, sheet), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="letter.pdf"'
    return response


@require_GET
@officer_only
def paper_page(request: EntrantRequest, slug: str, letter: str, number: int) -> HttpResponse:
    """One page of the same paper as a picture, beside the words that make it."""
    table = access_table(slug, reach_of(request))
    sheet = sample_letter(table.document, _template(table, letter), clock.now())
    drawn = drawing.draw_page(drawing.LETTER, sheet, number)
    if drawn is None:
        raise Http404
    return HttpResponse(drawn, content_type="image/png")


def _template(table: Table, letter: str) -> Letter:
    found = next((each for each in table.document.letters if each.id == letter), None)
    if found is None:
        raise Http404
    return found


def _turn(request: EntrantRequest, table: Table, spot: Open) -> HttpResponse:
    slug = table.slug
    if request.method == "GET":
        return _draw(request, table, spot)
    seen = request.POST.get("newest") or request.POST.get("seen", "")
    looked_at = plain_of(text_seen(slug, seen) or table.text)
    posted = _posted(flat(request.POST))
    sets = tuple(changes(looked_at, "", properties_of(spot.sheet, looked_at), posted))
    outcome: Edited | Refused | Conflict = Edited(seen=seen, document=table.document)
    if sets:
        outcome = _edit(request, slug, All(sets), seen)
    if isinstance(outcome, Edited) and (act := request.POST.get("act", "")):
        return _press(request, spot, slug, act, outcome.seen)
    return _answer(request, slug, spot, outcome, sets)


def _edit(request: EntrantRequest, slug: str, operation: Operation, seen: str) -> Edited | Refused | Conflict:
    return actions.edit(slug=slug, operation=operation, seen=seen, by=request.actor, now=clock.now())


def _press(request: EntrantRequest, spot: Open, slug: str, act: str, seen: str) -> HttpResponse:
    """Add, move or take away an entry, then show the list again."""
    plain = plain_of(access_table(slug, reach_of(request)).text)
    operation = _operation(spot.sheet, plain, act)
    outcome = _edit(request, slug, operation, seen) if operation else None
    if outcome is None or isinstance(outcome, Edited):
        return done(request, spot.url)
    return _answer(request, slug, spot, outcome)


def _operation(sheet: Sheet, plain: Plain, act: str) -> Operation | None:
    verb, _, path = act.partition(":")
    for series in sheet.series:
        if verb == "add" and path == series.path:
            token = f"{path.rpartition('.')[2]}_{secrets.token_hex(3)}"
            return Add(series.path, series.fresh(token, plain))
        if path in entries(plain, series):
            moves = {"up": up(plain, path), "down": down(plain, path), "remove": Remove(path)}
            return moves.get(verb)
    return None


def _answer(
    request: EntrantRequest,
    slug: str,
    spot: Open,
    outcome: Edited | Refused | Conflict,
    sets: tuple[Set, ...] = (),
) -> HttpResponse:
    table = access_table(slug, reach_of(request))
    match outcome:
        case Refused(faults=faults):
            wrong = Wrong(posted=_mine(request, table, spot, sets), faults=faults)
            return _draw(request, table, spot, wrong, status=422)
        case Conflict():
            wrong = Wrong(posted=_mine(request, table, spot, sets), conflict=outcome)
            return _draw(request, table, spot, wrong, status=422)
    if not request.headers.get("HX-Request"):
        return done(request, spot.url)
    return _draw(request, table, spot)


def _mine(request: EntrantRequest, table: Table, spot: Open, sets: tuple[Set, ...]) -> dict[str, str]:
    """What was typed, where it was typed; elsewhere what stands there now, perhaps by somebody else."""
    plain, changed = plain_of(table.text), {each.path for each in sets}
    drawn = boxes(plain, "", properties_of(spot.sheet, plain))
    ticked = {box.name: "on" for box in drawn if box.value is True and box.name not in changed}
    return ticked | {name: typed for name, typed in flat(request.POST).items() if name in changed}


def _draw(
    request: EntrantRequest, table: Table, spot: Open, wrong: Wrong | None = None, *, status: int = 200
) -> HttpResponse:
    actions.show_presence(slug=table.slug, place=spot.sheet.name, by=request.actor, now=clock.now())
    plain, wrong = plain_of(table.text), wrong or Wrong()
    draw = _Drawing(table, plain, wrong)
    values = {
        "table": table,
        "spot": spot,
        "path": spot.sheet.name,
        "title": say(spot.sheet.title),
        "outline": outline(table.slug, table.document, spot.url),
        "parts": [(say(part.heading), draw.boxes(part.properties)) for part in spot.sheet.parts],
        "series": [draw.series(each) for each in spot.sheet.series],
        "elsewhere": draw.elsewhere(properties_of(spot.sheet, plain)),
        "is_wrong": status != 200,
        "clash": clash_of(wrong.conflict, plain),
        "insertable": insertable(table.document, spot.sheet.name),
        "letter": spot.letter,
        "pages": _pages(table, spot.letter) if spot.letter else (),
        "undoing": of_edit(table.undo) if table.undo else None,
        "redoing": of_edit(table.redo) if table.redo else None,
        "colleagues": colleagues(table, but=request.actor.ref, now=clock.now()),
    }
    response = page(request, TEMPLATE, values, status=status)
    if status != 200:
        response.headers["HX-Retarget"] = "#editor"
        response.headers["HX-Reselect"] = "#editor"
    return response


def _pages(table: Table, letter: str) -> range:
    """The numbers of the pages that the letter takes."""
    sheet = sample_letter(table.document, _template(table, letter), clock.now())
    return range(1, drawing.count_pages(drawing.LETTER, sheet) + 1)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """A chapter as boxes."""

    table: Table
    plain: Plain
    wrong: Wrong

    def boxes(self, properties: tuple[Property, ...]) -> tuple[Box, ...]:
        """What stands in the document, or what was typed where that was wrong; instants as day and time."""
        found = boxes(
            self.plain,
            "",
            properties,
            faults=self.wrong.faults,
            posted=self.wrong.posted or None,
            choices={each.key: choices_of(self.table.document, each.key) for each in properties},
        )
        return tuple(_moment(box) if box.name in MOMENTS else box for box in found)

    def series(self, series: Series) -> dict[str, Any]:
        """A list with its entries."""
        return {
            "heading": say(series.heading),
            "path": series.path,
            "empty": say(series.empty) if series.empty else "",
            "condition": series.condition,
            "opens": series.opens,
            "is_value": series.is_value,
            "entries": [
                {
                    "path": path,
                    "id": path.rpartition("[")[2].rstrip("]"),
                    "boxes": self.boxes(series.entry(path)),
                    "when": self._when(path, series),
                }
                for path in entries(self.plain, series)
            ],
        }

    def elsewhere(self, properties: tuple[Property, ...]) -> list[Any]:
        """What is wrong at a place without a box here."""
        names = [each.key for each in properties]
        return [
            told([fault])[0]
            for fault in self.wrong.faults
            if not any(is_within(fault.path, name) for name in names)
        ]

    def _when(self, path: str, series: Series) -> Mapping[str, str] | None:
        raw = at(self.plain, f"{path}.{series.condition}") if series.condition else None
        scope = scope_at(self.table.document, f"{path}.{series.condition}")
        return None if raw is None else said_of(self.table.document, raw, scope)


def _posted(posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, days and times as the instants the document has."""
    return {name: _instant(name, typed) if name in MOMENTS else typed for name, typed in posted.items()}


def _instant(name: str, typed: str) -> str:
    found = parse_moment(typed)
    if found is None:
        return typed
    return (whole_minute(found) if name.endswith("closes_at") else found).isoformat()


def _moment(box: Box) -> Box:
    """An instant as day and time; what was typed and is none stays."""
    try:
        written = datetime.fromisoformat(str(box.value))
    except ValueError:
        return box
    if written.tzinfo is None:
        return box
    shown = last_minute(written) if box.name.endswith("closes_at") else written
    return replace(box, value=f"{local(shown):%Y-%m-%d %H:%M}")

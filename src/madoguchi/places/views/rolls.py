"""学級名簿: the classes of each school and nursery, taken in each April, and whose child is whom."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from django.http import Http404, HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from madoguchi.audit import actions as audit
from madoguchi.base import clock
from madoguchi.base.pages import done, page, retry
from madoguchi.base.texts import say
from madoguchi.files import tables
from madoguchi.people.entrants import EntrantRequest
from madoguchi.people.guards import officer_only
from madoguchi.people.reach import reach_of
from madoguchi.places import rolls as reading
from madoguchi.places.actions import rolls
from madoguchi.places.actions.rolls import CannotTake
from madoguchi.places.wording import ROLL_FAULTS

if TYPE_CHECKING:
    from madoguchi.places.models import Place

PAGE: Final = "places/officer/roll.html"
MOST_SHOWN: Final = 100


@require_GET
@officer_only
def listed(request: EntrantRequest) -> HttpResponse:
    """The schools and nurseries of the officer's sections."""
    places = reading.list_with_classes(sections=reach_of(request), on=clock.today())
    return page(
        request, "places/officer/rolls.html", {"places": places, "keys": (("j", "down"), ("k", "up"))}
    )


@require_http_methods(["GET", "POST"])
@officer_only
def roll(request: EntrantRequest, code: str) -> HttpResponse:
    """The classes of a place; posted, a file is looked at and nothing written."""
    place = reading.access_with_classes(code=code, sections=reach_of(request))
    if request.method != "POST":
        return page(request, PAGE, _shown(request, place))
    sent = request.FILES.get("file")
    rows = tables.read(sent.read(tables.LARGEST + 1)) if sent else None
    if rows is None:
        words = "This is no table. Please save it as CSV or XLSX." if sent else "Please choose a file."
        return retry(request, PAGE, _shown(request, place, wrong=say(words)))
    return _looked_at(request, place, rows)


@require_POST
@officer_only
def take(request: EntrantRequest, code: str) -> HttpResponse:
    """Write what was looked at; if anything is different by now, look again."""
    place, now = reading.access_with_classes(code=code, sections=reach_of(request)), clock.now()
    rows = _rows(request.POST.get("rows", ""))
    told = {"rows": rows, "today": localdate(now), "seen": request.POST.get("seen", "")}
    try:
        found = rolls.take(place=place, **told, by=request.actor, now=now)
    except CannotTake:
        return _looked_at(request, place, rows)
    counts = {"new": len(found.new), "moved": len(found.moved), "left": len(found.left)}
    notice = say("The roll is taken in: {new} new, {moved} moved, {left} left.", **counts)
    return done(request, "places:roll", code=code, notice=notice)


@require_POST
@officer_only
def answer(request: EntrantRequest, code: str, claim_id: int) -> HttpResponse:
    """Say who a family's child is in the roll, or that the school does not know it."""
    place, now = reading.access_with_classes(code=code, sections=reach_of(request)), clock.now()
    claim = reading.access_claim(belonging_id=claim_id, place=place.pk, on=localdate(now))
    chosen = request.POST.get("entry", "")
    if chosen == "nobody":
        rolls.turn_down(belonging=claim, by=request.actor, now=now)
        return done(request, "places:roll", code=code, notice=say("The family’s entry is removed."))
    entry = reading.access_entry(typed=chosen, place=place.pk, on=localdate(now))
    rolls.confirm(belonging=claim, entry=entry, by=request.actor, now=now)
    return done(request, "places:roll", code=code, notice=say("Confirmed."))


def _looked_at(request: EntrantRequest, place: Place, rows: list[list[str]]) -> HttpResponse:
    found, mark = reading.look(place=place, rows=rows, today=clock.today())
    faults = [(each, say(ROLL_FAULTS[each.code])) for each in found.faults[:MOST_SHOWN]]
    told = {"plan": found, "faults": faults, "seen": mark, "sent": json.dumps(rows, ensure_ascii=False)}
    return (retry if faults else page)(request, PAGE, _shown(request, place) | told)


def _shown(request: EntrantRequest, place: Place, *, wrong: str = "") -> dict[str, Any]:
    now = clock.now()
    entries = reading.list_roll(place=place.pk, on=localdate(now))
    claims = reading.list_claims(place=place.pk, on=localdate(now))
    refs = [*(str(each.pk) for each in entries), *(str(each.belonging.child.reference) for each in claims)]
    audit.viewed(kind="roll", refs=refs, by=request.actor, now=now)
    classes: dict[tuple[int | None, str], list[Any]] = {}
    for each in entries:
        classes.setdefault((each.grade, each.group), []).append(each)
    keys = (("u", "back to the list"),)
    shown = [(grade, group, them) for (grade, group), them in classes.items()]
    return {
        "place": place,
        "classes": shown,
        "count": len(entries),
        "claims": claims,
        "wrong": wrong,
        "keys": keys,
    }


def _rows(sent: str) -> list[list[str]]:
    """The rows that a page carried from the look to the taking."""
    try:
        rows = json.loads(sent)
    except ValueError:
        raise Http404 from None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Http404
    return [[str(cell) for cell in row] for row in rows]
